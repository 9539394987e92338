"""Open Badges 1 and 2 are told apart from 3.0 and from each other, however they are kept: never checked, never called
broken."""

import json
import zlib
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest

from credentials.baking import bake_svg
from credentials.older import older, older_image, older_token
from credentials.png import KEYWORD
from credentials.report import Verdict
from tests.credentials import badges, tokens
from tests.credentials.hostile import png
from tests.credentials.tokens import b64, forge

RECIPIENT_1 = "sha256$" + "0f" * 32
OB_0_5 = {
    "recipient": RECIPIENT_1,
    "salt": "deadsea",
    "badge": {"version": "0.5.0", "name": "X", "image": "/x.png", "issuer": {"origin": "https://x.example"}},
}
OB_1_0 = {
    "uid": "f2c20",
    "recipient": {"type": "email", "hashed": True, "salt": "deadsea", "identity": RECIPIENT_1},
    "issuedOn": 1359217910,
    "badge": "https://x.example/badge.json",
    "verify": {"type": "hosted", "url": "https://x.example/assertion.json"},
}
OB_1_1 = OB_1_0 | {"@context": "https://w3id.org/openbadges/v1", "type": "Assertion", "id": "https://x.example/1"}
OB_2 = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "Assertion",
    "id": "https://x.example/assertions/1",
    "recipient": {"type": "email", "hashed": True, "salt": "deadsea", "identity": RECIPIENT_1},
    "badge": "https://x.example/badges/1",
    "verification": {"type": "HostedBadge"},
    "issuedOn": "2016-12-31T23:59:59Z",
}
OB_2_1 = OB_2 | {"@context": "https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"}
CLASS_1_0 = {
    "name": "X",
    "description": "x",
    "image": "https://x.example/x.png",
    "criteria": "https://x.example/c",
    "issuer": "https://x.example/issuer.json",
}

JSON: dict[str, tuple[dict[str, Any], str]] = {
    "0.5": (OB_0_5, "reading.open_badges_1"),
    "1.0": (OB_1_0, "reading.open_badges_1"),
    "1.1": (OB_1_1, "reading.open_badges_1"),
    "1.1 with an extension": (
        OB_1_1 | {"@context": ["https://w3id.org/openbadges/v1", "https://x.example/extension"]},
        "reading.open_badges_1",
    ),
    "2.0": (OB_2, "reading.open_badges_2"),
    "2.0 in a list": (OB_2 | {"type": ["Assertion"], "@context": [OB_2["@context"]]}, "reading.open_badges_2"),
    "2.0 at the other address": (
        OB_2 | {"@context": "https://openbadgespec.org/v2/context.json"},
        "reading.open_badges_2",
    ),
    "2.0 signed": (OB_2 | {"verification": {"type": "SignedBadge", "creator": "x"}}, "reading.open_badges_2"),
    "2.1": (OB_2_1, "reading.open_badges_2_1"),
    "1.0 class": (CLASS_1_0, "reading.open_badges_class"),
    "1.1 class": (CLASS_1_0 | {"@context": OB_1_1["@context"], "type": "BadgeClass"}, "reading.open_badges_class"),
    "2.0 class": (CLASS_1_0 | {"@context": OB_2["@context"], "type": "BadgeClass"}, "reading.open_badges_class"),
    "2.0 issuer": ({"@context": OB_2["@context"], "type": "Issuer", "name": "X"}, "reading.open_badges_issuer"),
    "2.0 profile": ({"@context": OB_2["@context"], "type": ["Profile"]}, "reading.open_badges_issuer"),
    "2.0 key": ({"@context": OB_2["@context"], "type": "CryptographicKey"}, "reading.open_badges_part"),
    "2.0 endorsement": ({"@context": OB_2["@context"], "type": "Endorsement"}, "reading.open_badges_part"),
}


@pytest.mark.parametrize("what", JSON)
def test_as_json(what: str) -> None:
    document, code = JSON[what]
    for source in (document, json.dumps(document), json.dumps(document, indent=2).encode()):
        report = badges.world().verify(source)
        assert (report.verdict, report.check("structure").code) == (Verdict.NO_CREDENTIAL, code)


@pytest.mark.parametrize("what", JSON)
@pytest.mark.parametrize("header", [{}, {"typ": None, "kid": None}, {"typ": "JWS"}, {"alg": "HS256"}, {"alg": "RS384"}])
def test_as_a_signed_token(what: str, header: dict[str, Any]) -> None:
    """Signed assertions of 1 and 2 are compact tokens too, with headers that Open Badges 3.0 refuses."""
    document, code = JSON[what]
    report = tokens.world().verify(forge(document, tokens.signer("RSA"), **header))
    assert (report.verdict, report.check("structure").code) == (Verdict.NO_CREDENTIAL, code)


