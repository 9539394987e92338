"""Reading the files of a package without reading too much.

Only ordinary files in the four known places are read; a link of any kind, a device or a strange name is a
fault. The limits are those of an import in the threat list: 2,000 entries, 200 MB.
Not here: how a folder or a ZIP is gone through (`tree.py`), and what the files mean.
"""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from courses.catalogue.package.faults import Fault
from courses.catalogue.package.tree import MAX_ENTRIES, MAX_VIDEO, Entry, Kind, Tree, TreeRefused, tree_at
from courses.errors import N_

MANIFEST = "module.yaml"
MAX_TOTAL = 200_000_000
MAX_MANIFEST = 500_000
MAX_TEXT = 200_000
MAX_IMAGE = 10_000_000
MAX_HANDOUT = 25_000_000
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}\Z")
#: What file managers leave behind; never part of a package and never worth a refusal.
LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
#: Extension to media type, by the folder in which it may stand.
PLACES: dict[str, dict[str, str]] = {
    "units": {"md": "text/markdown"},
    "images": {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"},
    "files": {
        "pdf": "application/pdf",
        "txt": "text/plain",
        "csv": "text/csv",
        "ino": "text/plain",
        "mp4": "video/mp4",
        "vtt": "text/vtt",
    },
}
LIMITS = {"": MAX_MANIFEST, "units": MAX_TEXT, "images": MAX_IMAGE, "files": MAX_HANDOUT}
MAGIC: dict[str, bytes] = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/webp": b"RIFF",
    "application/pdf": b"%PDF-",
}
#: Bytes that stand further on than the start: (offset, bytes).
INNER_MAGIC = {"image/webp": (8, b"WEBP"), "video/mp4": (4, b"ftyp")}


@dataclass(frozen=True)
class PackageFile:
    """One file of a package; text has its line ends and byte order mark made equal."""

    path: str
    media_type: str
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode("utf-8")

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass
class Folder:
    """What was read; `total` counts bytes over all files."""

    files: dict[str, PackageFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    total: int = 0


def read_folder(root: Path | Tree) -> Folder:
    """Read every file of the package at `root`, a folder or a ZIP; what is wrong is in `faults`."""
    folder = Folder()
    try:
        for number, entry in enumerate(tree_at(root).entries()):
            if number >= MAX_ENTRIES:
                folder.faults.append(
                    Fault(".", 1, N_("The package has more than %(count)s files."), {"count": MAX_ENTRIES})
                )
                break
            _take(folder, entry)
            if folder.total > MAX_TOTAL:
                folder.faults.append(Fault(".", 1, N_("The package is larger than 200 MB.")))
                break
    except TreeRefused as refused:
        return Folder(faults=[refused.fault])
    except OSError as error:
        folder.faults.append(
            Fault(".", 1, N_("The folder cannot be read: %(reason)s."), {"reason": error.strerror or "error"})
        )
    if MANIFEST not in folder.files and not any(fault.path == MANIFEST for fault in folder.faults):
        folder.faults.append(Fault(MANIFEST, 1, N_("This file is missing; every package has it.")))
    return folder


def read_manifest_only(root: Path | Tree, manifest: str) -> Folder:
    """Read the one file of a package that is nothing but its manifest, with the same care."""
    folder = Folder()
    try:
        for entry in tree_at(root).entries():
            if entry.path == manifest:
                _take_manifest(folder, entry)
            elif entry.name not in LITTER:
                said = {"manifest": manifest}
                folder.faults.append(Fault(entry.path, 1, N_("A track is %(manifest)s and nothing else."), said))
    except TreeRefused as refused:
        return Folder(faults=[refused.fault])
    return folder


def _take_manifest(folder: Folder, entry: Entry) -> None:
    data = entry.read(MAX_MANIFEST) if entry.kind is Kind.FILE else None
    if data is None:
        folder.faults.append(Fault(entry.path, 1, N_("This is not an ordinary file.")))
        return
    _keep(folder, entry.path, entry.path, data, MAX_MANIFEST, "text/yaml")


def _take(folder: Folder, entry: Entry) -> None:
    if entry.name in LITTER:
        return
    path = entry.path
    shown = path.encode("utf-8", "replace").decode("utf-8")
    misplaced = _misplaced(entry)
    if misplaced is not None:
        folder.faults.append(Fault(shown, 1, *misplaced))
        return
    place, _, name = path.rpartition("/")
    limit = MAX_VIDEO if name.endswith(".mp4") else LIMITS[place]
    data = entry.read(limit)
    if data is None:
        folder.faults.append(Fault(shown, 1, N_("This is not an ordinary file.")))
        return
    folder.total += len(data)
    _keep(folder, path, shown, data, limit, PLACES[place][_extension(name)] if place else "text/yaml")


def _keep(folder: Folder, path: str, shown: str, data: bytes, limit: int, media_type: str) -> None:
    if len(data) > limit:
        folder.faults.append(Fault(shown, 1, N_("This file is larger than %(limit)s kB."), {"limit": limit // 1_000}))
        return
    file, fault = _file(path, media_type, data)
    if fault is not None:
        folder.faults.append(Fault(shown, *fault))
    elif file is not None:
        folder.files[path] = file


def _misplaced(entry: Entry) -> tuple[str, dict[str, object]] | None:
    """Why this entry is not even opened, or None."""
    path = entry.path
    place, _, name = path.rpartition("/")
    if entry.kind is Kind.LINK:
        return N_("Links are not followed; put the file itself here."), {}
    if entry.kind is Kind.FOLDER:
        return N_("Folders within a folder are not read."), {}
    if entry.kind is not Kind.FILE:
        return N_("This is not an ordinary file."), {}
    if path == MANIFEST:
        return None
    if place not in PLACES:
        return N_("Files stand in units/, images/ or files/, beside module.yaml."), {}
    if not NAME.match(name):
        return N_("A file name has small letters, digits, hyphens and points only."), {}
    if _extension(name) not in PLACES[place]:
        known = ", ".join(PLACES[place])
        return N_("In %(place)s/ only these kinds of file may stand: %(known)s."), {
            "place": place,
            "known": known,
        }
    return None


def _extension(name: str) -> str:
    return name.rpartition(".")[2] if "." in name else ""


def _file(
    path: str, media_type: str, data: bytes
) -> tuple[PackageFile | None, tuple[int, str, dict[str, object]] | None]:
    """The file, or line, message and values of why its bytes are not what its name says."""
    offset, inner = INNER_MAGIC.get(media_type, (0, b""))
    magic = MAGIC.get(media_type, b"")
    if magic or inner:
        if not data.startswith(magic) or data[offset : offset + len(inner)] != inner:
            kind = _extension(path)
            return None, (1, N_("The bytes of this file are not those of a %(kind)s file."), {"kind": kind})
        return PackageFile(path, media_type, data), None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, (line, N_("This is not UTF-8 text."), {})
    forbidden = re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]", text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        return None, (line, N_("There is a control character in this text."), {})
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return PackageFile(path, media_type, text.encode("utf-8")), None
