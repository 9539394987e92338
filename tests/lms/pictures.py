"""Uploads made in memory: photos that know where they were taken, films, documents, and files that lie."""

import io
import struct
import zipfile

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from PIL.PngImagePlugin import PngInfo

PLACE = "Grote Markt Geel"
"""Written in every metadata field that a test file has: it must not be found afterwards."""
LATITUDE = (51.0, 9.0, 44.0)


def exif(orientation: int = 1) -> Image.Exif:
    """Metadata of a photo with place, maker and orientation."""
    found = Image.Exif()
    found[Base.Orientation] = orientation
    found[Base.Make] = "Fototoestel"
    found[Base.ImageDescription] = PLACE
    gps = found.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", LATITUDE
    gps[GPS.GPSAreaInformation] = PLACE.encode()
    return found


def photo(kind: str = "JPEG", *, orientation: int = 1, size: tuple[int, int] = (40, 20)) -> bytes:
    """Left half red, right half blue, with a place in its metadata."""
    picture = Image.new("RGB", size, "red")
    picture.paste("blue", (size[0] // 2, 0, *size))
    target = io.BytesIO()
    more: dict[str, object] = {"icc_profile": b"\0" * 128 + PLACE.encode()}
    if kind == "PNG":
        note = PngInfo()
        note.add_text("Description", PLACE)
        note.add_itxt("XML:com.adobe.xmp", f"<x>{PLACE}</x>")
        more["pnginfo"] = note
    elif kind in ("JPEG", "WEBP"):
        more["xmp"] = f"<x>{PLACE}</x>".encode()
    picture.save(target, kind, exif=exif(orientation), **more)  # type: ignore[arg-type]
    return target.getvalue()


def heic(brand: bytes = b"heic") -> bytes:
    """A photo in the container of HEIC (ISO/IEC 23008-12) with an Exif item. The picture in it is AV1."""
    target = io.BytesIO()
    Image.new("RGB", (16, 16), "green").save(target, "AVIF", exif=exif().tobytes())
    data = target.getvalue()
    return data[:8] + brand + data[12:16] + data[16:].replace(b"avif", brand, 1)


def box(kind: bytes, body: bytes = b"") -> bytes:
    """One ISO base media box."""
    return struct.pack(">I", 8 + len(body)) + kind + body


def film(brand: bytes = b"isom") -> bytes:
    """A film without pictures, with a place in the boxes where telephones write it."""
    place = box(b"\xa9xyz", f"+51.1622+004.9926/ {PLACE}".encode())
    keys = box(b"meta", f"com.apple.quicktime.location.ISO6709 {PLACE}".encode())
    track = box(b"trak", box(b"tkhd", bytes(84)) + box(b"udta", PLACE.encode()))
    return (
        box(b"ftyp", brand + bytes(4) + brand)
        + box(b"mdat", b"beelden")
        + box(b"moov", box(b"mvhd", bytes(100)) + track + box(b"udta", place) + keys)
    )


def film_with_track(handler: bytes, said: bytes, *, wide: bool = False, outside: bool = False) -> bytes:
    """A film with a track beside the pictures, in two chunks: what an action camera or a drone says on its way."""
    head = box(b"ftyp", b"isom" + bytes(4) + b"isom")
    data = b"beelden" + said + b"geluid"
    at = 5 if outside else len(head) + 8 + len(b"beelden")
    half = len(said) // 2
    places = struct.pack(">II", 0, 2) + b"".join(struct.pack(">Q" if wide else ">I", one) for one in (at, at + half))
    tables = (
        box(b"stsz", struct.pack(">5I", 0, 0, 2, half, len(said) - half))
        + box(b"stsc", struct.pack(">5I", 0, 1, 1, 1, 1))
        + box(b"co64" if wide else b"stco", places)
    )
    media = box(b"hdlr", bytes(8) + handler + bytes(13)) + box(b"minf", box(b"stbl", tables))
    film = box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + box(b"mdia", media))
    return head + box(b"mdat", data) + box(b"moov", film)


def packed(*names: str, content: bytes = b"<x/>") -> bytes:
    """A zip with these members."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return target.getvalue()


def docx() -> bytes:
    return packed("[Content_Types].xml", "_rels/.rels", "word/document.xml")


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