HELD = {
    "an address": ("https://x.example/assertions/1", "reading.open_badges_hosted"),
    "an address and a line end": (" http://x.example/a\n", "reading.open_badges_hosted"),
    "JSON of 1": (json.dumps(OB_1_0), "reading.open_badges_1"),
    "JSON of 2": (json.dumps(OB_2), "reading.open_badges_2"),
    "JSON of 2.1": (json.dumps(OB_2_1), "reading.open_badges_2_1"),
    "a token of 1.1": (f"{b64({'alg': 'RS256'})}.{b64(OB_1_1)}.c2ln", "reading.open_badges_1"),
    "a token of 2": (f"{b64({'alg': 'RS256'})}.{b64(OB_2)}.c2ln", "reading.open_badges_2"),
    "nothing": ("", "reading.open_badges_image"),
    "words": ("two words", "reading.open_badges_image"),
    "other JSON": ('{"a": 1}', "reading.open_badges_image"),
    "a list": ("[1]", "reading.open_badges_image"),
    "JSON in two ways": ('{"badge": 1, "badge": 2}', "reading.open_badges_image"),
    "half a token": ("a.b", "reading.open_badges_image"),
    "another token": (f"{b64({'alg': 'RS256'})}.{b64({'a': 1})}.c2ln", "reading.open_badges_image"),
    "two addresses": ("https://x.example/ https://y.example/", "reading.open_badges_image"),
}


@pytest.mark.parametrize("what", HELD)
def test_what_an_image_holds(what: str) -> None:
    text, code = HELD[what]
    assert older_image(text) == code


def _png(kind: bytes, before: bytes, text: str) -> bytes:
    return png((kind, b"openbadges" + before + text.encode()))


def _svg_attribute(text: str) -> bytes:
    return f"<svg {SVG}><o:assertion verify={quoteattr(text)}/></svg>".encode()


def _svg_body(text: str) -> bytes:
    return f'<svg {SVG}><g/><o:assertion><![CDATA[{text}]]></o:assertion><path d="M0 0"/></svg>'.encode()


SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"'
CARRIERS: dict[str, Callable[[str], bytes]] = {
    "tEXt": lambda text: _png(b"tEXt", b"\0", text),
    "iTXt": lambda text: _png(b"iTXt", b"\0\0\0\0\0", text),
    "iTXt with a language": lambda text: _png(b"iTXt", b"\0\0\0en\0openbadges\0", text),
    "SVG attribute": _svg_attribute,
    "SVG body": _svg_body,
}


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("what", HELD)
def test_in_an_image(carrier: str, what: str) -> None:
    text, code = HELD[what]
    report = badges.world().verify(CARRIERS[carrier](text))
    assert (report.verdict, report.check("structure").code) == (Verdict.NO_CREDENTIAL, code)


@pytest.mark.parametrize(
    "image",
    [
        png((b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://x.example/a"))),
        png((b"iTXt", b"openbadges\0\1\0\0\0" + zlib.compress(json.dumps(OB_2).encode()))),
        png((b"iTXt", b"openbadges\0\0")),
        png((b"tEXt", b"openbadges")),
    ],
    ids=["zTXt", "compressed iTXt", "cut off iTXt", "empty tEXt"],
)
def test_what_cannot_be_read_is_still_an_older_badge(image: bytes) -> None:
    assert badges.world().verify(image).check("structure").code == "reading.open_badges_image"


def test_an_older_badge_beside_one_of_3_0() -> None:
    """A badge issued in both forms, in one image: the one of 3.0 is checked, whichever stands first."""
    signed = badges.signed().data
    older_chunk, own = (b"tEXt", b"openbadges\0https://x.example/a"), (b"iTXt", KEYWORD + b"\0\0\0\0\0" + signed)
    for image in (png(older_chunk, own), png(own, older_chunk)):
        assert badges.world().verify(image).verdict is Verdict.VALID
    drawing = bake_svg(_svg_body(json.dumps(OB_2)), signed)
    assert badges.world().verify(drawing).verdict is Verdict.VALID


def test_a_badge_of_3_0_is_not_taken_for_an_older_one() -> None:
    """Words of both in one document: what says it is 3.0 is judged as 3.0."""
    for made in (badges.signed().document, badges.small(), badges.signed().document | {"recipient": 1, "badge": 2}):
        assert badges.world().verify(made).verdict is not Verdict.NO_CREDENTIAL
    both = badges.signed().document | {"@context": [*badges.small()["@context"], OB_2["@context"]]}
    assert badges.world().verify(both).verdict is Verdict.INVALID
    assert older_token(forge(tokens.payload(), tokens.signer())) is None


def test_what_is_neither() -> None:
    for document in (
        {},
        {"type": "Assertion"},
        {"badge": 1},
        {"@context": 7},
        {"@context": ["https://x.example/openbadges"]},
    ):
        assert older(document) is None
        assert badges.world().verify(document).check("structure").code == "reading.other_json"
    for text in ("", ".", "..", "a.b.c", "é.é.é", "a." + b64([1]) + ".c", "a." + b64(b"{"), "a" * 10_000):
        assert older_token(text) is None
