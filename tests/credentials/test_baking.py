"""Badges in and out of images, and recognising what a person offers (BDG-baking)."""

import io
import json
import random
import struct
import zlib
from typing import Any

import pytest
from PIL import Image

from credentials.baking import bake, bake_png, extract
from credentials.errors import BakingError, InputTooLargeError, NoCredentialError, StructureError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_IMAGE_BYTES
from credentials.multibase import encode_base64url
from credentials.png import KEYWORD, chunks, keyword
from credentials.reading import read
from credentials.report import Verdict
from tests.credentials import badges
from tests.credentials.carriers import JSON, SVG, TOKEN, cdata, picture, svg
from tests.credentials.hostile import png


def test_baked_and_read_back() -> None:
    baked = bake_png(picture(), JSON)
    assert extract(baked).credential == JSON
    assert extract(baked).kind == "png"
    assert read(baked).document == json.loads(JSON)
    assert badges.world().verify(baked).verdict is Verdict.VALID


def test_chunk_is_as_the_standard_says_and_the_picture_is_unchanged() -> None:
    baked = bake_png(picture(), JSON)
    (text,) = [chunk for chunk in chunks(baked) if keyword(baked, chunk) == KEYWORD]
    kind, start, end = text
    assert kind == b"iTXt"
    assert baked[start + 8 : end - 4] == KEYWORD + b"\0\0\0\0\0" + JSON
    assert baked[:start] + baked[end:] == picture(), "a splice: not one byte of the picture is written anew"
    with Image.open(io.BytesIO(baked)) as image, Image.open(io.BytesIO(picture())) as before:
        assert image.tobytes() == before.tobytes()
        assert image.info["openbadgecredential"] == JSON.decode()


def test_baking_again_replaces() -> None:
    once = bake_png(picture(), JSON)
    assert bake_png(bake_png(picture(), b'{"first":1}'), JSON) == once
    assert bake_png(bake_png(picture(), b"Zmlyc3Q.e30.c2ln"), JSON) == once
    assert bake_png(_with(BADGE, BADGE), JSON).count(KEYWORD) == 1, "also when somebody put in two"
    for kind in (b"tEXt", b"zTXt"):
        assert b"old" not in bake_png(_with((kind, KEYWORD + b"\0old")), JSON), "nor in a kind that lax readers look at"


def test_what_else_the_picture_says_stays() -> None:
    other = ((b"iTXt", b"Comment\0\0\0\0\0hello"), (b"tEXt", b"openbadges\0https://x.example"))
    baked = bake_png(_with(other[0], BADGE, other[1]), JSON)
    assert extract(baked).credential == JSON
    assert [keyword(baked, chunk) for chunk in chunks(baked) if chunk[0] in (b"iTXt", b"tEXt")] == [
        KEYWORD,
        b"Comment",
        b"openbadges",
    ]


def test_what_follows_the_image_is_left_out() -> None:
    assert bake_png(picture() + b"<svg/>", JSON) == bake_png(picture(), JSON)


@pytest.mark.parametrize(
    "credential", [b"", b"first", b"a.b", b"a.b.c.d", b"{", b"[1]", b'{"a":"\xff"}', b'{"a":"\0"}']
)
def test_only_json_or_a_token_is_baked(credential: bytes) -> None:
    for image in (picture(), SVG):
        with pytest.raises(BakingError) as caught:
            bake(image, credential)
        assert caught.value.code == "baking.no_badge"


def test_a_token_is_baked_without_what_an_editor_put_around_it() -> None:
    for image in (picture(), SVG):
        assert extract(bake(image, b"\xef\xbb\xbf" + TOKEN.encode() + b"\r\n")).credential == TOKEN.encode()


def _with(*more: tuple[bytes, bytes]) -> bytes:
    return png(*more)


BADGE = (b"iTXt", KEYWORD + b"\0\0\0\0\0" + JSON)


def test_two_badges_are_refused() -> None:
    with pytest.raises(BakingError) as caught:
        extract(_with(BADGE, BADGE))
    assert caught.value.code == "baking.twice"
    assert badges.world().verify(_with(BADGE, BADGE)).verdict is Verdict.INVALID


