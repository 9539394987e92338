"""Write an archive. Not here: reading one."""

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from courses.files.models import StoredFile
from courses.models import Base
from lms.archive.rows import FORMAT, encode
from lms.migrating import revision
from lms.storage import StoredFileMissing
from lms.wiring import Wiring

Step = Callable[[str, int, int], None]
EVERY = 500
"""Rows between two words of progress."""


def backup(wiring: Wiring, target: Path, *, now: datetime, step: Step) -> dict[str, Any]:
    """Write everything to `target` (mode 0600, whole or not at all). Answers with the manifest."""
    fresh = target.with_name(target.name + ".part")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
                manifest = _write(wiring, archive, now, step)
            raw.flush()
            os.fsync(raw.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _write(wiring: Wiring, archive: zipfile.ZipFile, now: datetime, step: Step) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {}
    with wiring.database.snapshot() as connection:
        for table in Base.metadata.sorted_tables:
            parts[f"tables/{table.name}.jsonl"] = _table(archive, connection, table, step)
        keys = connection.execute(
            select(StoredFile.storage_key).where(StoredFile.storage_key.is_not(None)).order_by(StoredFile.id)
        )
        wanted = list(dict.fromkeys(key for key in keys.scalars() if key))
    lost = []
    for number, key in enumerate(wanted, start=1):
        try:
            parts[f"files/{key}"] = _part(archive, f"files/{key}", wiring.storage.open(key))
        except StoredFileMissing:
            lost.append(key)
        step("files", number, len(wanted))
    manifest = {
        "format": FORMAT,
        "revision": revision(wiring.database),
        "made_at": now.isoformat(),
        "site": wiring.settings.base_url,
        "parts": parts,
        "lost_files": lost,
    }
    archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return manifest


def _table(archive: zipfile.ZipFile, connection: Connection, table: Table, step: Step) -> dict[str, Any]:
    total = connection.execute(select(func.count()).select_from(table)).scalar_one()
    count = 0

    def lines() -> Iterator[bytes]:
        nonlocal count
        rows = connection.execution_options(yield_per=EVERY).execute(select(table).order_by(*table.primary_key.columns))
        for row in rows.mappings():
            count += 1
            if count % EVERY == 0:
                step("rows of " + table.name, count, total)
            values = {name: encode(value) for name, value in row.items()}
            yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    return _part(archive, f"tables/{table.name}.jsonl", lines()) | {"rows": count}


def _part(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with archive.open(name, "w", force_zip64=True) as entry:
        for piece in pieces:
            digest.update(piece)
            size += len(piece)
            entry.write(piece)
    return {"sha256": digest.hexdigest(), "bytes": size}
