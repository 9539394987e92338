"""A picture as large as a good badge."""

import random
import struct
import zlib

SIDE = 400


def noise() -> bytes:
    """A PNG of 400 x 400 colours that do not compress, so about 470 KB."""
    chance = random.Random(2)
    rows = b"".join(b"\0" + chance.randbytes(3 * SIDE) for _ in range(SIDE))
    header = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