def test_of_two_badges_a_lenient_reader_takes_the_first() -> None:
    """As the standard says, and it is told that there were others."""
    second = (b"iTXt", KEYWORD + b"\0\0\0\0\0{}")
    for data in (_with(BADGE, second, second), svg(cdata(JSON.decode()) + cdata("{}"))):
        assert (extract(data, strict=False).credential, extract(data, strict=False).others) == (JSON, True)
    assert not extract(_with(BADGE), strict=False).others


def test_compressed_badge_is_read_to_a_cap() -> None:
    packed = KEYWORD + b"\0\1\0\0\0" + zlib.compress(JSON)
    assert extract(_with((b"iTXt", packed))).credential == JSON
    bomb = KEYWORD + b"\0\1\0\0\0" + zlib.compress(bytes(MAX_CREDENTIAL_BYTES + 1))
    with pytest.raises(InputTooLargeError):
        extract(_with((b"iTXt", bomb)))
    with pytest.raises(BakingError):
        extract(_with((b"iTXt", KEYWORD + b"\0\1\0\0\0nonsense")))


@pytest.mark.parametrize(
    "data",
    [
        _with(BADGE)[:-20],
        _with(BADGE)[:60],
        _with(BADGE).replace(b"Arduino", b"Arduinx"),
        _with((b"iTXt", KEYWORD + b"\0\0")),
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31) + b"IHDR",
    ],
    ids=range(6),
)
def test_damaged_images(data: bytes) -> None:
    with pytest.raises(BakingError):
        extract(data)
    assert badges.world().verify(data).verdict is Verdict.INVALID


def test_only_png_is_baked() -> None:
    for data in (b"", b"GIF89a", b"<svg/>", JSON):
        with pytest.raises(BakingError):
            bake_png(data, JSON)
    for cut in (20, 40, -1):
        with pytest.raises(BakingError):
            bake_png(picture()[:cut], JSON)
    with pytest.raises(BakingError, match="damaged"):
        bake_png(picture().replace(b"IHDR", b"IDAT", 1), JSON)
    with pytest.raises(BakingError, match="damaged"):
        bake_png(_with((b"tEXt", b"Comment\0hello")).replace(b"hello", b"hallo"), JSON)
    with pytest.raises(InputTooLargeError):
        bake_png(picture(), bytes(MAX_CREDENTIAL_BYTES + 1))
    with pytest.raises(InputTooLargeError):
        bake_png(picture() + bytes(MAX_IMAGE_BYTES), JSON)


OTHER: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "reading.empty"),
    "spaces": (b"  \n", "reading.empty"),
    "a picture": (picture(), "reading.image_without_badge"),
    "an SVG": (svg(""), "reading.image_without_badge"),
    "a ZIP": (b"PK\x03\x04" + bytes(400_000), "reading.zip"),
    "an empty ZIP": (b"PK\x05\x06" + bytes(18), "reading.zip"),
    "a PDF": (b"%PDF-1.7\n%%EOF", "reading.pdf_without_badge"),
    "a page": (b"<!doctype html><title>x</title>", "reading.xml"),
    "other XML": (b"<rss/>", "reading.xml"),
    "text": (b"hello", "reading.other_file"),
    "three words": (b"www.example.org", "reading.other_file"),
    "binary": (bytes(range(256)), "reading.other_file"),
    "a large file": (b"x" * 300_000, "reading.other_file"),
    "a large text": (b"www.example.org " * 20_000, "reading.other_file"),
    "large JSON": (b' {"a":"' + b"x" * 10 * 1024 * 1024 + b'"}', "structure.too_large"),
    "a large list": (b"[" + b"1," * 6 * 1024 * 1024 + b"1]", "structure.too_large"),
    "a large token": (b"eyJhbGciOiJFZERTQSJ9." + b"x" * 400_000 + b".x", "structure.too_large"),
    "a large token with a bad header": (b"eyJhIjoxLCJhIjoxfQ." + b"x" * 400_000 + b".x", "structure.too_large"),
    "broken JSON": (b'{"a": ', "reading.broken_json"),
    "a list": (b"[1]", "reading.other_json"),
    "a number": (b"7", "reading.other_json"),
    "a text": (b'"x"', "reading.other_json"),
    "an object": (b"{}", "reading.other_json"),
    "OB 2": (b'{"@context":"https://w3id.org/openbadges/v2","type":"Assertion"}', "reading.open_badges_2"),
    "OB 2.1": (
        b'{"@context":["https://purl.imsglobal.org/spec/ob/v2p1/ob_v2p1.jsonld"],"type":"Assertion"}',
        "reading.open_badges_2_1",
    ),
    "OB 2 badge class": (
        b'{"@context":"https://w3id.org/openbadges/v2","type":"BadgeClass"}',
        "reading.open_badges_class",
    ),
    "OB 1.1": (b'{"@context":"https://w3id.org/openbadges/v1","type":"Assertion"}', "reading.open_badges_1"),
    "OB 1.0": (b'{"uid":"1","recipient":{},"badge":"https://x.example/b","verify":{}}', "reading.open_badges_1"),
    "an older baked PNG": (_with((b"iTXt", b"openbadges\0\0\0\0\0{}")), "reading.open_badges_image"),
    "a PNG baked with an address": (_with((b"tEXt", b"openbadges\0https://x.example")), "reading.open_badges_hosted"),
    "an older baked SVG": (
        b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"><o:assertion verify="x"/></svg>',
        "reading.open_badges_image",
    ),
    "endorsement": (badges.endorsement("urn:x").data, "reading.endorsement"),
    "status list": (badges.status_list().data, "reading.status_list"),
    "CLR": (b'{"type":["VerifiableCredential","ClrCredential"]}', "reading.clr"),
    "presentation": (b'{"type":"VerifiablePresentation"}', "reading.presentation"),
    "another credential": (b'{"type":["VerifiableCredential","Diploma"]}', "reading.other_credential"),
}


