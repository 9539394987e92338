"""Badges inside other files: put one into a PNG or SVG, take it out of one, or of a PDF. Pixels and drawings are left
alone.

Source: Open Badges 3.0, "Open Badges Document Formats" > "File Format" and "Baked Badge"; for PDF see `pdf.py`.
"""

import re
from dataclasses import dataclass
from typing import Literal

from credentials import png as png_file
from credentials import svg as svg_file
from credentials.errors import BakingError, InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_IMAGE_BYTES
from credentials.older import older_image
from credentials.pdf import is_pdf, pdf_badge

_TOKEN = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*")
_MARK = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file carried: credential JSON or a compact token, not yet read, let alone verified.

    `others` says that an image carried more than this one.
    """

    credential: bytes
    kind: Literal["png", "svg", "pdf"]
    others: bool = False


def bake(image: bytes, credential: bytes) -> bytes:
    """A PNG or SVG with `credential` (JSON or compact token, UTF-8) in it, in place of one that was there.

    Which of the two is told by how the image begins; errors as of `bake_png` and `bake_svg` (Open Badges 3.0, "Baked
    Badge").
    """
    return bake_png(image, credential) if image.startswith(png_file.SIGNATURE) else bake_svg(image, credential)


def bake_png(png: bytes, credential: bytes) -> bytes:
    """`png` with `credential` (JSON or compact token, UTF-8) in it, in place of one that was there.

    BakingError when it is no PNG or is damaged, or the credential has neither form; InputTooLargeError beyond the
    limits of a badge.
    """
    _check_sizes(png, credential)
    text, _ = _form(credential)
    return png_file.with_text(png, text)


def bake_svg(svg: bytes, credential: bytes) -> bytes:
    """`svg` with `credential` (JSON or compact token, UTF-8) as the first child of its root, in place of any that was
    there; the result is UTF-8.

    BakingError when it is no SVG, is malformed or has a document type, or the credential has neither form;
    InputTooLargeError beyond the limits of a badge.
    """
    _check_sizes(svg, credential)
    text, token = _form(credential)
    return svg_file.with_badge(svg, text.decode("utf-8"), token=token)


def extract(data: bytes, *, strict: bool = True) -> Extracted:
    """The badge in a PNG or SVG, or attached to a PDF; nothing is inflated beyond the size of a badge.

    NoCredentialError when the file holds none; BakingError when an image is malformed or, unless `strict` is off, holds
    two: then it is the first, as the standard says ("Extracting").
    """
    if data.startswith(png_file.SIGNATURE):
        _check_image(data)
        found = _from_png(data)
    elif is_pdf(data):
        return Extracted(pdf_badge(data), "pdf")
    else:
        _check_image(data)
        elements = svg_file.svg_badges(data)
        found = Extracted(elements[0].text.encode("utf-8"), "svg", len(elements) > 1)
    if found.others and strict:
        raise BakingError("baking.twice")
    return found


def _from_png(data: bytes) -> Extracted:
    found: bytes | None = None
    legacy: str | None = None
    others = False
    for chunk in png_file.chunks(data):
        png_file.check_sum(data, chunk)
        keyword = png_file.keyword(data, chunk)
        if legacy is None and keyword == png_file.LEGACY_KEYWORD:
            legacy = png_file.older_text(data, chunk)
        if chunk[0] == b"iTXt" and keyword == png_file.KEYWORD:
            others = found is not None
            found = png_file.badge_text(data, chunk) if found is None else found
    if found is None:
        raise NoCredentialError("reading.image_without_badge" if legacy is None else older_image(legacy))
    return Extracted(found, "png", others)


def _form(credential: bytes) -> tuple[bytes, bool]:
    """The text to bake, and whether it is a token. That JSON is a badge was seen to when it was signed."""
    text = credential.removeprefix(_MARK)
    bare = text.strip(_SPACE)
    if bare.startswith(b"{") and bare.endswith(b"}") and b"\0" not in text:
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            raise BakingError("baking.no_badge") from None
        return text, False
    if not _TOKEN.fullmatch(bare):
        raise BakingError("baking.no_badge")
    return bare, True


def _check_sizes(image: bytes, credential: bytes) -> None:
    _check_image(image)
    if len(credential) > MAX_CREDENTIAL_BYTES:
        raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)


def _check_image(image: bytes) -> None:
    if len(image) > MAX_IMAGE_BYTES:
        raise InputTooLargeError("baking.too_large", limit=MAX_IMAGE_BYTES // 1024 // 1024)
