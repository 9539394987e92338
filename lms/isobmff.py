"""Blank the metadata of HEIC photos and MP4 or MOV films in place: where and with what they were made.

Both are ISO base media files (ISO/IEC 14496-12): boxes within boxes. Nothing moves, so every offset in the
file stays right: a metadata box of a film becomes a `free` box, a track beside picture and sound that tells from second
to second where it was (as action cameras and drones write) is overwritten, and the Exif and XMP items of a photo
(ISO/IEC 23008-12) are emptied. Every number read is bounded by the box around it.
Not here: decoding a picture.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"heif", b"mif1", b"msf1"})
VIDEO_BRANDS = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"M4VH",
        b"M4VP",
        b"qt  ",
    }
    | {b"mmp4", b"3gp4", b"3gp5", b"3gp6", b"dash", b"hvc1", b"MSNV"}
)
MAX_BOXES = 4096
MAX_AREAS = 64
"""`mdat` boxes in which a track beside the pictures is looked for; a camera writes one."""
MAX_META = 4_000_000
"""Bytes of the `meta` box of a photo; it holds tables, not pictures."""
SEEN_OR_HEARD = frozenset({b"vide", b"soun", b"tmcd"})
"""Handlers (`hdlr`) of pictures, sound and the counter beside them; 14496-12, 12."""
WORDS = frozenset({b"sbtl", b"subt", b"text", b"clcp"})
"""Subtitles and names of chapters, where some drones also write their place."""
#: What metadata items hold afterwards, so that a decoder still finds them well formed: an Exif block without a
#: single field (offset, then a TIFF header with an empty directory), an XMP packet that says nothing.
EMPTY = {
    b"Exif": bytes(4) + b"MM\0*\0\0\0\x08" + bytes(6),
    b"mime": b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
    b"uri ": b"",
}


class NotReadable(Exception):
    """The bytes do not hold together as boxes."""


@dataclass(frozen=True)
class Box:
    """One box: `start` of its header, `body` where the content begins, `end` one past it."""

    kind: bytes
    start: int
    body: int
    end: int


def boxes(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes side by side between two offsets. Raises NotReadable where one does not fit."""
    position = start
    for _number in range(MAX_BOXES):
        if position == end:
            return
        file.seek(position)
        header = file.read(16)
        if len(header) < 8:
            raise NotReadable("a box header is cut off")
        size, kind, body = int.from_bytes(header[:4], "big"), header[4:8], position + 8
        if size == 1:
            size, body = int.from_bytes(header[8:16], "big"), position + 16
        elif size == 0:
            size = end - position
        if size < body - position or position + size > end:
            raise NotReadable("a box is larger than what is around it")
        yield Box(kind, position, body, position + size)
        position += size
    raise NotReadable("too many boxes")


def brands(file: IO[bytes]) -> frozenset[bytes]:
    """What the file says it is, from its first box; empty when that is no `ftyp`."""
    file.seek(0)
    head = file.read(8)
    size = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= size <= 512:
        return frozenset()
    body = file.read(size - 8)
    return frozenset([body[:4], *(body[i : i + 4] for i in range(8, len(body) - 3, 4))])


def _length(file: IO[bytes]) -> int:
    return file.seek(0, os.SEEK_END)


def blank_video(file: IO[bytes]) -> None:
    """Make the `udta` and `meta` boxes of a film and its tracks free space. Raises NotReadable."""
    end = _length(file)
    top = list(boxes(file, 0, end))
    films = [box for box in top if box.kind == b"moov"]
    if not films:
        raise NotReadable("there is no film in it")
    _free(file, [box for box in top if box.kind in (b"udta", b"meta", b"uuid")])
    for film in films:
        inside = list(boxes(file, film.body, film.end))
        _free(file, [box for box in inside if box.kind in (b"udta", b"meta", b"uuid")])
        for track in (box for box in inside if box.kind == b"trak"):
            parts = list(boxes(file, track.body, track.end))
            _free(file, [box for box in parts if box.kind in (b"udta", b"meta", b"uuid")])
            _blank_track(file, track, parts, top)


def _blank_track(file: IO[bytes], track: Box, parts: list[Box], top: list[Box]) -> None:
    """Overwrite what a track holds that may tell the place, and make it free space. Pictures, sound and words stay."""
    media = {box.kind: box for part in parts if part.kind == b"mdia" for box in boxes(file, part.body, part.end)}
    if b"hdlr" not in media or b"minf" not in media:
        return
    handler = _piece(file, media[b"hdlr"])[8:12]
    if handler in SEEN_OR_HEARD:
        return
    tables = {
        box.kind: box
        for part in boxes(file, media[b"minf"].body, media[b"minf"].end)
        if part.kind == b"stbl"
        for box in boxes(file, part.body, part.end)
    }
    found = list(_chunks(file, tables))
    data = [box for box in top if box.kind == b"mdat"][:MAX_AREAS]
    if any(not any(box.body <= start <= stop <= box.end for box in data) for start, stop in found):
        raise NotReadable("a track lies outside the film")
    if handler in WORDS and not _tells_place(file, found):
        return
    for start, stop in found:
        _zero(file, start, stop)
    _free(file, [track])


def _piece(file: IO[bytes], box: Box) -> bytes:
    if box.end - box.body > MAX_META:
        raise NotReadable("a table is too large")
    file.seek(box.body)
    return file.read(box.end - box.body)


