"""The database and its two visible ways in: `transaction()` writes and commits, `reading()` cannot write.

Not here: any query, and the choice of database (`lms.settings`).
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

EXTENSION = "leerspoor.database"
WRITES = "leerspoor_writes"
BUSY_MS = 5_000


class Database:
    """One engine. Use from any thread; make a new one (or call `dispose`) after a fork."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self._reader = self.engine
        if self.engine.dialect.name == "postgresql":
            self._reader = self.engine.execution_options(postgresql_readonly=True)
        self.after_commit: Callable[[list[tuple[int, str]]], None] | None = None
        """Told the (id, kind) of outbox rows that are due now, once they are committed: only a hint to look."""

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session that commits on leaving and rolls back on an exception. On SQLite it takes the lock at once."""
        with Session(self._writer, expire_on_commit=False) as session:
            yield session
            session.commit()
            hints = session.info.pop("outbox_due", [])
        if hints and self.after_commit is not None:
            self.after_commit(hints)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session on one consistent state; a write in it is refused by the database."""
        with Session(self._reader, autoflush=False, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one state of everything for as long as it is open, for a backup."""
        reader = self._reader
        if self.engine.dialect.name == "postgresql":
            reader = reader.execution_options(isolation_level="REPEATABLE READ")
        with reader.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Let go of every connection without closing those of a parent process."""
        self.engine.dispose(close=False)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=10, pool_timeout=5)
    options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
    if parsed.database in (None, "", ":memory:"):
        options["poolclass"] = StaticPool
    else:
        options |= {"pool_size": 20, "max_overflow": 20}
    engine = create_engine(url, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """The driver's own transactions are switched off, because they begin too late to take the write lock."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def current_database() -> Database:
    """The database of the app that answers this request."""
    database: Database = current_app.extensions[EXTENSION]
    return database


def transaction() -> AbstractContextManager[Session]:
    """`with transaction() as session:` in a view."""
    return current_database().transaction()


def reading() -> AbstractContextManager[Session]:
    """`with reading() as session:` in a view."""
    return current_database().reading()
