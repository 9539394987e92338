"""Large files and ZIP bombs at the command line: never more than 300 MB of memory or 3 s, and always a line that says
why (A12, A13)."""

import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from credentials.limits import MAX_ARCHIVE_MEMBERS
from tests.credentials import badges
from tests.credentials.carriers import JSON, zipped
from tests.credentials.hostile import MIB, deflated_zeros
from tests.credentials.measured import MEGABYTES, SECONDS, measured

SIZE = 300 * MIB


def _lines(folder: Path, *arguments: str, data: Iterable[bytes] = ()) -> list[dict[str, Any]]:
    """The lines of a run that stayed within memory and time."""
    resolver = folder / "resolver.json"
    resolver.write_text(json.dumps(badges.plain(badges.world().documents)))
    done = measured("--json", "--resolver", str(resolver), *arguments, data=data)
    assert done.megabytes < MEGABYTES
    assert done.seconds < SECONDS
    assert done.returncode in (1, 2)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _sparse(path: Path, start: bytes, end: bytes = b"", size: int = SIZE) -> str:
    """A file of `size` that takes no room on disk."""
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size - len(end))
        file.seek(size - len(end))
        file.write(end)
    return str(path)


def _long_list(start: int, size: int) -> bytes:
    """The end of a ZIP whose list is `size` long."""
    return struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, size, start, 0)


STARTS = {
    "PNG": (b"\x89PNG\r\n\x1a\n", "baking.too_large"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg">', "baking.too_large"),
    "PDF": (b"%PDF-1.7\n", "reading.pdf_too_large"),
    "JSON": (b'{"a":"', "structure.too_large"),
    "list": (b"[", "structure.too_large"),
    "token": (b"eyJhbGciOiJFZERTQSJ9.", "structure.too_large"),
    "text": (b"hello", "reading.other_file"),
    "nothing": (b"", "reading.other_file"),
    "ZIP without a list": (b"PK\x03\x04", "reading.zip_damaged"),
}


def test_a_large_file_of_each_kind(tmp_path: Path) -> None:
    """After each other in one process: the worst of them decides the peak."""
    paths = [_sparse(tmp_path / what, start) for what, (start, _) in STARTS.items()]
    told = _lines(tmp_path, *paths)
    assert [line["checks"][0]["code"] for line in told] == [code for _, code in STARTS.values()]


def test_a_zip_that_is_all_list(tmp_path: Path) -> None:
    path = _sparse(tmp_path / "list.zip", b"PK\x03\x04", _long_list(4, SIZE - 26))
    (line,) = _lines(tmp_path, path)
    assert line["checks"][0]["code"] == "reading.zip_too_many"


def test_a_zip_with_a_file_of_300_mb(tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        with archive.open("large.json", "w") as file:
            for _ in range(SIZE // MIB):
                file.write(b"x" * MIB)
        archive.writestr("good.json", JSON)
    told = _lines(tmp_path, str(path))
    assert [line["checks"][0]["code"] for line in told] == ["reading.zip_member_large", "structure.passed"]


def test_a_large_file_through_a_pipe(tmp_path: Path) -> None:
    for start, code in ((b"PK\x03\x04", "reading.zip_piped"), (b"%PDF-1.7\n", "reading.pdf_too_large")):
        (line,) = _lines(tmp_path, "-", data=[start, *[bytes(MIB)] * 300])
        assert line["checks"][0]["code"] == code


def _bomb() -> bytes:
    """One file of 300 MB in 300 KB."""
    return _deflated(("bomb.json", deflated_zeros(SIZE, wbits=-15), SIZE))


def _deflated(*files: tuple[str, bytes, int]) -> bytes:
    """A ZIP of files that are deflated already and say how large they become."""
    parts, listed, place = [], [], 0
    for name, body, size in files:
        fields = struct.pack("<5H3L2H", 20, 0, 8, 0, 33, 0, len(body), size, len(name), 0)
        parts.append(b"PK\x03\x04" + fields + name.encode() + body)
        listed.append(
            b"PK\x01\x02" + struct.pack("<H", 20) + fields + struct.pack("<3H2L", 0, 0, 0, 0, place) + name.encode()
        )
        place += len(parts[-1])
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(files), len(files), sum(map(len, listed)), place, 0)
    return b"".join([*parts, *listed, end])


def _below_the_ratio() -> bytes:
    """Files just small enough not to look like a bomb: together 300 MB in 300 KB."""
    return zipped(*((f"{number}.json", b"{" + b" " * (MIB - 1)) for number in range(300)))


def _large_ones() -> bytes:
    """Files of 19 MB that cannot be deflated further."""
    noise = random.Random(1).randbytes(19 * MIB)
    return zipped(*((f"{number}.png", noise) for number in range(3)), method=zipfile.ZIP_STORED)


def _overlapping() -> bytes:
    """Two thousand files that are the same 1 MB."""
    made = zipped(("a.json", random.Random(1).randbytes(MIB)), method=zipfile.ZIP_STORED)
    start, end = made.index(b"PK\x01\x02"), made.index(b"PK\x05\x06")
    listed = made[start:end] * MAX_ARCHIVE_MEMBERS
    count = MAX_ARCHIVE_MEMBERS
    return made[:start] + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed), start, 0)


BOMBS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "one file of 300 MB": (_bomb, {"reading.zip_member_large"}),
    "a thousand files of 300 MB": (
        lambda: _deflated(*((f"{n}.json", deflated_zeros(SIZE, wbits=-15), SIZE) for n in range(1_000))),
        {"reading.zip_member_large", "reading.zip_too_large"},
    ),
    "just below": (_below_the_ratio, {"structure.too_large", "reading.zip_too_large"}),
    "large ones": (_large_ones, {"reading.other_file"}),
    "on top of each other": (
        _overlapping,
        {"reading.other_file", "reading.zip_too_large", "reading.zip_member_damaged"},
    ),
}


@pytest.mark.parametrize("what", BOMBS)
def test_zip_bombs(what: str, tmp_path: Path) -> None:
    make, codes = BOMBS[what]
    (tmp_path / "bomb.zip").write_bytes(make())
    told = _lines(tmp_path, str(tmp_path / "bomb.zip"))
    assert {line["checks"][0]["code"] for line in told} <= codes
    assert told[0]["verdict"] in ("NO_CREDENTIAL", "INVALID")
