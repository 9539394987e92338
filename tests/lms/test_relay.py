"""The relay: work is done with no transaction open, again when it failed, by threads that start after a fork."""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from courses.outbox.models import OutboxMessage
from courses.outbox.services import Claimed, enqueue
from lms import clock, relay
from lms.db import Database
from lms.relay import HANDLERS, HOUSEKEEPING, GiveUp, Relay, drain, handles, queue_of, tidy_up_hourly, work
from lms.settings import Settings
from lms.tasks import clean_ids, make_celery, send_hint
from lms.wiring import Wiring


@pytest.fixture
def done(database: Database) -> Iterator[list[Claimed]]:
    """A kind of work that only notes what it was given."""
    seen: list[Claimed] = []

    @handles("note")
    def note(wiring: Wiring, message: Claimed) -> None:
        seen.append(message)

    @handles("fails")
    def fails(wiring: Wiring, message: Claimed) -> None:
        raise ValueError("not today")

    @handles("never")
    def never(wiring: Wiring, message: Claimed) -> None:
        raise GiveUp("there is no point")

    @handles("writes")
    def writes(wiring: Wiring, message: Claimed) -> None:
        with wiring.database.transaction() as session:
            session.execute(text("SELECT 1"))
        seen.append(message)

    yield seen
    for kind in ("note", "fails", "never", "writes"):
        HANDLERS.pop(kind)


def put(wiring: Wiring, kind: str, key: str = "a", **more: object) -> int:
    with wiring.database.transaction() as session:
        return enqueue(session, kind=kind, subject_id=5, dedupe_key=key, now=clock.now(), **more).id  # type: ignore[arg-type]


def row(wiring: Wiring, number: int) -> OutboxMessage:
    with wiring.database.reading() as session:
        return session.get_one(OutboxMessage, number)


def test_work_is_done_once_and_marked(wiring: Wiring, done: list[Claimed]) -> None:
    number = put(wiring, "note", payload={"x": 1})
    assert drain(wiring) == 1
    assert drain(wiring) == 0
    (message,) = done
    assert (message.id, message.subject_id, message.payload, message.attempts) == (number, 5, {"x": 1}, 1)
    assert row(wiring, number).done_at is not None


def test_a_handler_may_write_because_nothing_is_open(wiring: Wiring, done: list[Claimed]) -> None:
    """On SQLite a second write transaction would wait for ever behind an open first one."""
    put(wiring, "writes")
    assert drain(wiring) == 1
    assert len(done) == 1


def test_what_failed_waits_and_says_why(wiring: Wiring, done: list[Claimed]) -> None:
    number = put(wiring, "fails")
    drain(wiring)
    found = row(wiring, number)
    assert (found.done_at, found.dead_at, found.attempts) == (None, None, 1)
    assert found.last_error == "ValueError: not today"
    assert found.due_at > clock.now()


@pytest.mark.parametrize(("kind", "error"), [("never", "GiveUp: there is no point"), ("unheard of", "nobody handles")])
def test_what_cannot_help_is_not_tried_again(wiring: Wiring, done: list[Claimed], kind: str, error: str) -> None:
    number = put(wiring, kind)
    drain(wiring)
    assert row(wiring, number).dead_at is not None
    assert error in (row(wiring, number).last_error or "")


def test_one_failure_holds_up_nobody(wiring: Wiring, done: list[Claimed]) -> None:
    put(wiring, "fails", "a")
    put(wiring, "note", "b")
    drain(wiring)
    assert [message.dedupe_key for message in done] == ["b"]


def test_a_hint_about_what_is_not_due_does_nothing(wiring: Wiring, done: list[Claimed]) -> None:
    """A26: a forged message makes a worker look; the row decides."""
    number = put(wiring, "note", due_at=clock.now() + timedelta(hours=1))
    assert work(wiring, ids=[number, 12345], limit=5) == 0
    assert done == []


def test_grace_leaves_fresh_rows_to_others(wiring: Wiring, done: list[Claimed]) -> None:
    put(wiring, "note")
    assert work(wiring, grace=timedelta(seconds=30)) == 0
    assert work(wiring) == 1


def test_a_commit_wakes_the_threads(wiring: Wiring, done: list[Claimed], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Relay, "POLL_SECONDS", 3600.0)
    monkeypatch.setattr(relay, "tidy_up_hourly", lambda wiring: None)
    found = relay.attach(wiring)
    found.start(threads=2)
    threads = list(found._threads)
    put(wiring, "note")
    until = time.monotonic() + 60
    while not done and time.monotonic() < until:
        time.sleep(0.01)
    found.stop(timeout=60)
    assert len(done) == 1, "it waited for the next look"
    assert [thread for thread in threads if thread.is_alive()] == [], "one thread ate the other's turn"