@pytest.mark.parametrize("what", OTHER)
def test_what_is_no_badge_is_named(what: str) -> None:
    data, code = OTHER[what]
    report = badges.world().verify(data)
    assert (report.verdict, report.check("structure").code) == (Verdict.NO_CREDENTIAL, code)


TWO_READINGS: dict[str, tuple[bytes, str]] = {
    "duplicate": (b'{"a":1,"\\u0061":2}', "structure.duplicate"),
    "duplicate inside": (b'{"x":[{"a":1,"a":1}]}', "structure.duplicate"),
    "NaN": (b'{"a":NaN}', "structure.number"),
    "-Infinity": (b'{"a":-Infinity}', "structure.number"),
    "overflow": (b'{"a":1e400}', "structure.number"),
    "2**53": (b'{"a":9007199254740992}', "structure.number"),
    "huge": (b'{"a":' + b"9" * 5_000 + b"}", "structure.number"),
    "surrogate": (b'{"a":"\\udc00"}', "structure.surrogate"),
    "surrogate key": (b'{"\\ud83d":1}', "structure.surrogate"),
    "33 deep": (b'{"a":' + b"[" * 32 + b"]" * 32 + b"}", "structure.too_deep"),
    "large": (b'{"a":"' + b"x" * 262_144 + b'"}', "structure.too_large"),
    "many": (b"[" + b"1," * 20_000 + b"1]", "structure.too_many"),
}


@pytest.mark.parametrize("what", TWO_READINGS)
def test_what_can_be_read_in_two_ways(what: str) -> None:
    data, code = TWO_READINGS[what]
    with pytest.raises(StructureError) as caught:
        read(data)
    assert caught.value.code == code


def test_limits_leave_room() -> None:
    deep = b'{"a":' + b"[" * 31 + b"]" * 31 + b', "b":"[[[[{{{{\\"[[["}'
    assert read(deep).document is not None
    assert read(b'\xef\xbb\xbf {"a":9007199254740991}').document == {"a": 2**53 - 1}
    assert read('{"a":"é\U0001f600"}').document == {"a": "é\U0001f600"}


