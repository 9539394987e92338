"""Each defence of the readers of files, taken away: then the attack that it stops works (weakened twins)."""

import io
import random
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from credentials import archive, pdf, png, svg
from credentials.archive import BADGES, Bounds, members
from credentials.baking import extract
from credentials.errors import CredentialError
from credentials.png import KEYWORD
from credentials.report import Verdict
from tests.credentials import badges
from tests.credentials.carriers import JSON, cdata, pdf_object, zipped
from tests.credentials.carriers import pdf as made_pdf
from tests.credentials.carriers import svg as made_svg
from tests.credentials.hostile import MIB, deflated_zeros
from tests.credentials.hostile import png as made_png

FLATE = b"/Filter/FlateDecode"
Patch = pytest.MonkeyPatch


def _refused(work: Callable[[], Any]) -> str:
    with pytest.raises(CredentialError) as caught:
        work()
    return caught.value.code


def _peak(work: Callable[[], Any]) -> int:
    """The most memory that was held at once, whether or not it ended well."""
    tracemalloc.start()
    try:
        work()
    except CredentialError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return peak


def test_a_badge_out_of_an_entity(monkeypatch: Patch) -> None:
    """A drawing says other things to a reader that expands entities than to one that does not."""
    text = JSON.decode().replace("&", "&#38;#38;").replace("<", "&#38;#60;").replace('"', "&#34;")
    drawing = made_svg("<openbadges:credential>&badge;</openbadges:credential>").partition(b"\n")[2]
    data = f'<!DOCTYPE svg [<!ENTITY badge "{text}">]>'.encode() + drawing
    assert _refused(lambda: extract(data)) == "baking.svg_doctype"
    monkeypatch.setattr(svg._Reader, "_refuse", lambda *_: None)
    assert badges.world().verify(data).verdict is Verdict.VALID


def test_a_badge_that_only_python_sees(monkeypatch: Patch) -> None:
    """In UTF-7 a plus sign begins another alphabet. No browser reads that, so it draws no badge at all."""
    text = made_svg(cdata(JSON.decode())).decode().replace("UTF-8", "UTF-7")
    data = text.replace("<openbadges", "+ADw-openbadges").replace("</openbadges", "+ADw-/openbadges").encode("ascii")
    assert b"<openbadges" not in data
    assert _refused(lambda: extract(data)) == "reading.xml_encoding"
    monkeypatch.setitem(svg._ENCODINGS, "utf-7", "utf-7")
    assert extract(data).credential == JSON


def test_a_namespace_that_every_element_repeats(monkeypatch: Patch) -> None:
    data = made_svg(f'<a xmlns="{"x" * MIB}">' + "<g/>" * 200 + "</a>")
    handed = []
    start = svg._Reader._on_start

    def counted(self: Any, name: str, attributes: Any) -> None:
        handed.append(len(name))
        start(self, name, attributes)

    monkeypatch.setattr(svg._Reader, "_on_start", counted)
    assert _refused(lambda: extract(data)) == "baking.svg_too_large"
    assert sum(handed) < 1_000
    monkeypatch.setattr(svg, "_MAX_NAMESPACE", 2 * MIB)
    assert _refused(lambda: extract(data)) == "reading.image_without_badge"
    assert sum(handed) > 200 * MIB


def test_attributes_that_are_all_in_memory_at_once(monkeypatch: Patch) -> None:
    data = made_svg("<g " + " ".join(f'a{number}=""' for number in range(450_000)) + "/>")
    held = _peak(lambda: extract(data))
    monkeypatch.setattr(svg, "MAX_SVG_ATTRIBUTES", 10**9)
    assert _peak(lambda: extract(data)) > 10 * held


def test_the_second_badge_of_an_image() -> None:
    """Who takes the first one sees another badge than who takes the last one, as some readers do."""
    other = badges.signed(badges.small()).data
    data = made_png(*((b"iTXt", KEYWORD + b"\0\0\0\0\0" + text) for text in (JSON, other)))
    assert _refused(lambda: extract(data)) == "baking.twice"
    seen = {extract(image, strict=False).credential for image in (data, _turned(data))}
    assert seen == {JSON, other}