def test_starting_twice_is_starting_once(wiring: Wiring) -> None:
    before = threading.active_count()
    found = Relay(wiring)
    found.start(threads=2)
    found.start(threads=2)
    assert threading.active_count() == before + 2
    found.stop()
    assert threading.active_count() == before


def test_a_forked_child_starts_its_own_threads(wiring: Wiring, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Relay(wiring)
    found._pid = os.getpid() + 1  # as it is in a child: started by another process
    before = threading.active_count()
    found.start(threads=1)
    assert threading.active_count() == before + 1
    found.stop()


def test_the_loop_survives_a_database_that_is_away(
    wiring: Wiring, done: list[Claimed], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"count": 0}
    real = relay.work
    worked = threading.Event()

    def sometimes(*args: object, **kwargs: object) -> int:
        calls["count"] += 1
        if calls["count"] < 3:
            raise OperationalError("select", {}, Exception("gone"))
        found = real(*args, **kwargs)  # type: ignore[arg-type]
        worked.set()
        return found

    monkeypatch.setattr(relay, "work", sometimes)
    monkeypatch.setattr(Relay, "POLL_SECONDS", 0.05)
    put(wiring, "note")
    found = Relay(wiring)
    found.start(threads=1)
    assert worked.wait(60), "the thread died with the database"
    found.stop()
    assert len(done) == 1


def test_housekeeping_is_asked_for_once_an_hour(wiring: Wiring) -> None:
    for _ in range(3):
        tidy_up_hourly(wiring)
    with wiring.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.kind == HOUSEKEEPING)).all()
    assert len(rows) == 1
    assert drain(wiring) == 1
    assert row(wiring, rows[0].id).done_at is not None


def test_housekeeping_forgets_what_was_done_long_ago(wiring: Wiring, done: list[Claimed]) -> None:
    old, fresh = put(wiring, "note", "old"), put(wiring, "note", "fresh")
    drain(wiring)
    with wiring.database.transaction() as session:
        session.get_one(OutboxMessage, old).done_at = clock.now() - timedelta(days=91)
    tidy_up_hourly(wiring)
    drain(wiring)
    with wiring.database.reading() as session:
        assert session.get(OutboxMessage, old) is None
        assert session.get(OutboxMessage, fresh) is not None


@pytest.mark.parametrize(
    ("message", "ids"),
    [
        ([1, 2], [1, 2]),
        ([1, "2", None, True, {"a": 1}, 3.5], [1]),
        ("123", []),
        ({"ids": [1]}, []),
        (None, []),
        (list(range(1000)), list(range(100))),
    ],
)
def test_a_message_can_only_name_rows(message: object, ids: list[int]) -> None:
    assert clean_ids(message) == ids


def test_celery_takes_json_and_nothing_else(settings: Settings) -> None:
    assert make_celery(settings) is None
    celery = make_celery(settings.model_copy(update={"broker_url": "redis://127.0.0.1:1/0"}))
    assert celery is not None
    assert celery.conf.accept_content == ["json"]
    assert celery.conf.task_serializer == "json"
    assert celery.conf.task_acks_late is True
    assert celery.conf.broker_transport_options["visibility_timeout"] > settings.lease_seconds


def test_mail_has_a_queue_of_its_own() -> None:
    assert queue_of("mail") == queue_of("sign_in_link") == "mail"
    assert queue_of("issue_award") == "issue"


def test_a_dead_broker_does_not_hold_up_a_commit(
    settings: Settings, wiring: Wiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F4: the hint is sent by a thread of its own; twenty commits are done while the first hint is still held."""
    far = settings.model_copy(update={"broker_url": "redis://127.0.0.1:1/0"})
    without = replace(wiring, settings=far, celery=make_celery(far))
    told: list[threading.Thread] = []
    failed: list[str] = []
    begun, answer, over = threading.Event(), threading.Event(), threading.Event()

    def held(*hint: Any) -> None:
        told.append(threading.current_thread())
        begun.set()
        answer.wait()
        try:
            send_hint(*hint)
        except Exception as error:
            failed.append(type(error).__name__)
            raise
        finally:
            over.set()

    monkeypatch.setattr(relay, "send_hint", held)
    found = relay.attach(without)
    try:
        for number in range(20):
            put(without, "note", str(number))
        assert begun.wait(60)
        assert (len(told), over.is_set()) == (1, False)
        assert told[0] is not threading.current_thread()
        answer.set()
        assert over.wait(60)
        assert failed == ["OperationalError"]
    finally:
        answer.set()
        found.stop()
        wiring.database.after_commit = None
