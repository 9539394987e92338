"""The outbox: one row per intent, one worker per row, in order where order counts, never lost."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from courses.outbox import queries, services
from courses.outbox.models import OutboxMessage
from courses.outbox.rules import LONGEST, MAX_ATTEMPTS, delay
from lms.db import Database

LEASE = timedelta(seconds=60)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def outbox(request: pytest.FixtureRequest) -> Database:
    """Every test here runs on both databases."""
    found: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return found


def put(database: Database, now: datetime, *keys: str, order_key: str | None = None, **more: object) -> list[int]:
    with database.transaction() as session:
        return [
            services.enqueue(
                session,
                kind="test",
                subject_id=1,
                dedupe_key=key,
                now=now,
                order_key=order_key,
                **more,  # type: ignore[arg-type]
            ).id
            for key in keys
        ]


def take(database: Database, now: datetime, limit: int = 10, ids: list[int] | None = None) -> list[services.Claimed]:
    with database.transaction() as session:
        return services.claim(session, now=now, lease=LEASE, limit=limit, ids=ids)


def test_the_same_intent_twice_is_one_row(outbox: Database, now: datetime) -> None:
    first, second = put(outbox, now, "a", "a")
    assert first == second
    assert [message.dedupe_key for message in take(outbox, now)] == ["a"]


def test_a_claimed_row_is_nobody_elses_until_its_lease_ends(outbox: Database, now: datetime) -> None:
    put(outbox, now, "a", "b")
    assert [m.attempts for m in take(outbox, now)] == [1, 1]
    assert take(outbox, now + LEASE - timedelta(seconds=1)) == []
    again = take(outbox, now + LEASE)
    assert [(m.dedupe_key, m.attempts) for m in again] == [("a", 2), ("b", 2)]


def test_what_is_done_stays_done(outbox: Database, now: datetime) -> None:
    (row,) = put(outbox, now, "a")
    take(outbox, now)
    with outbox.transaction() as session:
        services.finish(session, message_id=row, now=now)
    assert take(outbox, now + timedelta(days=1)) == []


def test_a_row_waits_for_its_time(outbox: Database, now: datetime) -> None:
    put(outbox, now, "a", due_at=now + timedelta(hours=1))
    assert take(outbox, now) == []
    assert len(take(outbox, now + timedelta(hours=1))) == 1


def test_rows_with_one_order_key_are_done_one_after_another(outbox: Database, now: datetime) -> None:
    first, second = put(outbox, now, "a", "b", order_key="award:1")
    assert [m.id for m in take(outbox, now)] == [first]
    assert take(outbox, now, ids=[second]) == [], "a hint cannot jump the queue"
    with outbox.transaction() as session:
        services.finish(session, message_id=first, now=now)
    assert [m.id for m in take(outbox, now)] == [second]


def test_a_dead_row_no_longer_holds_up_the_others(outbox: Database, now: datetime) -> None:
    first, second = put(outbox, now, "a", "b", order_key="award:1")
    with outbox.transaction() as session:
        assert services.fail(session, message_id=first, error="no", now=now, final=True) is None
    assert [m.id for m in take(outbox, now)] == [second]


def test_failures_wait_longer_and_end(outbox: Database, now: datetime) -> None:
    (row,) = put(outbox, now, "a")
    waits = []
    for _ in range(MAX_ATTEMPTS - 1):
        assert take(outbox, now)
        with outbox.transaction() as session:
            again = services.fail(session, message_id=row, error="x" * 5000, now=now)
        assert again is not None
        waits.append(again - now)
        now = again
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert max(waits) <= LONGEST
    take(outbox, now)
    with outbox.transaction() as session:
        assert services.fail(session, message_id=row, error="last words", now=now) is None
    with outbox.reading() as session:
        dead = session.get(OutboxMessage, row)
        assert dead is not None
        assert (dead.dead_at, dead.last_error) == (now, "last words")
        assert queries.backlog(session, now=now) == queries.Backlog(due=0, dead=1, oldest_due_at=None)
    assert take(outbox, now + timedelta(days=1)) == []


def test_delay_never_passes_its_ceiling() -> None:
    assert delay(1) == timedelta(seconds=5)
    assert delay(2) == timedelta(seconds=10)
    assert delay(1000) == LONGEST


def test_only_what_is_asked_for_is_taken(outbox: Database, now: datetime) -> None:
    _, second = put(outbox, now, "a", "b")
    assert [m.id for m in take(outbox, now, ids=[second, 999_999])] == [second]


def test_two_hundred_rows_and_eight_takers_give_each_row_once(outbox: Database, now: datetime) -> None:
    rows = put(outbox, now, *(str(number) for number in range(200)))
    taken: list[int] = []
    start = Barrier(8)

    def taker() -> None:
        start.wait()
        while found := take(outbox, now, limit=3):
            taken.extend(message.id for message in found)

    threads = [Thread(target=taker) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == rows


def give_up(database: Database, now: datetime) -> None:
    """Ask for work in a transaction that does not end well."""
    with database.transaction() as session:
        services.enqueue(session, kind="test", subject_id=1, dedupe_key="c", now=now)
        raise RuntimeError


def test_what_is_rolled_back_was_never_asked(outbox: Database, now: datetime) -> None:
    with pytest.raises(RuntimeError):
        give_up(outbox, now)
    with outbox.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_the_commit_tells_what_is_due(outbox: Database, now: datetime) -> None:
    told: list[list[tuple[int, str]]] = []
    outbox.after_commit = told.append
    (row,) = put(outbox, now, "a")
    put(outbox, now, "b", due_at=now + timedelta(days=1))
    assert told == [[(row, "test")]]
    with pytest.raises(RuntimeError):
        give_up(outbox, now)
    assert len(told) == 1, "nothing was committed, so nobody is told"


def test_cancelled_work_is_not_done(outbox: Database, now: datetime) -> None:
    put(outbox, now, "a", due_at=now + timedelta(hours=1))
    with outbox.transaction() as session:
        assert services.cancel(session, dedupe_key="a", now=now)
        assert not services.cancel(session, dedupe_key="a", now=now)
        assert not services.cancel(session, dedupe_key="unknown", now=now)
    assert take(outbox, now + timedelta(days=1)) == []
