"""The judge can say no: issuing written naively loses and doubles badges under the faults that ours survives.

The second half shows that ours survives what the third twin does not: a worker that stands still past its lease.
"""

import os
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest
from sqlalchemy import create_engine, select

from courses.outbox.models import OutboxMessage
from courses.recognition.models import AwardEdition
from lms.db import Database
from tests.faults import naive
from tests.faults.forks import CONTEXT, KILLED, done, fork, kill
from tests.faults.jobs import accept, open_rows, work_and_stall, work_until_empty
from tests.faults.judge import FLAWLESS, judge
from tests.faults.world import Place, badges, digests, populate, signatures

TASKS = 12
POINTS = ("relay.claimed", "issue.after_commit")


def deaths(job: Callable[..., None], place: Place, points: tuple[str, ...]) -> None:
    """Two workers die at each point, then a healthy one finishes."""
    for point in points:
        for _ in range(2):
            child = fork(job, place.env, point, log=place.log)
            child.join(30)
            assert child.exitcode == KILLED
    done(fork(job, place.env, "", log=place.log), place.log)


@pytest.fixture
def naive_place(database: Database, settle_in: Callable[..., Place]) -> Place:
    return settle_in(database)


def test_a_twin_that_acknowledges_first_loses_badges(naive_place: Place) -> None:
    engine = create_engine(naive_place.env["DATABASE_URL"])
    promised = naive.prepare(engine, TASKS)
    deaths(naive.acknowledge_first, naive_place, POINTS)
    found = judge(promised, naive.badges(engine))
    assert found.lost == {1, 2}
    assert not found.doubled
    engine.dispose()


def test_a_twin_that_marks_last_doubles_badges(naive_place: Place) -> None:
    engine = create_engine(naive_place.env["DATABASE_URL"])
    promised = naive.prepare(engine, TASKS)
    deaths(naive.work_then_mark, naive_place, POINTS)
    found = judge(promised, naive.badges(engine))
    assert found.doubled == {1}
    assert not found.lost
    assert len(naive.badges(engine)) == TASKS + 2
    engine.dispose()


def test_a_twin_that_looks_before_it_inserts_doubles_badges_and_places(naive_place: Place) -> None:
    engine = create_engine(naive_place.env["DATABASE_URL"])
    promised = naive.prepare(engine, TASKS)
    ours, theirs = CONTEXT.Pipe()
    slow = fork(naive.look_then_insert, naive_place.env, theirs, log=naive_place.log)
    stopped_at = met(ours)
    done(fork(naive.look_then_insert, naive_place.env, None, log=naive_place.log), naive_place.log)
    os.kill(slow.pid or 0, signal.SIGCONT)
    done(slow, naive_place.log)
    found = judge(promised, naive.badges(engine))
    assert found.doubled == {stopped_at}
    assert found.shared_places == {(1, 1)}
    engine.dispose()


def met(line: Connection) -> object:
    """What a child said before it stood still."""
    assert line.poll(30), "the child never came to the point"
    return line.recv()


STALLS = ("relay.claimed", "issue.before_sign", "issue.after_sign", "issue.after_commit")


@pytest.mark.parametrize("point", STALLS)
def test_a_worker_that_stands_still_past_its_lease_changes_nothing(anywhere: Place, point: str) -> None:
    """It wakes up when another one has done its row; its bytes are the same, and are not kept twice."""
    wiring = anywhere.wiring
    (participation, *_) = populate(wiring, 4)
    accept(wiring, participation)
    with wiring.database.transaction() as session:  # the list first, so that the row at hand is the badge
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.kind != "issue_award")):
            row.due_at = row.due_at.replace(year=row.due_at.year + 1)
    ours, theirs = CONTEXT.Pipe()
    slow = fork(work_and_stall, anywhere.env, point, theirs, log=anywhere.log)
    try:
        assert met(ours) == point
        with wiring.database.transaction() as session:
            for row in session.scalars(select(OutboxMessage)):
                row.due_at = row.created_at
        done(fork(work_until_empty, anywhere.env, log=anywhere.log), anywhere.log)
        before = badges(wiring), digests(wiring), issued(wiring)
        os.kill(slow.pid or 0, signal.SIGCONT)
        assert met(ours) == 1
        done(slow, anywhere.log)
    finally:
        kill(slow)
    assert judge({participation}, badges(wiring)) == FLAWLESS
    assert (badges(wiring), digests(wiring), issued(wiring)) == before
    assert {len(set(each)) for each in signatures(anywhere).values()} == {1}
    assert open_rows(wiring) == 0


def issued(anywhere: object) -> list[object]:
    """When each edition was kept."""
    with anywhere.database.reading() as session:  # type: ignore[attr-defined]
        return list(session.scalars(select(AwardEdition.issued_at)))
