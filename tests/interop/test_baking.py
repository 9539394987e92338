"""Images that we bake read by openbadgeslib, and what it bakes read by us."""

import json
import re
from collections.abc import Callable

import pytest
from openbadgeslib import baking as theirs

from credentials.baking import bake_png, bake_svg, extract
from credentials.report import Verdict
from tests.credentials import badges, tokens
from tests.credentials.carriers import SVG, picture
from tests.credentials.tokens import forge, payload, signer

KEYWORD, ELEMENT, NAMESPACE = theirs.ITXT_KEYWORD_OB3, theirs.SVG_ELEMENT_OB3, theirs.SVG_NS_OB3
STRANGE = 'Łódź "één" \\ מורה 教师 \U0001f469\u200d\U0001f3eb e\u0301 \u2028 <b>& ]]> ]]]>> </openbadges:credential>'


def _json() -> str:
    badge = badges.rich().to_dict()
    badge["credentialSubject"]["achievement"]["description"] = STRANGE
    return badges.signed(badge).data.decode()


CREDENTIALS: dict[str, Callable[[], str]] = {"json": _json, "token": lambda: forge(payload(), signer())}


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_they_read_our_png(kind: str) -> None:
    text = CREDENTIALS[kind]()
    baked = bake_png(picture(), text.encode())
    assert theirs.has_png(baked, keyword=KEYWORD)
    assert theirs.extract_png(baked, keyword=KEYWORD) == text


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_they_read_our_svg(kind: str) -> None:
    text = CREDENTIALS[kind]()
    baked = bake_svg(SVG, text.encode())
    assert theirs.has_svg(baked, element=ELEMENT)
    assert theirs.extract_svg(baked, element=ELEMENT, text_fallback=True) == text


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_we_read_their_png(kind: str) -> None:
    text = CREDENTIALS[kind]()
    baked = theirs.bake_png(picture(), text, "A comment", keyword=KEYWORD)
    assert extract(baked).credential == text.encode()
    assert tokens.world().verify(baked).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_we_read_their_svg(kind: str) -> None:
    text = CREDENTIALS[kind]()
    baked = theirs.bake_svg(SVG, text, "A comment", element=ELEMENT, namespace=NAMESPACE, as_text=kind == "json")
    assert extract(baked).credential == text.encode()
    assert tokens.world().verify(baked).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", CREDENTIALS)
def test_we_replace_what_they_baked(kind: str) -> None:
    """They add a second badge to an image that has one; that can be read in two ways, so we make it one again."""
    text = CREDENTIALS[kind]()
    png = theirs.bake_png(bake_png(picture(), b'{"first":1}'), text, keyword=KEYWORD)
    svg = theirs.bake_svg(
        bake_svg(SVG, b'{"first":1}'), text, element=ELEMENT, namespace=NAMESPACE, as_text=kind == "json"
    )
    for twice, bake in ((png, bake_png), (svg, bake_svg)):
        assert badges.world().verify(twice).check("structure").code == "baking.twice"
        once = bake(twice, text.encode())
        assert extract(once).credential == text.encode()
        assert b"first" not in once


def test_a_changed_letter_in_an_image_is_seen() -> None:
    """In the image itself, so past any checksum that a baker made."""
    changed = json.dumps(json.loads(_json()) | {"validUntil": "2099-01-01T00:00:00Z"})
    for baked in (bake_png(picture(), changed.encode()), bake_svg(SVG, changed.encode())):
        assert tokens.world().verify(baked).verdict is Verdict.INVALID
    by_hand = re.sub(rb"2031-11-20", b"2099-11-20", bake_svg(SVG, _json().encode()))
    assert tokens.world().verify(by_hand).verdict is Verdict.INVALID