@pytest.mark.parametrize(
    ("header", "verdict"),
    [
        ({"alg": "none"}, Verdict.INVALID),
        ({"alg": "None"}, Verdict.INVALID),
        ({"alg": "nOnE"}, Verdict.INVALID),
        ({"alg": "HS256"}, Verdict.INVALID),
        ({"alg": "hs512"}, Verdict.INVALID),
        ({"alg": None}, Verdict.INVALID),
        ({"alg": ["RS256"]}, Verdict.INVALID),
        ({"typ": "JWT"}, Verdict.INVALID),
        ({"alg": "PS256"}, Verdict.UNSUPPORTED),
        ({"alg": "ES512", "typ": "vc+jwt"}, Verdict.UNSUPPORTED),
        ({"alg": "EdDSA"}, Verdict.NO_CREDENTIAL),
    ],
)
def test_tokens(header: dict[str, Any], verdict: Verdict) -> None:
    """Unsafe ones are invalid, kinds that are not read unsupported, and an empty object is no badge, wherever they
    come from (A6)."""
    head = encode_base64url(json.dumps(header).encode())[1:]
    token = f"{head}.e30.c2ln"
    baked = bake_png(picture(), token.encode())
    for source in (token, f" {token}\n", token.encode(), baked):
        report = badges.world().verify(source)
        assert report.verdict is verdict
        assert report.check("proof").outcome != "passed"
    disclosing = badges.world().verify(f"{token}~disclosure~").verdict
    assert disclosing is (Verdict.INVALID if verdict is Verdict.INVALID else Verdict.UNSUPPORTED)


def test_a_token_header_that_can_be_read_in_two_ways() -> None:
    head = encode_base64url(b'{"alg":"RS256","alg":"none"}')[1:]
    assert badges.world().verify(f"{head}.e30.c2ln").verdict is Verdict.INVALID


def test_errors_are_of_one_tree() -> None:
    for data in (b"", b"{", b"[" * 99):
        with pytest.raises((NoCredentialError, StructureError)):
            read(data)


def test_a_lenient_verifier_says_that_there_were_more() -> None:
    """The first counts and is judged as any other; whatever follows it changes nothing."""
    second = (b"iTXt", KEYWORD + b"\0\0\0\0\0{}")
    for data in (_with(BADGE, second), svg(cdata(JSON.decode()) + cdata("{}"))):
        report = badges.world().verify(data, strict=False)
        assert (report.verdict, report.check("structure").code) == (Verdict.VALID, "structure.passed_first")
    for data in (_with(second, BADGE), svg(cdata("{}") + cdata(JSON.decode()))):
        assert badges.world().verify(data, strict=False).verdict is Verdict.NO_CREDENTIAL
    changed = (b"iTXt", KEYWORD + b"\0\0\0\0\0" + JSON.replace(b"Arduino", b"Arduina", 1))
    assert badges.world().verify(_with(changed, BADGE), strict=False).verdict is Verdict.INVALID


def test_a_broken_badge_in_an_image_is_told_from_no_badge() -> None:
    assert badges.world().verify(bake(picture(), b'{"a":}')).check("structure").code == "reading.broken_json"


WORDS = (
    b"<",
    b">",
    b"/>",
    b"]]>",
    b"<![CDATA[",
    b"xmlns:openbadges='x'",
    b"encoding='",
    b"\0",
    b"\xff\xfe",
    b"iTXt",
    b"=",
)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        place = chance.randint(0, len(changed))
        match chance.randint(0, 3):
            case 0:
                changed[place : place + 1] = chance.randbytes(1)
            case 1:
                del changed[place : place + chance.choice((1, 2, 9, 100))]
            case 2:
                changed[place:place] = chance.choice(WORDS)
            case _:
                changed[place:place] = changed[max(0, place - 50) : place]
    return bytes(changed)


def test_a_damaged_image_is_baked_soundly_or_not_at_all() -> None:
    """4,000 images with a few bytes changed: a named error, or an image that gives the badge back and bakes the same
    again."""
    chance = random.Random(11)
    wide = svg(cdata("{}")).decode().replace("UTF-8", "UTF-16").encode("utf-16")
    whole = [
        bake(picture(), JSON),
        bake(SVG, JSON),
        bake(SVG, TOKEN.encode()),
        picture(),
        SVG,
        wide,
        b"\xef\xbb\xbf" + SVG,
    ]
    baked = 0
    for _ in range(4_000):
        try:
            made = bake(_damaged(chance.choice(whole), chance), JSON)
        except (BakingError, InputTooLargeError):
            continue
        assert extract(made).credential == JSON
        assert bake(made, JSON) == made
        baked += 1
    assert baked > 300