def _chunks(file: IO[bytes], tables: dict[bytes, Box]) -> Iterator[tuple[int, int]]:
    """Where the samples of a track lie: `stco` or `co64` say where, `stsc` how many, `stsz` how large (8.7)."""
    if not {b"stsc", b"stsz"} <= tables.keys():
        return
    wide = b"co64" in tables
    if not wide and b"stco" not in tables:
        return
    places, runs, sizes = (
        _Reader(_piece(file, tables[kind])) for kind in (b"co64" if wide else b"stco", b"stsc", b"stsz")
    )
    for reader in (places, runs, sizes):
        reader.number(4)
    same, samples = sizes.number(4), sizes.number(4)
    coming = [(runs.number(4), runs.number(4), runs.number(4)) for _ in range(runs.number(4))][::-1]
    many = 0
    for number in range(1, places.number(4) + 1):
        start = places.number(8 if wide else 4)
        while coming and coming[-1][0] <= number:
            _first, many, _description = coming.pop()
        count = min(many, samples)
        samples -= count
        length = same * count if same else sum(sizes.number(4) for _ in range(count))
        yield start, start + length


def _tells_place(file: IO[bytes], found: list[tuple[int, int]]) -> bool:
    """Whether words in a film are those that a drone writes under its pictures, and no subtitles."""
    for start, stop in found:
        file.seek(start)
        piece = file.read(min(stop - start, MAX_META)).lower()
        if any(sign in piece for sign in (b"gps", b"latitude", b"longitude")):
            return True
    return False


def _free(file: IO[bytes], found: list[Box]) -> None:
    for box in found:
        file.seek(box.start + 4)
        file.write(b"free")
        _zero(file, box.body, box.end)


def _zero(file: IO[bytes], start: int, end: int) -> None:
    file.seek(start)
    left = end - start
    while left > 0:
        step = min(left, 1 << 20)
        file.write(bytes(step))
        left -= step


def blank_photo(file: IO[bytes]) -> None:
    """Empty the Exif and XMP items of a HEIC photo. Raises NotReadable."""
    end = _length(file)
    top = list(boxes(file, 0, end))
    metas = [box for box in top if box.kind == b"meta"]
    if len(metas) != 1 or metas[0].end - metas[0].start > MAX_META:
        raise NotReadable("there is no photo in it")
    _free(file, [box for box in top if box.kind in (b"uuid", b"udta")])
    meta = metas[0]
    inside = {box.kind: box for box in boxes(file, meta.body + 4, meta.end)}
    if b"iinf" not in inside or b"iloc" not in inside:
        raise NotReadable("the table of items is missing")
    wanted = _metadata_items(file, inside[b"iinf"])
    for item, base, method, extents in _locations(file, inside[b"iloc"]):
        if item not in wanted:
            continue
        area, empty = _area(inside, method, end), EMPTY[wanted[item]]
        for offset, length in extents:
            start = area.body + base + offset
            stop = start + length if length else area.end
            if not area.body <= start <= stop <= area.end:
                raise NotReadable("an item lies outside the file")
            if meta.start <= start < meta.end and method == 0:
                raise NotReadable("an item lies in the tables")
            _zero(file, start, stop)
            if len(empty) <= stop - start:
                file.seek(start)
                file.write(empty)
            empty = b""


def _area(inside: dict[bytes, Box], method: int, end: int) -> Box:
    """Where offsets of this construction method count from: 0 the file, 1 the `idat` box."""
    if method == 0:
        return Box(b"file", 0, 0, end)
    if method == 1 and b"idat" in inside:
        return inside[b"idat"]
    raise NotReadable("an item is built in a way we do not know")


def _metadata_items(file: IO[bytes], iinf: Box) -> dict[int, bytes]:
    """The kind of each item that holds metadata, by its number."""
    file.seek(iinf.body)
    version = file.read(1)[:1]
    first = iinf.body + 4 + (2 if version == b"\0" else 4)
    found = {}
    for entry in boxes(file, first, iinf.end):
        if entry.kind != b"infe":
            continue
        file.seek(entry.body)
        head = file.read(min(entry.end - entry.body, 16))
        if len(head) < 12 or head[0] not in (2, 3):
            raise NotReadable("an entry of the item table is of an old kind")
        width = 2 if head[0] == 2 else 4
        item, kind = int.from_bytes(head[4 : 4 + width], "big"), head[6 + width : 10 + width]
        if kind in EMPTY:
            found[item] = kind
    return found


class _Reader:
    """Numbers of given widths from a bounded piece of bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, width: int) -> int:
        piece = self.data[self.at : self.at + width]
        if len(piece) < width:
            raise NotReadable("a table is cut off")
        self.at += width
        return int.from_bytes(piece, "big")


def _locations(file: IO[bytes], iloc: Box) -> Iterator[tuple[int, int, int, list[tuple[int, int]]]]:
    """(item, base offset, construction method, [(offset, length)]) for each item."""
    file.seek(iloc.body)
    reader = _Reader(file.read(iloc.end - iloc.body))
    version = reader.number(1)
    reader.number(3)
    if version > 2:
        raise NotReadable("the table of places is of a newer kind")
    sizes, more = reader.number(1), reader.number(1)
    offset_size, length_size, base_size = sizes >> 4, sizes & 15, more >> 4
    index_size = more & 15 if version else 0
    for _item in range(reader.number(4 if version == 2 else 2)):
        item = reader.number(4 if version == 2 else 2)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)
        base = reader.number(base_size)
        extents = []
        for _extent in range(reader.number(2)):
            reader.number(index_size)
            extents.append((reader.number(offset_size), reader.number(length_size)))
        yield item, base, method, extents
