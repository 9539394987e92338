"""PNG chunks as far as baking needs them: the text chunk that holds a badge, in and out, without decoding
pixels.

Sources: PNG (W3C, Third Edition) sections 5 and 11.3; Open Badges 3.0, "Open Badges Document Formats" > PNG.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from credentials.errors import BakingError, InputTooLargeError
from credentials.limits import MAX_CREDENTIAL_BYTES

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
LEGACY_KEYWORD = b"openbadges"
_MAX_CHUNKS = 50_000
_FRAME = 12


class Chunk(NamedTuple):
    kind: bytes
    data: bytes
    raw: bytes


def chunks(png: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND; BakingError when the file is cut off, has none, or a checksum is wrong."""
    if not png.startswith(SIGNATURE):
        raise BakingError("baking.not_png")
    place = len(SIGNATURE)
    for _ in range(_MAX_CHUNKS):
        if place + _FRAME > len(png):
            raise BakingError("baking.damaged")
        (length,) = struct.unpack_from(">I", png, place)
        end = place + _FRAME + length
        if end > len(png):
            raise BakingError("baking.damaged")
        kind, data = png[place + 4 : place + 8], png[place + 8 : end - 4]
        if kind in (b"iTXt", b"tEXt") and struct.unpack_from(">I", png, end - 4)[0] != zlib.crc32(kind + data):
            raise BakingError("baking.damaged")
        yield Chunk(kind, data, png[place:end])
        if kind == b"IEND":
            return
        place = end
    raise BakingError("baking.damaged")


def text_chunk(text: bytes) -> bytes:
    """An uncompressed iTXt chunk of the badge keyword with `text` (UTF-8)."""
    data = KEYWORD + b"\0\0\0\0\0" + text
    return struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))


def keyword(chunk: Chunk) -> bytes:
    """The keyword of a textual chunk, empty for any other."""
    if chunk.kind not in (b"iTXt", b"tEXt", b"zTXt"):
        return b""
    return chunk.data[:80].split(b"\0", 1)[0]


def badge_text(chunk: Chunk) -> bytes:
    """The text of a badge's iTXt chunk. The specification says uncompressed; compressed ones are inflated
    to a cap."""
    rest = chunk.data[len(KEYWORD) + 1 :]
    parts = rest[2:].split(b"\0", 2)
    if len(rest) < 2 or len(parts) != 3:
        raise BakingError("baking.damaged")
    text = parts[2]
    if rest[0]:
        inflater = zlib.decompressobj()
        try:
            text = inflater.decompress(text, MAX_CREDENTIAL_BYTES + 1)
        except zlib.error:
            raise BakingError("baking.damaged") from None
    if len(text) > MAX_CREDENTIAL_BYTES:
        raise InputTooLargeError("structure.too_large", limit=MAX_CREDENTIAL_BYTES // 1024)
    return text
