"""A QR code is judged by a decoder that is not ours (zxing), at the size it has on paper and on a phone."""

import io

import pytest
import qrcode
import zxingcpp
from PIL import Image

from lms import typesetting
from lms.qr import MAX_LENGTH, qr_svg

URL = "https://leerspoor.example/badges/7k4m92qx8w2p"


def _read(svg: bytes, pixels: int) -> list[str]:
    image = Image.open(io.BytesIO(typesetting.svg_to_png(svg, pixels))).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image)
    return [found.text for found in zxingcpp.read_barcodes(paper.convert("L"))]


@pytest.mark.parametrize("pixels", [120, 240, 900])
def test_another_decoder_reads_the_address(pixels: int) -> None:
    assert _read(qr_svg(URL), pixels) == [URL]


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/?q=caf%C3%A9&x=1",
        "http://localhost:8000/badges/x",
        "https://a.example/" + "y" * 300,
    ],
)
def test_other_addresses_are_read_too(url: str) -> None:
    assert _read(qr_svg(url), 600) == [url]


def test_the_quiet_zone_is_white_and_four_modules_wide() -> None:
    svg = qr_svg(URL).decode()
    size = int(svg.split('viewBox="0 0 ')[1].split()[0])
    image = Image.open(io.BytesIO(typesetting.svg_to_png(svg.encode(), size * 10))).convert("L")
    border = 4 * 10 - 1
    assert min(image.crop((0, 0, size * 10, border)).tobytes()) == 255
    assert min(image.crop((0, 0, border, size * 10)).tobytes()) == 255
    assert image.getpixel((45, 45)) < 80


def test_a_damaged_code_still_reads() -> None:
    """Level M: a stain over a part of the middle."""
    image = Image.open(io.BytesIO(typesetting.svg_to_png(qr_svg(URL), 600))).convert("L")
    image.paste(0, (270, 270, 330, 330))
    assert [found.text for found in zxingcpp.read_barcodes(image)] == [URL]


def test_it_says_what_it_is() -> None:
    assert b'role="img"' in qr_svg(URL)
    assert b"<title>a &amp; b</title>" in qr_svg(URL, title="a & b")


def test_a_code_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """For whatever title, and never another address's code."""
    url, other = f"{URL}/once", f"{URL}/other"
    first = qr_svg(url)
    monkeypatch.setattr(qrcode.QRCode, "make", lambda *_, **__: pytest.fail("drawn again"))
    assert qr_svg(url) == first
    assert qr_svg(url, title="anders") == first.replace(f"<title>{url}<".encode(), b"<title>anders<")
    with pytest.raises(pytest.fail.Exception):
        qr_svg(other)


@pytest.mark.parametrize("url", ["", "x" * (MAX_LENGTH + 1)])
def test_no_address_is_no_code(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        qr_svg(url)
