"""What a file may be, and how long it is kept. Types go by the bytes; an extension only has to agree with
them.

Never accepted, under whatever name: SVG, HTML, XML, scripts and programs, because a browser or a computer
runs them. Not here: looking into bytes (`lms.uploads`) and keeping them (`lms.storage`).
"""

import enum
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from courses.errors import N_
from courses.files.errors import FileRefused
from courses.files.models import Retention

MEGABYTE = 1_000_000
MAX_NAME = 120
MAX_PIXELS = 64_000_000
"""Of a photo; more than any ordinary telephone makes."""
MAX_SIDE = 4096
"""Pixels of the longest side of a photo as kept; a larger one is made smaller."""
PREVIEW_SIDE = 1600


class Family(enum.StrEnum):
    """What has to be checked in the bytes."""

    PHOTO = "photo"
    """Read and written anew, so nothing but the picture is left."""
    HEIC = "heic"
    """Kept as it is, with its metadata blanked: there is no free decoder here."""
    VIDEO = "video"
    """Kept as it is, with its metadata blanked."""
    PDF = "pdf"
    PACKED = "packed"
    """A zip with the members that its kind must have; not unpacked."""
    TEXT = "text"


@dataclass(frozen=True)
class FileType:
    """One kind of file that can be handed in."""

    extension: str
    media_type: str
    family: Family
    member: str = ""
    """PACKED: a member whose name begins so must be inside."""


TYPES: dict[str, FileType] = {
    found.extension: found
    for found in (
        FileType("jpg", "image/jpeg", Family.PHOTO),
        FileType("jpeg", "image/jpeg", Family.PHOTO),
        FileType("png", "image/png", Family.PHOTO),
        FileType("webp", "image/webp", Family.PHOTO),
        FileType("heic", "image/heic", Family.HEIC),
        FileType("heif", "image/heif", Family.HEIC),
        FileType("mp4", "video/mp4", Family.VIDEO),
        FileType("m4v", "video/mp4", Family.VIDEO),
        FileType("mov", "video/quicktime", Family.VIDEO),
        FileType("pdf", "application/pdf", Family.PDF),
        FileType(
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Family.PACKED,
            "word/",
        ),
        FileType("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.PACKED, "xl/"),
        FileType(
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Family.PACKED,
            "ppt/",
        ),
        FileType("odt", "application/vnd.oasis.opendocument.text", Family.PACKED, "content.xml"),
        FileType("ods", "application/vnd.oasis.opendocument.spreadsheet", Family.PACKED, "content.xml"),
        FileType("odp", "application/vnd.oasis.opendocument.presentation", Family.PACKED, "content.xml"),
        FileType("txt", "text/plain", Family.TEXT),
        FileType("ino", "text/plain", Family.TEXT),
        FileType("csv", "text/csv", Family.TEXT),
        FileType("py", "text/plain", Family.TEXT),
        FileType("c", "text/plain", Family.TEXT),
        FileType("cpp", "text/plain", Family.TEXT),
        FileType("h", "text/plain", Family.TEXT),
        FileType("md", "text/plain", Family.TEXT),
    )
}

#: What `puremagic` may say about each kind; nothing in common means that name and content disagree.
SNIFFS: dict[str, frozenset[str]] = {
    "jpg": frozenset({"jpg", "jpeg", "jpe", "jfif", "jfi", "jif"}),
    "png": frozenset({"png", "apng"}),
    "webp": frozenset({"webp"}),
    "heic": frozenset({"heic", "heif", "heics", "heifs", "hif", "avci"}),
    "mp4": frozenset({"mp4", "m4v", "mov", "qt", "3gp", "3g2", "m4a"}),
    "pdf": frozenset({"pdf"}),
    "packed": frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"}),
}
SNIFFS |= {"jpeg": SNIFFS["jpg"], "heif": SNIFFS["heic"], "m4v": SNIFFS["mp4"], "mov": SNIFFS["mp4"]}


def extension_of(name: str) -> str:
    """The part after the last dot, in lower case; "" where there is none."""
    stem, dot, extension = name.rpartition(".")
    return extension.lower() if dot and stem else ""


def clean_name(name: str) -> str:
    """`name` as it may be shown and sent back: no folder, no control or direction marks, 120 long at most."""
    base = re.split(r"[\\/]", name)[-1]
    kept = "".join(c for c in unicodedata.normalize("NFC", base) if unicodedata.category(c)[0] != "C")
    kept = re.sub(r'["<>:|?*]', "_", kept).strip(" .")
    extension = extension_of(kept)
    if len(kept) > MAX_NAME:
        kept = kept[: MAX_NAME - len(extension) - 1].rstrip(" .") + "." + extension
    return kept or "bestand"


def file_type(name: str, accepted: Collection[str]) -> FileType:
    """The type that `name` promises, when the assignment takes it. Raises FileRefused.

    `accepted` are extensions; empty means every type that we know.
    """
    extension = extension_of(name)
    allowed = [known for known in (accepted or TYPES) if known in TYPES]
    found = TYPES.get(extension)
    if found is None or not any(TYPES[known].media_type == found.media_type for known in allowed):
        raise FileRefused(
            N_("We cannot take “%(name)s”. Send one of these: %(accepted)s."),
            field="files",
            name=name,
            accepted=", ".join(allowed),
        )
    return found


def check_size(*, size: int, most: int, family: Family) -> None:
    """Raises FileRefused for nothing at all, and for more than `most` bytes, with a way out."""
    if size <= 0:
        raise FileRefused(N_("This file is empty. Choose it again."), field="files")
    if size <= most:
        return
    sizes = {"size": megabytes(size), "max": megabytes(most)}
    if family is Family.VIDEO:
        text = N_("This video is too large (%(size)s MB, it may be %(max)s MB). Shorten it or paste a link.")
        raise FileRefused(text, field="files", **sizes)
    if family in (Family.PHOTO, Family.HEIC):
        text = N_("This photo is too large (%(size)s MB, it may be %(max)s MB). Take it again a bit smaller.")
        raise FileRefused(text, field="files", **sizes)
    text = N_("This file is too large (%(size)s MB, it may be %(max)s MB). Make it smaller or paste a link.")
    raise FileRefused(text, field="files", **sizes)


def megabytes(size: int) -> int:
    """Whole megabytes, rounded up."""
    return -(-size // MEGABYTE)


def mismatch(name: str) -> FileRefused:
    """The error for content that is not what the name says."""
    return FileRefused(
        N_("The content of “%(name)s” does not fit its name. Save it again as the right kind and send that."),
        field="files",
        name=name,
    )


def damaged(name: str) -> FileRefused:
    """The error for a file of the right kind that cannot be read."""
    return FileRefused(N_("“%(name)s” is damaged, we cannot open it. Save or take it again."), field="files", name=name)


def agrees(kind: FileType, sniffed: Collection[str]) -> bool:
    """Whether what was sniffed (extensions) fits what the name promises. Text has nothing to sniff."""
    if kind.family is Family.TEXT:
        return True
    wanted = SNIFFS["packed"] if kind.family is Family.PACKED else SNIFFS[kind.extension]
    return any(found in wanted for found in sniffed)


#: How long a file is kept after it came, by reason; None: as long as what it belongs to.
KEEP: dict[Retention, timedelta | None] = {
    Retention.DRAFT: timedelta(days=365),
    Retention.WORK: None,
    Retention.SHARED: None,
    Retention.CONTENT: None,
}


def keep_until(retention: Retention, created_at: datetime) -> datetime | None:
    """When a file that is still kept for this reason is deleted."""
    period = KEEP[retention]
    return created_at + period if period is not None else None
