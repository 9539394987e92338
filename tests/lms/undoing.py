"""A request whose writes are rolled back at its end."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from lms.db import Database


@contextmanager
def undone(database: Database) -> Iterator[None]:
    """Whatever a request writes is rolled back at its end, so that each is asked in the same world."""
    real = database.transaction

    @contextmanager
    def transaction() -> Iterator[Session]:
        with real() as session:
            yield session
            session.rollback()
            session.info.clear()

    database.transaction = transaction  # type: ignore[method-assign]
    try:
        yield
    finally:
        database.transaction = real  # type: ignore[method-assign]
