"""The one door for what people upload: their bytes meet puremagic and Pillow only here.

A file is copied to a temporary place while it is counted and hashed, its kind is read from the bytes and must
agree with its name, and what can tell where it was made is taken out: a photo is read and written anew, the
metadata of HEIC and films is blanked. Only then it goes to `lms.storage`.
Not here: which types there are (`courses.files.rules`), and who may read a file (`lms.files`).
"""

import hashlib
import io
import os
import struct
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

import puremagic
from PIL import Image, ImageOps

from courses.files import rules
from courses.files.rules import Family, FileType
from lms import isobmff

CHUNK = 1 << 20
HEAD = 1 << 16
MAX_MEMBERS = 5000
MAX_DIRECTORY = 4_000_000
"""Bytes of a zip's list of members; a document has a few kB."""
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}


@dataclass(frozen=True)
class Intake:
    """A file that was accepted, ready to be kept; `data` is at its start."""

    data: IO[bytes]
    name: str
    media_type: str
    size: int
    sha256: str
    location_stripped: bool


class Readable(Protocol):
    """All that is asked of a stream of bytes; an empty answer is its end."""

    def read(self, size: int, /) -> bytes: ...


@contextmanager
def take_in(stream: Readable, *, name: str, accepted: Collection[str], max_bytes: int) -> Iterator[Intake]:
    """Check and clean one upload. Raises FileRefused with a sentence for its maker."""
    shown = rules.clean_name(name)
    kind = rules.file_type(shown, accepted)
    with tempfile.TemporaryFile() as copy:
        size = _copy(stream, copy, max_bytes)
        rules.check_size(size=size, most=max_bytes, family=kind.family)
        _look(copy, kind, shown)
        cleaned, stripped = _clean(copy, kind, shown)
        digest, length = _digest(cleaned)
        yield Intake(cleaned, shown, kind.media_type, length, digest, stripped)


def _copy(source: Readable, target: IO[bytes], most: int) -> int:
    """Copy, and stop keeping (but not counting) past `most`, so the sentence can say how large it is."""
    size = 0
    while piece := source.read(CHUNK):
        size += len(piece)
        if size <= most:
            target.write(piece)
    return size


def _digest(file: IO[bytes]) -> tuple[str, int]:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    length = file.seek(0, os.SEEK_END)
    file.seek(0)
    return found, length


def sniff(head: bytes) -> frozenset[str]:
    """The extensions that the first bytes stand for, without dots; empty when they stand for nothing."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return frozenset()
    return frozenset(match.extension.lstrip(".").lower() for match in found if match.extension)


def look_early(head: bytes, name: str) -> None:
    """Whether a file on its way begins as its name says; the whole is looked at later. Raises FileRefused."""
    _look_at_head(head[:HEAD], rules.file_type(name, ()), name)


def _look(file: IO[bytes], kind: FileType, name: str) -> None:
    """Whether the bytes are what the name says. Raises FileRefused."""
    file.seek(0)
    _look_at_head(file.read(HEAD), kind, name)
    check = CHECKS.get(kind.family)
    if check is not None and not check(file, kind):
        raise rules.mismatch(name)


def _look_at_head(head: bytes, kind: FileType, name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\f\0")[:1]
    if start == b"<" or head[:2] in (b"MZ", b"#!") or head[:4] == b"\x7fELF":
        raise rules.mismatch(name)
    if kind.family is not Family.TEXT:
        found = sniff(head[:4096])
        if not rules.agrees(kind, found):
            raise rules.mismatch(name)


def _is_pdf(file: IO[bytes], _kind: FileType) -> bool:
    file.seek(0)
    return file.read(5) == b"%PDF-"


def _is_text(file: IO[bytes], _kind: FileType) -> bool:
    """UTF-8 or Windows-1252 without control characters but blanks; read in pieces."""
    file.seek(0)
    controls = bytes(c for c in range(32) if c not in b"\t\n\r\f")
    return not any(piece.translate(None, controls) != piece for piece in iter(lambda: file.read(CHUNK), b""))


def _is_packed(file: IO[bytes], kind: FileType) -> bool:
    """Whether this zip has the members of its kind. Only its list is read, after its length was looked at."""
    if not _directory_is_small(file):
        return False
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
        return False
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return False
    return len(names) <= MAX_MEMBERS and any(name.startswith(kind.member) for name in names)


def _directory_is_small(file: IO[bytes]) -> bool:
    """Reads the end record of a zip (APPNOTE 4.3.16) and wants the file to begin as a zip too."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        return False
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - HEAD - 22))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < 22:
        return False
    count, size = struct.unpack("<HI", tail[at + 10 : at + 16])
    return bool(count <= MAX_MEMBERS and size <= MAX_DIRECTORY)


