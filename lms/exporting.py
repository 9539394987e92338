"""The archive that a person takes along: a document, the badges as signed, and the files.

Not here: what is in the document (`courses.flows.export_person`).
"""

import json
import zipfile
from datetime import datetime
from typing import IO

from courses.flows.export_person import export_person
from lms.storage import StoredFileMissing
from lms.wiring import Wiring


def write_archive(wiring: Wiring, target: IO[bytes], *, person_id: int, actor_id: int | None, now: datetime) -> None:
    """Write a ZIP with `leerspoor.json`, `badges/*.json` and `files/*`. Raises NoSuchPerson before the first byte."""
    with wiring.database.transaction() as session:
        found = export_person(session, person_id=person_id, actor_id=actor_id, now=now)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leerspoor.json", json.dumps(found.document, ensure_ascii=False, indent=2))
        for name, signed in found.badges.items():
            archive.writestr(f"badges/{name}.json", signed)
        for name, key in found.files.items():
            _add_file(archive, wiring, f"files/{safe_name(name)}", key)


def _add_file(archive: zipfile.ZipFile, wiring: Wiring, name: str, key: str) -> None:
    """In pieces, as a file may be larger than memory allows; one that the store lost is left out."""
    try:
        pieces = wiring.storage.open(key)
    except StoredFileMissing:
        return
    with archive.open(name, "w", force_zip64=True) as entry:
        for piece in pieces:
            entry.write(piece)


def safe_name(name: str) -> str:
    """A file name that stays in its folder on every system."""
    kept = "".join(letter if letter.isalnum() or letter in "._- " else "_" for letter in name)
    return kept.lstrip(".")[:150] or "file"
