"""The files that `leerspoor verify` was pointed at: single ones, folders, what is in a ZIP, and standard input.

Nothing larger than a badge can be is read whole. Not here: what a file proves, and how that is printed.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from credentials.archive import STARTS, Member, members, of_the_system, seekable
from credentials.errors import ArchiveError
from credentials.limits import MAX_PDF_BYTES

STANDARD_INPUT = "-"
_ENOUGH = MAX_PDF_BYTES + 1
"""One byte more than the largest file with a badge may have, which is enough to see that it is too large."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One file to check: `what` holds its bytes, or why they could not be had. `error` is how the system says that."""

    path: str
    what: Member
    error: str = ""

    @property
    def label(self) -> str:
        """Where it is; a file in a ZIP behind the name of the ZIP. Not yet safe to print."""
        return f"{self.path}: {self.what.name}" if self.what.name else self.path


def offered(paths: tuple[Path, ...]) -> Iterator[Offered]:
    """Every file, in order; those of a folder by name, its own before those of the folders in it."""
    for path in paths:
        if str(path) == STANDARD_INPUT:
            yield from _opened(str(path), cast(BinaryIO, sys.stdin.buffer))
        elif os.path.isdir(path):
            yield from _folder(path)
        else:
            yield from _file(path)


def _folder(path: Path) -> Iterator[Offered]:
    """Links to folders are not followed, so that there is an end; only plain files are opened, which do not wait."""
    folders, count = [path], 0
    while folders:
        folder = folders.pop()
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            count += 1
            yield _unread(folder, error)
            continue
        found = [folder / name for name in names if not of_the_system(name)]
        for one in filter(os.path.isfile, found):
            count += 1
            yield from _file(one)
        folders += [one for one in reversed(found) if os.path.isdir(one) and not one.is_symlink()]
    if not count:
        yield Offered(str(path), Member("", code="reading.no_files"))


def _file(path: Path) -> Iterator[Offered]:
    try:
        with path.open("rb") as file:
            yield from _opened(str(path), file)
    except OSError as error:
        yield _unread(path, error)


def _unread(path: Path, error: OSError) -> Offered:
    return Offered(str(path), Member("", code="reading.unreadable"), error.strerror or "cannot be read")


def _opened(path: str, file: BinaryIO) -> Iterator[Offered]:
    start = file.read(len(STARTS[0]))
    if start not in STARTS:
        yield Offered(path, Member("", start + file.read(_ENOUGH - len(start))))
        return
    try:
        for member in members(seekable(file, start)):
            yield Offered(path, member)
    except ArchiveError as error:
        yield Offered(path, Member("", code=error.code, params=error.params))
