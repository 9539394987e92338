"""`transaction()` commits or rolls back as a whole; `reading()` sees one state and cannot write, on both databases."""

import threading

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from courses.people.models import Person
from courses.people.services import create_person
from lms.db import Database
from tests.conftest import NOW


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def both(request: pytest.FixtureRequest) -> Database:
    found: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return found


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Person.display_name).order_by(Person.id)))


def add(database: Database, name: str, *, fail: bool = False) -> None:
    with database.transaction() as session:
        create_person(session, display_name=name, now=NOW)
        if fail:
            raise RuntimeError


def test_commits_on_leaving(both: Database) -> None:
    add(both, "Nele")
    assert names(both) == ["Nele"]


def test_rolls_back_on_an_exception(both: Database) -> None:
    with pytest.raises(RuntimeError):
        add(both, "Nele", fail=True)
    assert names(both) == []


def test_reading_cannot_write(both: Database) -> None:
    with both.reading() as session:
        create_person_in_reading = Person(display_name="Nele", language="nl", created_at=NOW)
        session.add(create_person_in_reading)
        with pytest.raises(DBAPIError):
            session.flush()
    assert names(both) == []
    add(both, "Tom")
    assert names(both) == ["Tom"], "the connection writes again afterwards"


def test_rows_can_be_used_after_it_closed(both: Database) -> None:
    add(both, "Nele")
    with both.reading() as session:
        person = session.scalars(select(Person)).one()
    assert person.display_name == "Nele"


def test_a_snapshot_does_not_see_what_came_later(both: Database) -> None:
    add(both, "Nele")
    with both.snapshot() as connection:
        count = text("SELECT count(*) FROM person")
        assert connection.execute(count).scalar() == 1
        add(both, "Tom")
        assert connection.execute(count).scalar() == 1
    assert names(both) == ["Nele", "Tom"]


def test_fifty_writers_at_once_lose_nothing(both: Database) -> None:
    """On SQLite the lock is taken at the start, so nobody is turned away half-way."""
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            add(both, str(number))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert sorted(names(both), key=int) == [str(number) for number in range(50)]


def test_sqlite_minds_its_foreign_keys(database: Database) -> None:
    with database.reading() as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert session.execute(text("PRAGMA journal_mode")).scalar() == "wal"
