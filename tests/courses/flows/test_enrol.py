"""Joining, moving and leaving a group, on both databases; and the race for the last seat."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.delivery import queries
from courses.delivery.errors import NotEnrolled, RunClosed, RunFull
from courses.delivery.models import Enrolment, EnrolmentState, Participation, Run
from courses.errors import DomainError
from courses.flows.enrol import enrol, leave
from courses.outbox.models import OutboxMessage
from courses.people.models import AuditEvent
from courses.progress import services as progress
from courses.progress.models import UnitProgress
from lms.db import Database
from tests.conftest import NOW
from tests.factories import make_module_version, make_person, make_run


def open_enrolments(session: Session, run_id: int) -> int:
    taken = select(func.count()).select_from(Enrolment).where(Enrolment.run_id == run_id, Enrolment.ended_at.is_(None))
    return session.scalar(taken) or 0


def test_joining_takes_a_seat_once_and_asks_for_a_mail(anywhere: Database) -> None:
    """GRP-06: the teacher enrols; pressing twice is enrolling once."""
    with anywhere.transaction() as session:
        run, nele = make_run(session), make_person(session)
        first = enrol(session, person_id=nele.id, run_id=run.id, now=NOW)
        again = enrol(session, person_id=nele.id, run_id=run.id, now=NOW + timedelta(minutes=1))
        assert first.id == again.id
        assert open_enrolments(session, run.id) == 1
        mails = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "mail")).all()
        assert [mail.payload["template"] for mail in mails].count("enrolled") == 1
        actions = session.scalars(select(AuditEvent.action).where(AuditEvent.subject_kind == "enrolment")).all()
        assert actions == ["enrolled"]


def test_a_full_group_says_so_and_names_the_next_one_with_room(anywhere: Database) -> None:
    """GRP-01: maximum seats per run."""
    with anywhere.transaction() as session:
        version = make_module_version(session)
        run = make_run(session, version, seats=1)
        later = make_run(session, version, starts_on=NOW.date() + timedelta(days=60))
        later.name = "Februari, Breda"
        enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        with pytest.raises(RunFull, match=r"all 1 seats are taken\. There is room in “Februari, Breda”") as refused:
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        assert refused.value.next_run == later.public_id
        later.cancelled_at = NOW
        with pytest.raises(RunFull, match="No other group has room") as alone:
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        assert alone.value.next_run is None


def test_moving_to_another_group_loses_nothing(anywhere: Database) -> None:
    """AAN-04: a participant can move to another run without losing progress."""
    with anywhere.transaction() as session:
        version = make_module_version(session)
        here, there = make_run(session, version), make_run(session, version)
        nele = make_person(session)
        first = enrol(session, person_id=nele.id, run_id=here.id, now=NOW)
        unit = version.units[0]
        progress.complete_unit(session, participation_id=first.participation_id, unit_id=unit.id, now=NOW)
        moved = enrol(session, person_id=nele.id, run_id=there.id, now=NOW + timedelta(days=1))
        assert moved.participation_id == first.participation_id
        assert (first.state, first.ended_at) == (EnrolmentState.MOVED, NOW + timedelta(days=1))
        assert (open_enrolments(session, here.id), open_enrolments(session, there.id)) == (0, 1)
        kept = session.scalars(
            select(UnitProgress).where(UnitProgress.participation_id == moved.participation_id)
        ).one()
        assert kept.completed_at == NOW


def test_a_move_into_a_full_group_leaves_everything_as_it_was(session: Session) -> None:
    version = make_module_version(session)
    here, full = make_run(session, version), make_run(session, version, seats=1)
    nele = make_person(session)
    first = enrol(session, person_id=nele.id, run_id=here.id, now=NOW)
    enrol(session, person_id=make_person(session).id, run_id=full.id, now=NOW)
    with pytest.raises(RunFull):
        enrol(session, person_id=nele.id, run_id=full.id, now=NOW)
    assert first.ended_at is None
    assert first.state is EnrolmentState.ENROLLED


def test_leaving_gives_the_seat_back_and_coming_back_goes_on(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        run, nele = make_run(session, seats=1), make_person(session)
        first = enrol(session, person_id=nele.id, run_id=run.id, now=NOW)
        left = leave(session, person_id=nele.id, run_id=run.id, now=NOW)
        assert (left.id, left.state) == (first.id, EnrolmentState.LEFT)
        with pytest.raises(NotEnrolled):
            leave(session, person_id=nele.id, run_id=run.id, now=NOW)
        back = enrol(session, person_id=nele.id, run_id=run.id, now=NOW)
        assert back.id != first.id
        assert back.participation_id == first.participation_id
        assert session.scalar(select(func.count()).select_from(Participation)) == 1


@pytest.mark.parametrize(
    "close",
    [
        lambda run: setattr(run, "cancelled_at", NOW),
        lambda run: setattr(run, "ends_on", NOW.date() - timedelta(days=1)),
        lambda run: setattr(run, "enrol_until", NOW.date() - timedelta(days=1)),
    ],
)
def test_a_group_that_is_closed_takes_nobody(session: Session, close: Callable[[Run], None]) -> None:
    run, nele = make_run(session), make_person(session)
    close(run)
    session.flush()
    with pytest.raises(RunClosed):
        enrol(session, person_id=nele.id, run_id=run.id, now=NOW)
    assert open_enrolments(session, run.id) == 0


def race(database: Database, wishes: list[tuple[int, int]]) -> list[str]:
    """All at once: each (person, run) in its own thread and transaction; what came of each."""
    start = threading.Barrier(len(wishes))
    outcomes: list[str] = []

    def join(person_id: int, run_id: int) -> None:
        start.wait()
        try:
            with database.transaction() as session:
                enrol(session, person_id=person_id, run_id=run_id, now=NOW)
            outcomes.append("in")
        except DomainError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=join, args=wish) for wish in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.fixture
def slow_counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between counting the seats and taking one lies a while, so that whoever does not wait is caught."""
    count = queries.seats_taken

    def slowly(session: Session, *, run_id: int) -> int:
        taken = count(session, run_id=run_id)
        time.sleep(0.05)
        return taken

    monkeypatch.setattr(queries, "seats_taken", slowly)


def test_of_eight_who_want_the_last_seat_exactly_one_gets_it(anywhere: Database, slow_counting: None) -> None:
    """GRP-01. Without holding the run still, all eight count two of three seats and get in (seen on PostgreSQL)."""
    with anywhere.transaction() as session:
        run = make_run(session, seats=3)
        for _ in range(2):
            enrol(session, person_id=make_person(session).id, run_id=run.id, now=NOW)
        wishes = [(make_person(session).id, run.id) for _ in range(8)]
        run_id = run.id
    assert race(anywhere, wishes) == ["RunFull"] * 7 + ["in"]
    with anywhere.transaction() as session:
        assert open_enrolments(session, run_id) == 3


def test_one_person_in_two_groups_at_once_ends_in_one(anywhere: Database) -> None:
    with anywhere.transaction() as session:
        version = make_module_version(session)
        runs = [make_run(session, version).id for _ in range(4)]
        nele = make_person(session).id
    assert race(anywhere, [(nele, run) for run in runs]) == ["in"] * 4
    with anywhere.transaction() as session:
        assert sum(open_enrolments(session, run) for run in runs) == 1
        assert session.scalar(select(func.count()).select_from(Participation)) == 1
