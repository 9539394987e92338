"""A package as a folder or a ZIP again. The same files always make the same bytes.

Not here: where the files come from (`courses.flows.export_package`).
"""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO

#: The first moment that a ZIP can say: when it was made is not content.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_ORDINARY = 0o100644 << 16


def write_zip(out: IO[bytes], files: Mapping[str, bytes], *, top: str) -> None:
    """The files in one folder `top`, by name and not packed: packing differs between programs, bytes do not."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in sorted(files.items()):
            info = zipfile.ZipInfo(f"{top}/{path}", _LONG_AGO)
            info.create_system = 3
            info.external_attr = _ORDINARY
            archive.writestr(info, data)


def write_folder(root: Path, files: Mapping[str, bytes]) -> None:
    """The files in the folder `root`, which is made and must not have anything in it. Raises OSError."""
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise FileExistsError(f"{root} is not empty")
    for path, data in sorted(files.items()):
        target = root / path
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(data)
