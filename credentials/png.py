"""PNG chunks as far as baking needs them: the text chunk that holds a badge, in and out, without decoding
pixels.

Sources: PNG (W3C, Third Edition) sections 5 and 11.3; Open Badges 3.0, "Open Badges Document Formats" > PNG.
"""

import struct
import zlib
from collections.abc import Iterator

from credentials.errors import BakingError, InputTooLargeError
from credentials.limits import MAX_CREDENTIAL_BYTES

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
LEGACY_KEYWORD = b"openbadges"
_KEYWORD_END = KEYWORD + b"\0"
_TEXTUAL = (b"iTXt", b"tEXt", b"zTXt")
_MAX_CHUNKS = 50_000
_MAX_KEYWORD = 80
_FRAME = 12
_HEADER_END = len(SIGNATURE) + _FRAME + 13
_head_at = struct.Struct(">I4s").unpack_from

Chunk = tuple[bytes, int, int]
"""The kind of a chunk, where it starts (at its length) and where the next one does: plain, because a bake looks at
every chunk and does little else."""


def chunks(png: bytes) -> Iterator[Chunk]:
    """The chunks up to IEND; BakingError when the file is no PNG, is cut off or has no end."""
    if not png.startswith(SIGNATURE):
        raise BakingError("baking.not_png")
    start, size = len(SIGNATURE), len(png)
    for _ in range(_MAX_CHUNKS):
        if start + _FRAME > size:
            break
        length, kind = _head_at(png, start)
        end = start + _FRAME + length
        if end > size:
            break
        yield kind, start, end
        if kind == b"IEND":
            return
        start = end
    raise BakingError("baking.damaged")


def with_text(png: bytes, text: bytes) -> bytes:
    """`png` with `text` (UTF-8) as the badge, right after its header, in place of what had the keyword of a badge.

    Everything else stays byte for byte; what follows the end of the image is left out. BakingError when the image is
    damaged, as far as a reader of the badge would see it.
    """
    view = memoryview(png)
    parts: list[bytes | memoryview] = [view[:_HEADER_END], *_text_chunk(text)]
    kept_from = end = _HEADER_END
    for kind, start, end in chunks(png):
        if start < _HEADER_END and (kind != b"IHDR" or end != _HEADER_END):
            raise BakingError("baking.damaged")
        if kind not in _TEXTUAL:
            continue
        if png.startswith(_KEYWORD_END, start + 8):
            parts.append(view[kept_from:start])
            kept_from = end
        else:
            check_sum(png, (kind, start, end))
    parts.append(view[kept_from:end])
    return b"".join(parts)


def keyword(png: bytes, chunk: Chunk) -> bytes:
    """The keyword of a textual chunk, empty for any other."""
    kind, start, end = chunk
    if kind not in _TEXTUAL:
        return b""
    return png[start + 8 : min(start + 8 + _MAX_KEYWORD, end - 4)].split(b"\0", 1)[0]


def check_sum(png: bytes, chunk: Chunk) -> None:
    """BakingError when the checksum of a text chunk is wrong; those of pixels are left to who draws them."""
    kind, start, end = chunk
    if kind not in (b"iTXt", b"tEXt"):
        return
    (told,) = struct.unpack_from(">I", png, end - 4)
    if told != zlib.crc32(memoryview(png)[start + 4 : end - 4]):
        raise BakingError("baking.damaged")


def older_text(png: bytes, chunk: Chunk) -> str:
    """What a text chunk of the keyword of Open Badges 1 and 2 holds, read only to name it; empty when it is
    compressed or damaged."""
    kind, start, end = chunk
    rest = png[start + 8 + len(LEGACY_KEYWORD) + 1 : end - 4][: MAX_CREDENTIAL_BYTES + 1]
    if kind == b"tEXt":
        return rest.decode("utf-8", "replace")
    parts = rest[2:].split(b"\0", 2)
    plain = kind == b"iTXt" and rest[:1] == b"\0" and len(parts) == 3
    return parts[2].decode("utf-8", "replace") if plain else ""


def badge_text(png: bytes, chunk: Chunk) -> bytes:
    """The text of a badge's iTXt chunk. The specification says uncompressed; compressed ones are inflated
    to a cap."""
    _, start, end = chunk
    rest = png[start + 8 + len(_KEYWORD_END) : end - 4]
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


def _text_chunk(text: bytes) -> tuple[bytes, ...]:
    """An uncompressed iTXt chunk of the badge keyword with `text`, its language and translated keyword empty."""
    framed = b"".join((b"iTXt", KEYWORD, b"\0\0\0\0\0", text))
    return struct.pack(">I", len(framed) - 4), framed, struct.pack(">I", zlib.crc32(framed))
