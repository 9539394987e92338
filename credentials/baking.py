"""Badges inside images: put one into a PNG, take one out of a PNG or SVG. Pixels and drawings are left alone.

Source: Open Badges 3.0, "Open Badges Document Formats".
"""

from dataclasses import dataclass
from typing import Literal

from credentials import png as png_file
from credentials.errors import BakingError, InputTooLargeError, NoCredentialError
from credentials.limits import MAX_CREDENTIAL_BYTES, MAX_IMAGE_BYTES
from credentials.svg import svg_badge


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an image carried: credential JSON or a compact token, not yet read, let alone verified."""

    credential: bytes
    kind: Literal["png", "svg"]


def bake_png(png: bytes, credential: bytes) -> bytes:
    """`png` with `credential` (JSON or compact token, UTF-8) in it, in place of one that was there.

    BakingError when it is no PNG or is damaged; InputTooLargeError beyond the limits of a badge.
    """
    if len(credential) > MAX_CREDENTIAL_BYTES or len(png) > MAX_IMAGE_BYTES:
        raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
    kept = [chunk for chunk in png_file.chunks(png) if not _is_badge(chunk)]
    if kept[0].kind != b"IHDR":
        raise BakingError("baking.damaged")
    body = [kept[0].raw, png_file.text_chunk(credential), *(chunk.raw for chunk in kept[1:])]
    return png_file.SIGNATURE + b"".join(body)


def extract(data: bytes) -> Extracted:
    """The one badge in a PNG or SVG; nothing is inflated beyond the size of a badge.

    NoCredentialError when the image holds none; BakingError when it holds two or is malformed.
    """
    if len(data) > MAX_IMAGE_BYTES:
        raise InputTooLargeError("baking.too_large", limit=MAX_IMAGE_BYTES // 1024 // 1024)
    if data.startswith(png_file.SIGNATURE):
        return Extracted(_png_badge(data), "png")
    return Extracted(svg_badge(data).encode("utf-8"), "svg")


def _png_badge(data: bytes) -> bytes:
    found: bytes | None = None
    legacy = False
    for chunk in png_file.chunks(data):
        legacy = legacy or png_file.keyword(chunk) == png_file.LEGACY_KEYWORD
        if _is_badge(chunk):
            if found is not None:
                raise BakingError("baking.twice")
            found = png_file.badge_text(chunk)
    if found is None:
        raise NoCredentialError("reading.open_badges_2" if legacy else "reading.image_without_badge")
    return found


def _is_badge(chunk: png_file.Chunk) -> bool:
    return chunk.kind == b"iTXt" and png_file.keyword(chunk) == png_file.KEYWORD
