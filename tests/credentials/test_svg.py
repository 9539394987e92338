"""The badge in an SVG, in and out: where it stands, what is escaped, and what is never read."""

import json
from typing import Any
from xml.etree import ElementTree

import pytest

from credentials.baking import bake_svg, extract
from credentials.errors import BakingError, InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_IMAGE_BYTES
from credentials.reading import read
from credentials.report import Verdict
from credentials.svg import NAMESPACE
from tests.credentials import badges
from tests.credentials.carriers import JSON, SVG, TOKEN, cdata, picture, svg


def testsvg() -> None:
    made = svg(cdata(JSON.decode()))
    assert extract(made).kind == "svg"
    assert badges.world().verify(made).verdict is Verdict.VALID
    assert badges.world().verify(made.decode().encode("utf-8-sig")).verdict is Verdict.VALID
    other_prefix = made.replace(b"openbadges:", b"ob:").replace(b"xmlns:openbadges", b"xmlns:ob")
    assert badges.world().verify(other_prefix).verdict is Verdict.VALID
    deep = svg(f"<g><metadata>{cdata(JSON.decode())}</metadata></g>")
    assert badges.world().verify(deep).verdict is Verdict.VALID
    utf16 = made.decode().replace("UTF-8", "UTF-16").encode("utf-16")
    assert badges.world().verify(utf16).verdict is Verdict.VALID


def test_svg_with_a_token() -> None:
    made = svg(f'<openbadges:credential verify="{TOKEN}"/>')
    assert extract(made).credential == TOKEN.encode()
    assert read(made).token_header == {"alg": "none"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (svg(cdata("{}") + cdata("{}")), "baking.twice"),
        (svg(f'<openbadges:credential verify="{TOKEN}">{{}}</openbadges:credential>'), "baking.twice"),
        (svg("<openbadges:credential><g/></openbadges:credential>"), "baking.svg_malformed"),
        (svg(cdata("{}"))[:-3], "baking.svg_malformed"),
        (b"<!DOCTYPE svg>" + svg(cdata("{}"))[38:], "baking.svg_doctype"),
        (b"<!DOCTYPE svg [<!ENTITY x 'y'>]><svg/>", "baking.svg_doctype"),
    ],
)
def test_malformed_svg(data: bytes, code: str) -> None:
    with pytest.raises(BakingError) as caught:
        extract(data)
    assert caught.value.code == code


def _baked_text(data: bytes) -> str:
    """What another XML reader finds as the first child of the root."""
    first = ElementTree.fromstring(data)[0]
    assert first.tag == f"{{{NAMESPACE}}}credential"
    return first.get("verify") or first.text or ""


def test_baked_as_the_standard_says() -> None:
    baked = bake_svg(SVG, JSON)
    space = b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
    badge = b"<openbadges:credential><![CDATA[" + JSON + b"]]></openbadges:credential>"
    assert baked == SVG.replace(b"<svg", b"<svg" + space, 1).replace(b"<circle", badge + b"<circle", 1)
    assert _baked_text(baked) == JSON.decode()
    assert badges.world().verify(baked).verdict is Verdict.VALID
    assert extract(baked).credential == JSON


def test_a_token_stands_in_its_attribute() -> None:
    baked = bake_svg(SVG, TOKEN.encode())
    assert f'<openbadges:credential verify="{TOKEN}"/><circle'.encode() in baked
    assert _baked_text(baked) == TOKEN


def test_baking_again_replaces() -> None:
    once = bake_svg(SVG, JSON)
    for earlier in (b'{"first":1}', TOKEN.encode(), b'{"a":"]]>"}', JSON):
        assert bake_svg(bake_svg(SVG, earlier), JSON) == once
    scattered = svg(cdata("{}") + f'<g><openbadges:credential verify="{TOKEN}"/></g>' + cdata("[]"))
    assert extract(bake_svg(scattered, JSON)).credential == JSON
    assert bake_svg(scattered, JSON).count(b"<openbadges:credential") == 1
    assert b"<g></g>" in bake_svg(scattered, JSON)


AWKWARD = {
    "end of CDATA": '{"a":"]]>"}',
    "many ends": '{"a":"]]>]]>]]]]>><![CDATA[x]]>"}',
    "markup": '{"a":"</openbadges:credential><script>&amp;&lt;\\"</script>"}',
    "lines": '{\r\n\t"a":\r1,\n"b":2\r}',
    "an end before a line": '{"a":"]]>"\r}',
    "signs": '{"a":"é\u2028\U0001f600\x7f\x85\ud7ff\ue000"}',
}


@pytest.mark.parametrize("what", AWKWARD)
def test_every_text_comes_out_as_it_went_in(what: str) -> None:
    text = AWKWARD[what]
    baked = bake_svg(SVG, text.encode())
    assert extract(baked).credential == text.encode()
    assert _baked_text(baked) == text
    assert bake_svg(baked, text.encode()) == baked


