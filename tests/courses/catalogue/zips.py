"""ZIP files that packages come in, good and hostile, and the careless readers that the hostile ones are made for.

Each careless reader is the twin of a check: it shows that the attack works where that check is not made.
"""

import io
import stat
import struct
import tempfile
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.packages import MANIFEST, write_package

Files = Mapping[str, bytes]


def package_files(manifest: str = MANIFEST) -> dict[str, bytes]:
    """The small package, by path."""
    with tempfile.TemporaryDirectory() as place:
        root = write_package(Path(place), manifest)
        return {
            file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()
        }


def zip_of(
    entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_DEFLATED, top: str = ""
) -> bytes:
    """A ZIP of exactly these entries, also twice the same name."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in entries:
            archive.writestr(f"{top}{name}" if isinstance(name, str) else name, data)
    return out.getvalue()


def special(name: str, kind: int) -> zipfile.ZipInfo:
    """An entry that says it is a link, a device or a pipe."""
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (kind | 0o644) << 16
    return info


def link(name: str) -> zipfile.ZipInfo:
    """An entry that says it is a symbolic link; its data is where it points."""
    return special(name, stat.S_IFLNK)


def locked(data: bytes) -> bytes:
    """The ZIP `data`, of one entry, with the mark of a password in its header and its list."""
    at = data.index(b"PK\x01\x02") + 8
    changed = data[:6] + b"\x01\x00" + data[8:]
    return changed[:at] + b"\x01\x00" + changed[at + 2 :]


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """Another name of the same length, which `zipfile` itself would not write."""
    assert len(old) == len(new)
    assert data.count(old) == 2
    return data.replace(old, new)


def overlapping(count: int, size: int) -> bytes:
    """A bomb without nesting: `count` names in the list that all point at one packed file (D. Fifield, 2019)."""
    one = zip_of([("units/a.md", b"a" * size)])
    start = one.index(b"PK\x01\x02")
    body, listed = one[:start], one[start : one.index(b"PK\x05\x06")]
    closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(listed) * count, len(body), 0)
    return body + listed * count + closing


def careless_unpack(data: bytes, root: Path) -> None:
    """Write each entry where its name says, and links as links, as tools that unpack do."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            target = root / info.filename
            target.parent.mkdir(parents=True, exist_ok=True)
            if stat.S_ISLNK(info.external_attr >> 16):
                target.symlink_to(archive.read(info).decode())
            else:
                target.write_bytes(archive.read(info))


def careless_read(data: bytes) -> dict[str, bytes]:
    """Read everything whole, the last of two names winning; what is a ZIP is unpacked as well."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            found = archive.read(info)
            files[info.filename] = found
            if found.startswith(b"PK\x03\x04"):
                files |= {f"{info.filename}!{name}": inner for name, inner in careless_read(found).items()}
    return files


def first_wins(data: bytes) -> dict[str, bytes]:
    """As a reader that keeps the first of two names."""
    files: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            files.setdefault(info.filename, archive.read(info))
    return files
