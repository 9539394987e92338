"""Many presses at once on PostgreSQL: present once, one badge, and a trainer's tick is never lost under them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from courses.catalogue.models import UnitKind
from courses.delivery.checkin_models import CheckIn, Doubt
from courses.delivery.errors import AttendanceChanged
from courses.delivery.models import Attendance, Presence, RunSession
from courses.flows.attend import record_attendance
from courses.flows.check_in import Said, arrive
from courses.recognition.models import Award
from lms.db import Database
from tests import factories
from tests.conftest import NOW

pytestmark = pytest.mark.postgres
PRESSES = 8


def at_once(*works: Callable[[], object]) -> list[object]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [one.result() for one in [pool.submit(work) for work in works]]


@pytest.fixture
def people(postgres: Database) -> dict[str, int]:
    with postgres.transaction() as session:
        run = factories.make_run(session, factories.make_module_version(session, kinds=(UnitKind.SESSION,)))
        nele, stranger = factories.make_person(session), factories.make_person(session, "An Torfs")
        joined = factories.make_participation(session, nele, run)
        session.refresh(run)
        meeting = run.sessions[0].id
        return {"nele": nele.id, "stranger": stranger.id, "joined": joined.id, "meeting": meeting}


def press(database: Database, people: dict[str, int], who: str, doubt: Doubt | None = None) -> Said:
    with database.transaction() as session:
        meeting = session.get_one(RunSession, people["meeting"])
        return arrive(session, meeting=meeting, person_id=people[who], seen_at=NOW, now=NOW, doubt=doubt).said


def tick(database: Database, people: dict[str, int]) -> str:
    """A trainer who saw nothing recorded says: absent."""
    try:
        with database.transaction() as session:
            record_attendance(
                session,
                run_session_id=people["meeting"],
                participation_id=people["joined"],
                presence=Presence.ABSENT,
                actor_id=None,
                note=None,
                now=NOW + timedelta(seconds=1),
                expected_version=0,
            )
    except AttendanceChanged:
        return "told"
    return "recorded"


def test_eight_presses_are_one_presence(postgres: Database, people: dict[str, int]) -> None:
    said = at_once(*[lambda: press(postgres, people, "nele") for _ in range(PRESSES)])
    assert sorted(str(one) for one in said) == ["already"] * (PRESSES - 1) + ["in"]
    with postgres.reading() as session:
        (row,) = session.scalars(select(Attendance)).all()
        assert (row.presence, row.version) == (Presence.PRESENT, 1)
        assert len(session.scalars(select(Award)).all()) <= 1


def test_eight_who_ask_wait_once(postgres: Database, people: dict[str, int]) -> None:
    said = at_once(*[lambda: press(postgres, people, "stranger") for _ in range(PRESSES)])
    assert set(said) == {Said.NOT_LISTED}
    with postgres.reading() as session:
        assert len(session.scalars(select(CheckIn)).all()) == 1


def test_a_tick_and_a_check_in_at_once_never_hide_each_other(postgres: Database, people: dict[str, int]) -> None:
    """Whichever was first: the trainer is told, or the check-in waits for the trainer."""
    said, ticked = at_once(lambda: press(postgres, people, "nele"), lambda: tick(postgres, people))
    with postgres.reading() as session:
        (row,) = session.scalars(select(Attendance)).all()
        waits = len(session.scalars(select(CheckIn)).all())
    expected = {(Said.IN, "told"): (Presence.PRESENT, 0), (Said.WAITS, "recorded"): (Presence.ABSENT, 1)}
    assert (row.presence, waits) == expected[(said, ticked)]  # type: ignore[index]
