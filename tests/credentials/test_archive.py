"""The files in a ZIP: each one or why not, and never more than may be looked through."""

import io
import random
import struct
import zipfile
import zlib
from typing import Any

import pytest

from credentials.archive import Bounds, Member, members, seekable
from credentials.errors import ArchiveError
from credentials.limits import MAX_ARCHIVE_MEMBERS, MAX_PDF_BYTES
from tests.credentials.carriers import JSON, picture, zipped

MIB = 1024 * 1024


def _members(data: bytes) -> list[Member]:
    return list(members(io.BytesIO(data)))


def _codes(data: bytes) -> list[str]:
    return [member.code for member in _members(data)]


def test_files_in_order() -> None:
    made = zipped(("b.json", JSON), ("klas/a.png", picture()), ("leeg.txt", b""), ("é.json", JSON))
    assert [(member.name, member.data) for member in _members(made)] == [
        ("b.json", JSON),
        ("klas/a.png", picture()),
        ("leeg.txt", b""),
        ("é.json", JSON),
    ]
    stored = zipped(("a.json", JSON), method=zipfile.ZIP_STORED)
    assert [member.data for member in _members(stored)] == [JSON]


def test_two_files_of_one_name_are_both_seen() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        made = zipped(("a.json", b"1"), ("a.json", b"2"))
    assert [member.data for member in _members(made)] == [b"1", b"2"]


def test_folders_and_what_systems_add_are_left_out() -> None:
    made = zipped(
        ("klas/", b""), ("__MACOSX/klas/._a.json", b"x"), ("klas/.DS_Store", b"x"), ("klas/._a", b"x"), ("klas/a", JSON)
    )
    assert [member.name for member in _members(made)] == ["klas/a"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (zipped(), "reading.no_files"),
        (zipped(("klas/", b""), ("Thumbs.db", b"x")), "reading.no_files"),
        (b"PK\x03\x04", "reading.zip_damaged"),
        (b"PK\x03\x04" + bytes(1000), "reading.zip_damaged"),
        (zipped(("a", JSON))[:-30], "reading.zip_damaged"),
        (zipped(("a", JSON)).replace(b"PK\x01\x02", b"PK\x01\x03"), "reading.zip_damaged"),
        (zipped(*((str(number), b"") for number in range(MAX_ARCHIVE_MEMBERS + 1))), "reading.zip_too_many"),
    ],
    ids=range(7),
)
def test_not_a_zip_to_look_through(data: bytes, code: str) -> None:
    with pytest.raises(ArchiveError) as caught:
        _members(data)
    assert caught.value.code == code


def test_as_many_as_may_be() -> None:
    assert len(_members(zipped(*((str(number), b"") for number in range(MAX_ARCHIVE_MEMBERS))))) == MAX_ARCHIVE_MEMBERS


def test_a_damaged_file_does_not_keep_the_others_from_being_read() -> None:
    made = zipped(("a", b"first" * 9), ("b", JSON), ("c", b"last"), method=zipfile.ZIP_STORED)
    assert _codes(made.replace(b"Arduino", b"Arduina", 1)) == ["", "reading.zip_member_damaged", ""]
    assert _codes(made.replace(b"PK\x03\x04", b"PK\x03\x05", 1)) == ["reading.zip_member_damaged", "", ""]


def _patched(data: bytes, local: int, listed: int, value: bytes) -> bytes:
    """`value` written over a field of the only file, in its own header and in the list."""
    at = data.index(b"PK\x01\x02") + listed
    data = data[:local] + value + data[local + len(value) :]
    return data[:at] + value + data[at + len(value) :]


def test_what_is_not_unpacked() -> None:
    made = zipped(("a", JSON))
    assert _codes(_patched(made, 6, 8, b"\x01\x00")) == ["reading.zip_locked"]
    for method in (1, 6, 9, 12, 14, 93, 95, 98):
        assert _codes(_patched(made, 8, 10, struct.pack("<H", method))) == ["reading.zip_method"]
    assert _codes(_patched(made, 6, 8, b"\x20\x00")) == ["reading.zip_member_damaged"]
    assert _codes(zipped(("b.zip", made), ("c.zip", zipped()))) == ["reading.zip_nested"] * 2


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_are_not_even_begun(method: int) -> None:
    assert _codes(zipped(("a", JSON), method=method)) == ["reading.zip_method"]


