"""Restore an archive into an empty database. Nothing is touched before every part was found whole.

Not here: writing one, and what the status log knows (`lms.status_log`).
"""

import hashlib
import itertools
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table, bindparam, func, inspect, select, text, update

from courses.models import Base
from courses.recognition.services.replay import Replayed
from lms.archive.rows import FORMAT, decode, decoders
from lms.archive.writing import Step
from lms.migrating import migrate
from lms.status_log import StatusLog, replay
from lms.wiring import Wiring

CHUNK = 1024 * 1024
ROWS = 500
KEY = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{40}")


class RestoreRefused(Exception):
    """The archive is damaged or not for this release, or the database is not empty; nothing was changed."""


@dataclass
class Restored:
    """What came back."""

    rows: int = 0
    files: int = 0
    replayed: Replayed = field(default_factory=Replayed)


def restore(wiring: Wiring, source: Path, *, now: datetime, step: Step) -> Restored:
    """Bring back an archive and what the status log knows since. Raises RestoreRefused."""
    try:
        with zipfile.ZipFile(source) as archive:
            manifest = _manifest(archive)
            _check(archive, manifest, step)
            _refuse_unless_empty(wiring)
            migrate(wiring.database, to=manifest["revision"])
            result = Restored(rows=_rows(wiring, archive, manifest, step))
            migrate(wiring.database)
            result.files = _files(wiring, archive, manifest, step)
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise RestoreRefused(f"the archive cannot be read: {error}") from None
    log = StatusLog(wiring.settings.instance_dir / "status-log")
    with wiring.database.transaction() as session:
        result.replayed = replay(log, session, now=now)
    return result


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except KeyError:
        raise RestoreRefused("this is not an archive of Leerspoor") from None
    if manifest.get("format") != FORMAT:
        raise RestoreRefused(f"the archive has format {manifest.get('format')}; this release reads {FORMAT}")
    return manifest


def _check(archive: zipfile.ZipFile, manifest: dict[str, Any], step: Step) -> None:
    """Every part is there, has its hash, and has a name that we would give it."""
    tables = {f"tables/{table.name}.jsonl" for table in Base.metadata.sorted_tables}
    parts: dict[str, dict[str, Any]] = manifest["parts"]
    for number, (name, said) in enumerate(parts.items(), start=1):
        if name not in tables and not KEY.fullmatch(name):
            raise RestoreRefused(f"the archive holds {name}, which this release does not know")
        digest = hashlib.sha256()
        with archive.open(name) as entry:
            for piece in _pieces(entry):
                digest.update(piece)
        if digest.hexdigest() != said["sha256"]:
            raise RestoreRefused(f"{name} is damaged")
        step("checking", number, len(parts))


def _refuse_unless_empty(wiring: Wiring) -> None:
    with wiring.database.snapshot() as connection:
        present = set(inspect(connection).get_table_names())
        for table in Base.metadata.sorted_tables:
            if table.name in present and connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise RestoreRefused("the database is not empty; restore into a new one")


def _rows(wiring: Wiring, archive: zipfile.ZipFile, manifest: dict[str, Any], step: Step) -> int:
    """All tables in one transaction."""
    total = 0
    with wiring.database.transaction() as session:
        connection = session.connection()
        for table in Base.metadata.sorted_tables:
            name = f"tables/{table.name}.jsonl"
            if name not in manifest["parts"]:
                continue
            with archive.open(name) as lines:
                total += _table(connection, table, lines, manifest["parts"][name]["rows"], step)
    return total


def _table(connection: Connection, table: Table, lines: Iterable[bytes], expected: int, step: Step) -> int:
    """Insert the rows; columns that point into the same table are filled in afterwards, in whatever order they came."""
    by_column, own = decoders(table), _self_references(table)
    later: list[dict[str, Any]] = []
    count = 0
    for chunk in _chunks(lines):
        rows = [decode(row, by_column) for row in chunk]
        for row in rows:
            pointing = {name: row[name] for name in own if row.get(name) is not None}
            if pointing:
                later.append({"_id": row["id"], **{f"_{name}": row[name] for name in own}})
                row.update(dict.fromkeys(pointing))
        connection.execute(table.insert(), rows)
        count += len(rows)
        step("rows of " + table.name, count, expected)
    if later:
        values: dict[str, Any] = {name: bindparam(f"_{name}") for name in own}
        connection.execute(update(table).where(table.c.id == bindparam("_id")).values(values), later)
    _count_on(connection, table)
    return count


def _self_references(table: Table) -> list[str]:
    return [key.parent.name for key in table.foreign_keys if key.column.table is table]


def _count_on(connection: Connection, table: Table) -> None:
    """PostgreSQL hands out numbers by a sequence, which has to go on after the rows that came in."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}).scalar()
    highest = connection.execute(select(func.max(table.c.id))).scalar()
    if sequence and highest:
        connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _files(wiring: Wiring, archive: zipfile.ZipFile, manifest: dict[str, Any], step: Step) -> int:
    names = [name for name in manifest["parts"] if name.startswith("files/")]
    for number, name in enumerate(names, start=1):
        with archive.open(name) as entry:
            wiring.storage.write(name.removeprefix("files/"), entry)
        step("files", number, len(names))
    return len(names)


def _chunks(lines: Iterable[bytes]) -> Iterator[list[dict[str, Any]]]:
    rows = (json.loads(line) for line in lines)
    while chunk := list(itertools.islice(rows, ROWS)):
        yield chunk


def _pieces(entry: IO[bytes]) -> Iterator[bytes]:
    while piece := entry.read(CHUNK):
        yield piece
