"""Boxes within boxes, made by strangers: every number is bounded, and a broken file is refused, not mended."""

import io
import random
import struct

import pytest

from lms import isobmff
from lms.isobmff import NotReadable, blank_photo, blank_video, boxes, brands
from tests.lms.pictures import PLACE, box, film, film_with_track, heic


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


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("handler", [b"meta", b"camm", b"data"])
def test_a_track_that_tells_the_way_is_overwritten(handler: bytes, wide: bool) -> None:
    """As action cameras write it: beside the pictures, from second to second. Pictures and sound stay."""
    data = film_with_track(handler, b"GPS5 +51.1622 +004.9926", wide=wide)
    file = io.BytesIO(data)
    blank_video(file)
    cleaned = file.getvalue()
    assert len(cleaned) == len(data)
    assert b"51.1622" not in cleaned
    assert b"4.9926" not in cleaned
    assert b"beelden" in cleaned
    assert b"geluid" in cleaned
    assert b"trak" not in cleaned
    blank_video(io.BytesIO(cleaned))


def test_subtitles_stay_and_the_place_under_them_does_not() -> None:
    for handler in (b"sbtl", b"text", b"subt"):
        words, place = b"Welkom in deze les.", b"F/2.8, GPS (4.9926, 51.1622, 18)"
        for said, stays in ((words, True), (place, False)):
            file = io.BytesIO(film_with_track(handler, said))
            blank_video(file)
            assert (said in file.getvalue()) is stays, (handler, said)


@pytest.mark.parametrize("handler", [b"vide", b"soun", b"tmcd"])
def test_pictures_sound_and_their_counter_are_never_touched(handler: bytes) -> None:
    data = film_with_track(handler, b"GPS5 +51.1622 +004.9926")
    file = io.BytesIO(data)
    blank_video(file)
    assert file.getvalue() == data


def test_a_track_that_points_outside_the_film_is_refused() -> None:
    with pytest.raises(NotReadable):
        blank_video(io.BytesIO(film_with_track(b"meta", b"GPS5", outside=True)))


@pytest.mark.parametrize("seed", range(300))
def test_damaged_tracks_never_do_worse_than_be_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(film_with_track(b"meta", b"GPS5 +51.1622 +004.9926", wide=seed % 2 == 0))
    for _change in range(chance.randint(1, 6)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file = io.BytesIO(bytes(data))
    try:
        blank_video(file)
    except NotReadable:
        return
    assert len(file.getvalue()) == len(data)


def test_the_twin_that_only_frees_boxes_keeps_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: `udta` and `meta` alone, as most tools do, leave the track and its samples where they are."""
    monkeypatch.setattr(isobmff, "_blank_track", lambda *_: None)
    file = io.BytesIO(film_with_track(b"meta", b"GPS5 +51.1622"))
    blank_video(file)
    assert b"51.1622" in file.getvalue()


@pytest.mark.timeout(20)
def test_tables_made_to_be_slow_are_read_once() -> None:
    """300,000 chunks and as many runs: read in one go, not each against all."""
    many = 300_000
    places = struct.pack(">II", 0, many) + struct.pack(">I", 60) * many
    runs = struct.pack(">II", 0, many) + b"".join(struct.pack(">3I", n, 1, 1) for n in range(1, many + 1))
    tables = box(b"stco", places) + box(b"stsc", runs) + box(b"stsz", struct.pack(">3I", 0, 1, 10))
    media = box(b"hdlr", bytes(8) + b"meta" + bytes(13)) + box(b"minf", box(b"stbl", tables))
    film_ = box(b"ftyp", b"isom" + bytes(4) + b"isom") + box(b"mdat", bytes(100))
    blank_video(io.BytesIO(film_ + box(b"moov", box(b"trak", box(b"mdia", media)))))