def _is_heic(file: IO[bytes], _kind: FileType) -> bool:
    return bool(isobmff.brands(file) & isobmff.HEIC_BRANDS)


def _is_video(file: IO[bytes], _kind: FileType) -> bool:
    return bool(isobmff.brands(file) & isobmff.VIDEO_BRANDS)


#: What the bytes of each family must show beside what was sniffed; a photo shows it when it is drawn anew.
CHECKS: dict[Family, Callable[[IO[bytes], FileType], bool]] = {
    Family.PDF: _is_pdf,
    Family.PACKED: _is_packed,
    Family.TEXT: _is_text,
    Family.HEIC: _is_heic,
    Family.VIDEO: _is_video,
}


def _clean(file: IO[bytes], kind: FileType, name: str) -> tuple[IO[bytes], bool]:
    """The bytes to keep, and whether what tells a place was taken out."""
    try:
        if kind.family is Family.PHOTO:
            return _redraw(file, kind, name), True
        if kind.family is Family.HEIC:
            isobmff.blank_photo(file)
            return file, True
        if kind.family is Family.VIDEO:
            isobmff.blank_video(file)
            return file, True
    except isobmff.NotReadable as error:
        raise rules.damaged(name) from error
    return file, False


def _redraw(file: IO[bytes], kind: FileType, name: str) -> IO[bytes]:
    """The picture and nothing else, upright, at most MAX_SIDE pixels a side."""
    file.seek(0)
    try:
        with Image.open(file, formats=[FORMATS[kind.media_type]]) as picture:
            if picture.width * picture.height > rules.MAX_PIXELS:
                raise rules.damaged(name)
            clean = upright(picture, rules.MAX_SIDE)
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise rules.damaged(name) from error
    except Image.DecompressionBombWarning as error:
        raise rules.damaged(name) from error
    target = io.BytesIO()
    options = {"quality": 88, "optimize": True} if kind.media_type != "image/png" else {}
    clean.save(target, FORMATS[kind.media_type], **options)
    return target


def upright(picture: Image.Image, side: int) -> Image.Image:
    """A copy without any metadata, turned as its Exif says, in RGB(A), at most `side` pixels a side."""
    picture.draft("RGB", (side, side))
    turned = ImageOps.exif_transpose(picture)
    clear = "A" in turned.getbands() or "transparency" in turned.info
    plain = turned.convert("RGBA" if clear and picture.format != "JPEG" else "RGB")
    plain.thumbnail((side, side))
    plain.info.clear()
    return plain


def preview(data: bytes) -> bytes:
    """A photo as a small JPEG for showing on a page. Raises OSError when it is no photo that we can read."""
    with Image.open(io.BytesIO(data), formats=list(FORMATS.values())) as picture:
        if picture.width * picture.height > rules.MAX_PIXELS:
            raise OSError("too many pixels")
        clean = upright(picture, rules.PREVIEW_SIDE)
    if clean.mode == "RGBA":
        ground = Image.new("RGB", clean.size, "white")
        ground.paste(clean, mask=clean.getchannel("A"))
        clean = ground
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=82)
    return target.getvalue()
