"""A badge image is the same each time, differs without colour, and survives becoming a PNG."""

import io
import xml.etree.ElementTree as ET
from itertools import product

import pytest
from PIL import Image

from lms.badge_art import FORMS, LEVELS, THEMES, badge_png, badge_svg
from tests.shared import shared_path

SVG = "{http://www.w3.org/2000/svg}"


def _badge(**changes: object) -> str:
    facts: dict[str, object] = {
        "theme": "vak",
        "form": "Competency",
        "level": "B1",
        "label": "B1",
        "title": "Arduino, niveau B1",
    }
    return badge_svg(**{**facts, **changes})  # type: ignore[arg-type]


def _shapes(svg: str) -> list[str]:
    """The drawing without its colours."""
    return [
        f"{part.tag} {sorted((k, v) for k, v in part.attrib.items() if k not in ('fill', 'stroke', 'color'))}"
        for part in ET.fromstring(svg).iter()
    ]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert _badge() == _badge()
    assert badge_png(_badge()) == badge_png.__wrapped__(_badge())


def test_every_combination_is_well_formed_small_and_its_own() -> None:
    made = {
        (theme, form, level): _badge(theme=theme, form=form, level=level, label=level or "")
        for theme, form, level in product(THEMES, FORMS[1:], (*LEVELS, None))
    }
    assert len(set(made.values())) == len(made)
    for svg in made.values():
        assert ET.fromstring(svg).tag == f"{SVG}svg"
        assert len(svg) < 4000


def test_theme_form_and_level_differ_without_colour() -> None:
    for one, other in (
        ({"theme": "toets"}, {"theme": "denk"}),
        ({"form": FORMS[1]}, {"form": FORMS[2]}),
        ({"level": "A1"}, {"level": "A2"}),
    ):
        assert _shapes(_badge(**one)) != _shapes(_badge(**other))


def test_the_ring_counts_the_level() -> None:
    for reached, level in enumerate((None, *LEVELS)):
        arcs = [
            path for path in ET.fromstring(_badge(level=level)).findall(f"{SVG}path") if "A103 103" in path.get("d", "")
        ]
        assert [arc.get("stroke-width") for arc in arcs] == ["9"] * reached + ["4"] * (6 - reached)


def test_taking_part_has_no_ring_and_no_label() -> None:
    svg = _badge(form="CertificateOfCompletion")
    assert "<text" not in svg
    assert "A103" not in svg


def test_a_revoked_badge_is_the_same_drawing_in_grey() -> None:
    assert _shapes(_badge(revoked=True)) == _shapes(_badge())
    assert "#1d6179" not in _badge(revoked=True)
    assert "#f6c945" not in _badge(revoked=True)


@pytest.mark.parametrize("form", FORMS)
def test_a_badge_still_to_earn_is_drawn_in_dots_on_its_own_tint_and_never_in_grey(form: str) -> None:
    svg = _badge(form=form, coming=True)
    ground = ET.fromstring(svg)[1]
    assert (ground.get("fill"), ground.get("stroke-dasharray")) == ("#d9e9ee", "0.1 9")
    assert "#4b5a61" not in svg, "grey is for what was taken back"
    assert _shapes(svg) != _shapes(_badge(form=form, revoked=True)), "they differ without colour too"


def test_a_badge_of_somebody_else_never_wears_our_drawing() -> None:
    svg = _badge(foreign=True, label="afbeelding van\neen ander")
    assert "stroke-dasharray" in svg
    assert "c12.6 0 21.8" not in svg, "the handwriting is ours"
    assert "afbeelding van" in svg


def test_words_in_the_drawing_are_escaped() -> None:
    svg = _badge(title='<script>"&', label="<b>")
    assert "<script>" not in svg
    assert ET.fromstring(svg).findtext(f"{SVG}title") == '<script>"&'


def test_the_drawing_follows_the_sheet_of_the_look() -> None:
    """Geometry against the reference drawing, so the art of a badge does not drift."""
    sheet = shared_path("design/look/k-badges.html").read_text(encoding="utf-8")
    for form, level in ((FORMS[1], "B1"), (FORMS[2], "B2")):
        for path in ET.fromstring(_badge(form=form, level=level)).iter(f"{SVG}path"):
            assert f'd="{path.get("d")}"' in sheet


def test_the_png_has_a_clear_ground_its_own_colour_and_its_label() -> None:
    image = Image.open(io.BytesIO(badge_png(_badge(), 240))).convert("RGBA")
    assert image.size == (240, 240)
    assert image.getpixel((2, 2)) == (0, 0, 0, 0)
    assert image.getpixel((120, 40)) == (0x1D, 0x61, 0x79, 255)
    pill = image.crop((100, 206, 140, 230))
    assert pill.convert("RGB").getcolors(4000) is not None
    assert len({pixel for _n, pixel in pill.getcolors(4000) or []}) > 5, "the letters of the label are drawn"
    without = Image.open(io.BytesIO(badge_png(_badge(label=" "), 240))).convert("RGBA").crop((100, 206, 140, 230))
    assert pill.tobytes() != without.tobytes()


@pytest.mark.parametrize("pixels", [48, 480, 1000])
def test_the_png_is_as_large_as_asked(pixels: int) -> None:
    assert Image.open(io.BytesIO(badge_png(_badge(), pixels))).size == (pixels, pixels)
