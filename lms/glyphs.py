"""Which signs our print fonts can draw, from their `cmap` tables (OpenType 1.9.1, cmap formats 4 and 12).

PDF/UA forbids a sign without a glyph, so what cannot be drawn must be known before a page is set.
"""

import struct
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

#: Zero-width joiner and non-joiner: they shape their neighbours and need no glyph of their own.
JOINERS = frozenset({0x200C, 0x200D})


@lru_cache(maxsize=4)
def drawable_signs(folder: Path) -> frozenset[int]:
    """Code points that at least one TrueType font in `folder` has a glyph for."""
    found: set[int] = set(JOINERS)
    for font in sorted(folder.glob("*.ttf")):
        found.update(_code_points(font.read_bytes()))
    return frozenset(found)


def _code_points(font: bytes) -> Iterator[int]:
    """Every code point the font maps to a glyph other than 0."""
    for start in _subtables(font):
        (layout,) = struct.unpack_from(">H", font, start)
        if layout == 4:
            yield from _format_4(font, start)
        elif layout == 12:
            yield from _format_12(font, start)


def _subtables(font: bytes) -> Iterator[int]:
    """Offsets of the Unicode subtables: platform 0, or platform 3 with encoding 1 or 10."""
    (tables,) = struct.unpack_from(">H", font, 4)
    for index in range(tables):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag != b"cmap":
            continue
        (records,) = struct.unpack_from(">H", font, offset + 2)
        for record in range(records):
            platform, encoding, place = struct.unpack_from(">HHI", font, offset + 4 + 8 * record)
            if platform == 0 or (platform == 3 and encoding in (1, 10)):
                yield offset + place


def _format_4(font: bytes, start: int) -> Iterator[int]:
    """Segments of the basic plane; a segment's glyph is a shift or a look-up."""
    (double,) = struct.unpack_from(">H", font, start + 6)
    ends = start + 14
    starts, deltas, offsets = ends + double + 2, ends + 2 * double + 2, ends + 3 * double + 2
    for at in range(0, double, 2):
        (last,), (first,) = (
            struct.unpack_from(">H", font, ends + at),
            struct.unpack_from(">H", font, starts + at),
        )
        (delta,), (shift,) = (
            struct.unpack_from(">H", font, deltas + at),
            struct.unpack_from(">H", font, offsets + at),
        )
        for code in range(first, last + 1):
            glyph = code
            if shift:
                place = offsets + at + shift + 2 * (code - first)
                glyph = struct.unpack_from(">H", font, place)[0] if place + 2 <= len(font) else 0
                if glyph == 0:
                    continue
            if (glyph + delta) & 0xFFFF and code != 0xFFFF:
                yield code


def _format_12(font: bytes, start: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", font, start + 12)
    for index in range(groups):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * index)
        yield from range(first if glyph else first + 1, last + 1)