def _turned(data: bytes) -> bytes:
    """The same image with its text chunks the other way around."""
    chunks = [data[start:end] for _, start, end in png.chunks(data)]
    return png.SIGNATURE + b"".join([chunks[0], chunks[2], chunks[1], *chunks[3:]])


def test_text_in_a_png_that_inflates(monkeypatch: Patch) -> None:
    data = made_png((b"iTXt", KEYWORD + b"\0\1\0\0\0" + deflated_zeros(50 * MIB)))
    assert _peak(lambda: extract(data)) < 2 * MIB
    monkeypatch.setattr(png, "MAX_CREDENTIAL_BYTES", 10**9)
    assert _peak(lambda: extract(data)) > 50 * MIB


def test_a_stream_of_a_pdf_that_inflates(monkeypatch: Patch) -> None:
    data = made_pdf(pdf_object(1, zlib.compress(b'{"@context":' + b" " * 50 * MIB, 9), FLATE))
    assert _peak(lambda: extract(data)) < 2 * MIB
    monkeypatch.setattr(pdf, "MAX_CREDENTIAL_BYTES", 10**9)
    monkeypatch.setattr(pdf, "_MAX_TEXT", 10**9)
    assert _peak(lambda: extract(data)) > 50 * MIB


def test_many_streams_of_a_pdf(monkeypatch: Patch) -> None:
    """Each within bounds, together as much work as one likes."""
    bomb = zlib.compress(b'{"@context":' + b" " * 250_000, 9)
    data = made_pdf(*(pdf_object(number, bomb, FLATE) for number in range(1_000)))
    done = []
    count = pdf._Scan._count

    def counted(self: Any, size: int) -> None:
        done.append(size)
        count(self, size)

    monkeypatch.setattr(pdf._Scan, "_count", counted)
    assert _refused(lambda: extract(data)) == "reading.pdf_too_many"
    assert sum(done) < 20 * MIB
    monkeypatch.setattr(pdf, "_MAX_TEXT", 10**12)
    done.clear()
    extract(data)
    assert sum(done) > 200 * MIB


def _unpacked(data: bytes, bounds: Bounds = BADGES) -> int:
    """The bytes that came out of a ZIP before it was given up."""
    size = 0
    try:
        for member in members(io.BytesIO(data), bounds):
            size += len(member.data)
    except CredentialError:
        pass
    return size


def test_a_file_in_a_zip_that_grows(monkeypatch: Patch) -> None:
    data = zipped(("a.json", b" " * 10 * MIB))
    assert _unpacked(data) == 0
    monkeypatch.setattr(archive, "MAX_MEMBER_RATIO", 10_000)
    assert _unpacked(data) == 10 * MIB


def test_a_large_file_in_a_zip() -> None:
    data = zipped(("a.json", random.Random(1).randbytes(25 * MIB)), method=zipfile.ZIP_STORED)
    assert _unpacked(data) == 0
    assert _unpacked(data, Bounds(member=30 * MIB)) == 25 * MIB


def test_files_in_a_zip_together() -> None:
    data = zipped(*((f"{number}.json", b" " * MIB) for number in range(300)))
    assert len(data) < MIB
    assert _unpacked(data) == 256 * MIB
    assert _unpacked(data, Bounds(total=10**12)) == 300 * MIB


def test_a_list_of_a_zip_that_fills_memory(monkeypatch: Patch) -> None:
    """Every entry becomes an object of half a kilobyte before anybody has asked for it."""
    data = zipped(*((f"{number}", b"") for number in range(45_000)), method=zipfile.ZIP_STORED)
    held = _peak(lambda: _unpacked(data))
    monkeypatch.setattr(archive, "_MAX_READ", 10**9)
    assert _peak(lambda: _unpacked(data)) > 8 * held