def test_what_xml_cannot_hold_is_written_in_the_way_of_json() -> None:
    text = '{"a":"\ufffe\uffff"}'
    assert json.loads(extract(bake_svg(SVG, text.encode())).credential) == json.loads(text)


ROOTS: dict[str, tuple[str, str, str]] = {
    "declared": ('<?xml version="1.0" encoding="UTF-8"?>\n<!-- a > b -->\n<svg', "", "<g/></svg>"),
    "empty": ("<svg", "", "</svg>"),
    "empty, with attributes": ("<svg", " id = 'a/>b' \n", "</svg>"),
    "another prefix for SVG": ("<s:svg", ' xmlns:s="http://www.w3.org/2000/svg"', "<s:g/></s:svg>"),
    "an arrow in the root": ("<svg", ' aria-label="a > b" data-x=\'">"\'', "\n  <g/>\n</svg>\n"),
    "text first": ("<svg", "", "\n text <g/></svg>"),
    "a byte order mark": ("\ufeff<svg", "", "<g/></svg>"),
}
"""The file up to the name of its root, its attributes, and what follows its start tag."""


@pytest.mark.parametrize("what", ROOTS)
def test_every_root(what: str) -> None:
    """Only the badge and its namespace are added; the drawing stays as it was."""
    before, attributes, after = ROOTS[what]
    image = before + attributes + ("/>" if after == "</svg>" else ">" + after)
    start = before.removeprefix("\ufeff") + f' xmlns:openbadges="{NAMESPACE}"' + attributes + ">"
    assert bake_svg(image.encode(), b'{"a":1}').decode() == start + cdata('{"a":1}') + after


def test_a_root_that_has_the_namespace_already() -> None:
    assert bake_svg(svg("<g/>"), JSON) == svg(cdata(JSON.decode()) + "<g/>")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252", "us-ascii"])
def test_other_encodings_become_utf_8(encoding: str) -> None:
    label = "plaat" if encoding == "us-ascii" else "één plaat"
    text = f'<?xml version="1.0" encoding="{encoding}" standalone="yes"?><svg aria-label="{label}"/>'
    if encoding.startswith("utf-16-"):
        text = text.replace(encoding, "UTF-16")
    baked = bake_svg(text.encode(encoding), JSON)
    assert ElementTree.fromstring(baked).get("aria-label") == label
    assert b'encoding="UTF-8" standalone="yes"' in baked
    assert _baked_text(baked) == JSON.decode()


def test_beside_a_badge_of_open_badges_2() -> None:
    """The same prefix stands for another namespace there, so ours is declared on the element itself."""
    old = b'<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="x"/></svg>'
    baked = bake_svg(old, JSON)
    assert _baked_text(baked) == JSON.decode()
    assert b'<openbadges:assertion verify="x"/>' in baked
    assert bake_svg(baked, JSON) == baked
    assert badges.world().verify(baked).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (b"", "baking.not_svg"),
        (b"GIF89a", "baking.not_svg"),
        (picture(), "baking.not_svg"),
        (JSON, "baking.not_svg"),
        (b"<html/>", "baking.not_svg"),
        (b"<?xml version='1.0' encoding='utf-7'?><svg/>", "baking.not_svg"),
        (SVG[:-3], "baking.svg_malformed"),
        (SVG + SVG, "baking.svg_malformed"),
        ("<?xml version='1.0' encoding='UTF-16'?><svg/>".encode("utf-16")[:-1], "baking.svg_malformed"),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + SVG, "baking.svg_malformed"),
        (b"<!DOCTYPE svg>" + SVG, "baking.svg_doctype"),
    ],
)
def test_only_a_sound_svg_is_baked(image: bytes, code: str) -> None:
    with pytest.raises(BakingError) as caught:
        bake_svg(image, JSON)
    assert caught.value.code == code


def test_too_much_is_not_baked() -> None:
    for image, credential in ((SVG, b"{" + b" " * MAX_CREDENTIAL_BYTES + b"}"), (SVG + b" " * MAX_IMAGE_BYTES, JSON)):
        with pytest.raises(InputTooLargeError):
            bake_svg(image, credential)


@pytest.mark.parametrize(
    "encoding", ["utf-7", "shift_jis", "rot13", "unicode_escape", "idna", "punycode", "foo", "utf-32"]
)
def test_an_encoding_that_readers_differ_on_is_not_read(encoding: str) -> None:
    """Python knows encodings that no other XML reader does, and fails on some of them in ways of its own."""
    data = svg(cdata("{}")).replace(b"UTF-8", encoding.encode())
    with pytest.raises(NoCredentialError) as caught:
        extract(data)
    assert caught.value.code == "reading.xml_encoding"


@pytest.mark.parametrize("change", [{}, {"name": "<b>]]></b>"}, {"name": "\u00e9]]"}])
def test_what_is_signed_comes_out_valid(change: dict[str, Any]) -> None:
    badge = badges.rich().to_dict() | change
    assert badges.world().verify(bake_svg(SVG, badges.signed(badge).data)).verdict is Verdict.VALID
