"""The files in a ZIP, one by one and within bounds: badges come by the class.

Nothing is written to disk, so a name in a ZIP is only a name; whoever shows it must make it safe to show. Not here:
what the files are (`reading.py`). Source: APPNOTE.TXT, .ZIP File Format Specification 6.3.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from credentials.errors import ArchiveError
from credentials.limits import MAX_ARCHIVE_BYTES, MAX_ARCHIVE_MEMBERS, MAX_MEMBER_RATIO, MAX_PDF_BYTES

STARTS = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins, the second when it is empty."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others unpack in ways that cost memory before the first byte is out."""
_MAX_READ = 2 * 1024 * 1024
_STEP = 256 * 1024
_RATIO_FROM = 1024 * 1024
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, OverflowError, RuntimeError, ValueError)
"""What `zipfile` answers to a file that somebody damaged or made up."""
_OF_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a ZIP is looked through: files, bytes of all of them unpacked, and bytes of one."""

    members: int = MAX_ARCHIVE_MEMBERS
    total: int = MAX_ARCHIVE_BYTES
    member: int = MAX_PDF_BYTES


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a ZIP: its bytes, or the `code` (see `reasons.py`) and `params` of why they could not be had.

    `name` is all that stands there, also behind a NUL; `mode` is what Unix calls the kind of file, 0 when not said.
    """

    name: str
    data: bytes = b""
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    mode: int = 0


BADGES = Bounds()
"""For badges by the class."""


def members(file: BinaryIO, bounds: Bounds = BADGES) -> Iterator[Member]:
    """The files in the ZIP `file`, which can be read at any place, in the order of its list.

    Folders are left out, and what macOS and Windows add of themselves. ArchiveError, also between two files, when the
    ZIP is damaged, holds nothing, or is more than may be looked through.
    """
    try:
        with zipfile.ZipFile(_Measured(file)) as archive:
            listed = [info for info in archive.infolist() if not _is_left_out(info.orig_filename)]
            if len(listed) > bounds.members:
                raise ArchiveError("reading.zip_too_many", limit=bounds.members)
            if not listed:
                raise ArchiveError("reading.no_files")
            left = bounds.total
            for info in listed:
                member, size = _member(archive, info, min(left, bounds.member), bounds.member)
                left -= size
                if left < 0:
                    raise ArchiveError("reading.zip_too_large", limit=bounds.total // 1024 // 1024)
                yield replace(member, mode=info.external_attr >> 16)
    except _BROKEN:
        raise ArchiveError("reading.zip_damaged") from None


def seekable(file: BinaryIO, start: bytes) -> BinaryIO:
    """`file`, or when it cannot be gone back in, as a pipe, a copy of what comes after `start`, which was read already.

    ArchiveError when that is more than a copy is made of.
    """
    if file.seekable():
        return file
    data = start + file.read(MAX_PDF_BYTES + 1)
    if len(data) > MAX_PDF_BYTES:
        raise ArchiveError("reading.zip_piped", limit=MAX_PDF_BYTES // 1024 // 1024)
    return io.BytesIO(data)


def of_the_system(name: str) -> bool:
    """Whether a file was made by macOS or Windows beside those of a person."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or parts[-1] in _OF_SYSTEMS or parts[-1].startswith("._")


def _is_left_out(name: str) -> bool:
    return name.endswith("/") or of_the_system(name)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left: int, most: int) -> tuple[Member, int]:
    """The member, and how much came out of it; of what is too much, only so much that this can be seen."""
    if info.flag_bits & 0x1:
        return Member(info.orig_filename, code="reading.zip_locked"), 0
    if info.compress_type not in _METHODS:
        return Member(info.orig_filename, code="reading.zip_method"), 0
    data = bytearray()
    try:
        with archive.open(info) as source:
            while part := source.read(_STEP):
                data += part
                if len(data) > left or _is_bomb(len(data), info):
                    break
    except _BROKEN:
        return Member(info.orig_filename, code="reading.zip_member_damaged"), len(data)
    return _judged(info, bytes(data), most), len(data)


def _judged(info: zipfile.ZipInfo, data: bytes, most: int) -> Member:
    name = info.orig_filename
    if _is_bomb(len(data), info):
        return Member(name, code="reading.zip_bomb", params={"limit": MAX_MEMBER_RATIO})
    if len(data) > most:
        return Member(name, code="reading.zip_member_large", params={"limit": most // 1024 // 1024})
    if data.startswith(STARTS):
        return Member(name, code="reading.zip_nested")
    return Member(name, data)


def _is_bomb(size: int, info: zipfile.ZipInfo) -> bool:
    return size > _RATIO_FROM and size > MAX_MEMBER_RATIO * info.compress_size


class _Measured(io.RawIOBase):
    """A file of which little can be read at once: the list of a ZIP is read whole, so it must be short."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(_MAX_READ + 1 if size < 0 else min(size, _MAX_READ + 1))
        if len(data) > _MAX_READ:
            raise ArchiveError("reading.zip_too_many", limit=MAX_ARCHIVE_MEMBERS)
        return data
