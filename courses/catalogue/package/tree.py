"""Where the files of a package are: a folder, or a ZIP of which nothing is ever written to disk.

A ZIP with a trick in it (a link, a way out, one name twice, a bomb) is refused whole, with one sentence; its bounds are
those of `credentials.archive`. Not here: which files a package may have and what they mean (`folder.py`).
"""

import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from courses.catalogue.package.faults import Fault
from courses.errors import N_
from credentials.archive import Bounds, Member, members
from credentials.errors import ArchiveError
from credentials.reasons import SENTENCES

MAX_ENTRIES = 2_000
MAX_VIDEO = 100_000_000
_BOUNDS = Bounds(members=MAX_ENTRIES, total=200 * 1024 * 1024, member=MAX_VIDEO)
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|(.*[/\\])?\.\.([/\\]|\Z)", re.DOTALL)
_ODD_PART = re.compile(r"\Z|\.\Z|.*[. ]\Z| ", re.DOTALL)


class Kind(StrEnum):
    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"
    """A device, a pipe."""


@dataclass(frozen=True)
class Entry:
    """Something with a name in a package; `read(limit)` gives at most `limit` + 1 bytes, None for no ordinary file."""

    path: str
    kind: Kind
    read: Callable[[int], bytes | None]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


class TreeRefused(Exception):
    """Nothing of this is read, because of `fault`."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(str(fault))


class Tree(Protocol):
    """The files of a package, in a fixed order."""

    def entries(self) -> Iterator[Entry]:
        """The files at the top and one level down. Raises OSError or TreeRefused."""

    def has(self, path: str) -> bool:
        """Whether it has this file; whatever is wrong is told by `entries`."""


def tree_at(place: "Path | Tree") -> Tree:
    """The folder or ZIP at `place`; what is wrong with it is told when it is read."""
    if not isinstance(place, Path):
        return place
    return _Zip(place) if place.is_file() else _Disk(place)


class _Disk:
    def __init__(self, root: Path) -> None:
        self._root = root

    def has(self, path: str) -> bool:
        return (self._root / path).is_file()

    def entries(self) -> Iterator[Entry]:
        """A folder deeper down counts as a file."""
        if not self._root.is_dir():
            raise TreeRefused(Fault(".", 1, N_("There is no folder or ZIP file here.")))
        with os.scandir(self._root) as top:
            found = sorted(top, key=lambda entry: entry.name)
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                with os.scandir(entry.path) as inner:
                    below = sorted(inner, key=lambda child: child.name)
                for child in below:
                    yield _on_disk(f"{entry.name}/{child.name}", child)
            else:
                yield _on_disk(entry.name, entry)


def _on_disk(path: str, entry: os.DirEntry[str]) -> Entry:
    kind = Kind.OTHER
    if entry.is_symlink():
        kind = Kind.LINK
    elif entry.is_dir(follow_symlinks=False):
        kind = Kind.FOLDER
    elif entry.is_file(follow_symlinks=False):
        kind = Kind.FILE
    return Entry(path, kind, lambda limit: _read(entry.path, limit))


def _read(path: str, limit: int) -> bytes | None:
    """At most `limit` + 1 bytes of an ordinary file; None when it is not one (or became something else)."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return stream.read(limit + 1)


class _Zip:
    """Read whole into memory, once; a folder around everything in it, as most programs make, is left out."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: dict[str, bytes] | TreeRefused | None = None

    def has(self, path: str) -> bool:
        found = self._files()
        return not isinstance(found, TreeRefused) and path in found

    def entries(self) -> Iterator[Entry]:
        found = self._files()
        if isinstance(found, TreeRefused):
            raise found
        for path, data in found.items():
            yield _unpacked(path, data)

    def _files(self) -> dict[str, bytes] | TreeRefused:
        if self._read is None:
            try:
                self._read = _without_top(_members(self._path))
            except TreeRefused as refused:
                self._read = refused
        return self._read


def _unpacked(path: str, data: bytes) -> Entry:
    kind = Kind.FILE if path.count("/") < 2 else Kind.FOLDER
    return Entry(path, kind, lambda limit: data[: limit + 1])


def _members(path: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    try:
        with path.open("rb") as stream:
            for member in members(stream, _BOUNDS):
                _refuse(member, names)
                files[member.name] = member.data
    except ArchiveError as error:
        raise TreeRefused(_of_the_whole(error)) from None
    except OSError as error:
        raise TreeRefused(
            Fault(".", 1, N_("The ZIP file cannot be read: %(reason)s."), {"reason": error.strerror or "error"})
        ) from None
    return dict(sorted(files.items()))


def _of_the_whole(error: ArchiveError) -> Fault:
    if error.code == "reading.zip_too_many":
        return Fault(".", 1, N_("The package has more than %(count)s files."), {"count": MAX_ENTRIES})
    if error.code == "reading.zip_too_large":
        return Fault(".", 1, N_("The package is larger than 200 MB."))
    return Fault(".", 1, SENTENCES[error.code], dict(error.params))


def _refuse(member: Member, names: dict[str, str]) -> None:
    """Raises TreeRefused for a trick; `names` are those before it, by what they are the same as."""
    same = unicodedata.normalize("NFKC", member.name).casefold()
    message, values = _trick(member), dict(member.params)
    if message is None and same in names:
        message = N_("The ZIP file has this name twice: %(other)s counts as the same name.")
        values = {"other": names[same]}
    if message is not None:
        shown = member.name.encode("utf-8", "replace").decode("utf-8")
        raise TreeRefused(Fault(shown, 1, message, values))
    names[same] = member.name


def _trick(member: Member) -> str | None:
    if _OUTSIDE.match(member.name):
        return N_("This name leads outside the package.")
    if not member.name.isprintable() or "\\" in member.name or any(map(_ODD_PART.match, member.name.split("/"))):
        return N_("This name has signs that a file name should not have.")
    if member.mode and stat.S_ISLNK(member.mode):
        return N_("Links are not followed; put the file itself here.")
    if stat.S_IFMT(member.mode) not in (0, stat.S_IFREG):
        return N_("This is not an ordinary file.")
    return SENTENCES[member.code] if member.code else None


def _without_top(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.partition("/")[0] for path in files}
    if len(tops) != 1 or any("/" not in path for path in files):
        return files
    return {path.partition("/")[2]: data for path, data in files.items()}
