"""Boxes within boxes, made by strangers: every number is bounded, and a broken file is refused, not mended."""

import io
import random
import struct

import pytest

from lms.isobmff import NotReadable, blank_photo, blank_video, boxes, brands
from tests.lms.pictures import PLACE, box, film, heic


def test_boxes_are_read_with_32_and_64_bit_sizes_and_to_the_end() -> None:
    long = struct.pack(">I", 1) + b"wide" + struct.pack(">Q", 20) + b"abcd"
    last = struct.pack(">I", 0) + b"rest" + b"xyz"
    data = box(b"free", b"12") + long + last
    found = [(one.kind, one.end - one.body) for one in boxes(io.BytesIO(data), 0, len(data))]
    assert found == [(b"free", 2), (b"wide", 4), (b"rest", 3)]


@pytest.mark.parametrize(
    "data",
    [
        b"\0\0\0",
        struct.pack(">I", 4) + b"tiny",
        struct.pack(">I", 100) + b"huge",
        struct.pack(">I", 1) + b"wide" + struct.pack(">Q", 2**60),
        struct.pack(">I", 1) + b"wide" + struct.pack(">Q", 3),
        box(b"many") * 5000,
    ],
)
def test_boxes_that_do_not_fit_are_not_read(data: bytes) -> None:
    with pytest.raises(NotReadable):
        list(boxes(io.BytesIO(data), 0, len(data)))


def test_brands_come_from_the_first_box_only() -> None:
    assert b"isom" in brands(io.BytesIO(film()))
    assert brands(io.BytesIO(b"xx" + film())) == frozenset()
    assert brands(io.BytesIO(b"")) == frozenset()


@pytest.mark.parametrize("seed", range(300))
def test_damaged_files_never_do_worse_than_be_refused(seed: int) -> None:
    """Random bytes changed, or the end cut off: refused, or read without growing."""
    chance = random.Random(seed)
    for make, blank in ((film, blank_video), (heic, blank_photo)):
        data = bytearray(make())
        for _change in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        file = io.BytesIO(bytes(data))
        try:
            blank(file)
        except NotReadable:
            continue
        assert len(file.getvalue()) == len(data)


def test_a_photo_whose_metadata_points_into_its_own_tables_is_refused() -> None:
    """Otherwise blanking would destroy the tables that say what is where."""
    data = bytearray(heic())
    at = data.index(b"iloc")
    entry = at + 26  # after version, sizes, count and the entry of the picture: item 2, the Exif block
    assert data[entry : entry + 2] == b"\0\2"
    data[entry + 6 : entry + 10] = struct.pack(">I", at)
    with pytest.raises(NotReadable):
        blank_photo(io.BytesIO(bytes(data)))


def test_the_vulnerable_twin_keeps_the_place() -> None:
    """Looking for `udta` on the first floor only, as a quick fix would, leaves the place in the film."""
    data = film()
    top = [one.kind for one in boxes(io.BytesIO(data), 0, len(data))]
    assert b"udta" not in top
    assert PLACE.encode() in data
    file = io.BytesIO(data)
    blank_video(file)
    assert PLACE.encode() not in file.getvalue()