def test_a_file_as_large_as_a_badge_may_be() -> None:
    noise = random.Random(1).randbytes(MAX_PDF_BYTES + 1)
    for size, code in ((MAX_PDF_BYTES, ""), (MAX_PDF_BYTES + 1, "reading.zip_member_large")):
        assert _codes(zipped(("a", noise[:size]), method=zipfile.ZIP_STORED)) == [code]


def test_a_file_that_grows_too_much() -> None:
    """Small ones may: an empty drawing of 1 MB harms nobody."""
    spaces = b" " * MIB
    assert _codes(zipped(("a", spaces), ("b", spaces + b" "), ("c", b"x"))) == ["", "reading.zip_bomb", ""]
    text = random.Random(1).randbytes(16 * 1024) * 80
    assert 20 < len(text) / len(zlib.compress(text)) < 100
    assert _codes(zipped(("a", text))) == [""]


def test_all_together_may_not_be_too_much() -> None:
    """The files before it are still had."""
    noise = random.Random(1).randbytes(MIB)
    made = zipped(*((str(number), noise) for number in range(30)), method=zipfile.ZIP_STORED)
    seen: list[str] = []
    with pytest.raises(ArchiveError) as caught:
        seen.extend(member.name for member in members(io.BytesIO(made), Bounds(total=20 * MIB)))
    assert caught.value.code == "reading.zip_too_large"
    assert seen == [str(number) for number in range(20)]


class _Counted(io.BytesIO):
    largest = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.largest = max(self.largest, len(found))
        return found


def test_the_list_of_a_zip_is_not_read_whole() -> None:
    """A list of 100 MB would become some gigabytes of objects."""
    size = 100 * MIB
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, size, 0, 0)
    file = _Counted(b"PK\x03\x04" + bytes(size - 4) + closing)
    with pytest.raises(ArchiveError) as caught:
        list(members(file))
    assert caught.value.code == "reading.zip_too_many"
    assert file.largest < 3 * MIB


class _Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_through_a_pipe() -> None:
    made = zipped(("a", JSON))
    pipe = _Pipe(made[4:])
    assert [member.data for member in members(seekable(pipe, made[:4]))] == [JSON]
    with pytest.raises(ArchiveError) as caught:
        seekable(_Pipe(bytes(MAX_PDF_BYTES)), b"PK\x03\x04")
    assert caught.value.code == "reading.zip_piped"
    file = io.BytesIO(made)
    assert seekable(file, b"") is file


def test_any_damage_is_one_of_the_named_ones() -> None:
    """3,000 ZIPs with a few bytes changed, added or gone: never another exception."""
    chance = random.Random(7)
    whole = zipped(("a.json", JSON), ("klas/b.txt", b"hello" * 50), ("c", picture()))
    found: dict[str, int] = {}
    for _ in range(3_000):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            _damage(data, chance)
        try:
            codes = _codes(bytes(data))
        except ArchiveError as error:
            codes = [error.code]
        for code in codes:
            found[code] = found.get(code, 0) + 1
    assert {"", "reading.zip_damaged", "reading.zip_member_damaged"} <= set(found)


def _damage(data: bytearray, chance: Any) -> None:
    """Mostly in the headers and the list, where it matters."""
    heads = [at for at in range(len(data) - 4) if data[at : at + 2] == b"PK"] or [0]
    place = min(chance.choice(heads) + chance.randint(0, 60), len(data) - 1)
    match chance.randint(0, 3):
        case 0:
            data[place] = chance.randint(0, 255)
        case 1:
            del data[place]
        case 2:
            data[place:place] = chance.randbytes(chance.randint(1, 9))
        case _:
            data[place : place + 4] = b"\xff\xff\xff\xff"
