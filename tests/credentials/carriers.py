"""Files that can carry a badge, with and without one, for tests of reading and baking."""

import io
import zipfile
from functools import cache

from PIL import Image

from tests.credentials import badges

SPACE = 'xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="2"/></svg>'
TOKEN = "eyJhbGciOiJub25lIn0.e30."
JSON = badges.signed().data


@cache
def picture() -> bytes:
    """A PNG without a badge."""
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (200, 10, 10, 128)).save(out, "PNG")
    return out.getvalue()


def svg(body: str) -> bytes:
    """An SVG with `body` before its drawing."""
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<svg {SPACE}>{body}<circle r='2'/></svg>".encode()


def cdata(text: str) -> str:
    """JSON as it stands in an SVG."""
    return f"<openbadges:credential><![CDATA[{text}]]></openbadges:credential>"


def pdf_object(number: int, body: bytes, dictionary: bytes = b"", end: bytes = b"\n") -> bytes:
    """A stream object of a PDF, with the length of its body and `dictionary` added."""
    said = b"<</Type/EmbeddedFile/Length %d%s>>" % (len(body), dictionary)
    return b"%d 0 obj\n%s\nstream\r\n%s%sendstream\nendobj\n" % (number, said, body, end)


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """Objects as a file that begins and ends like a PDF; nothing points at them."""
    return b"%PDF-1.7\n" + b"".join(objects) + b"trailer\n<<%s>>\n%%%%EOF\n" % trailer


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of named files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return out.getvalue()
