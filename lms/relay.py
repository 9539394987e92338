"""Takes due outbox rows under a lease and has them done. The row is the record; a message is only a hint to look.

A handler is called with no transaction open and may be called twice for one row, so its effect must be the same
when it is. Not here: what any kind of work does (`lms/relay_handlers/`), and writing rows (`courses.outbox`).
"""

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from flask import Flask

from courses.outbox import queries, services
from courses.outbox.services import Claimed
from lms import clock
from lms.failpoints import hit
from lms.tasks import QUEUES, register, send_hint
from lms.wiring import EXTENSION as WIRING
from lms.wiring import Wiring

log = logging.getLogger("leerspoor.relay")

EXTENSION = "leerspoor.relay"
HOUSEKEEPING = "housekeeping"
BROKER_PAUSE = 5.0
"""Seconds without hints after the broker did not answer."""
_tidied: dict[str, str] = {}
Handler = Callable[[Wiring, Claimed], None]
HANDLERS: dict[str, Handler] = {}


class GiveUp(Exception):
    """Trying again cannot help; the row is dead at once, with these words."""


class Later(Exception):
    """It is not the time for this row now; it comes back at `due_at`, and nothing failed."""

    def __init__(self, due_at: datetime) -> None:
        super().__init__(str(due_at))
        self.due_at = due_at


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of outbox row."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def work(wiring: Wiring, ids: Sequence[int] | None = None, limit: int = 1, grace: timedelta = timedelta()) -> int:
    """Claim up to `limit` due rows (of `ids`, when given) and do them. Answers how many were claimed.

    With `grace` only rows that have been due for so long.
    """
    lease = timedelta(seconds=wiring.settings.lease_seconds) + grace
    with wiring.database.reading() as session:
        if not queries.any_due(session, now=clock.now() - grace, ids=ids):
            return 0
    with wiring.database.transaction() as session:
        claimed = services.claim(session, now=clock.now() - grace, lease=lease, limit=limit, ids=ids)
        hit("relay.claim.before_commit")
    for message in claimed:
        hit("relay.claimed")
        _do(wiring, message)
    return len(claimed)


def _do(wiring: Wiring, message: Claimed) -> None:
    handler = HANDLERS.get(message.kind)
    try:
        if handler is None:
            raise GiveUp(f"nobody handles {message.kind}")
        handler(wiring, message)
    except Later as later:
        with wiring.database.transaction() as session:
            services.postpone(session, message_id=message.id, due_at=later.due_at)
        return
    except Exception as error:
        _failed(wiring, message, error)
        return
    with wiring.database.transaction() as session:
        services.finish(session, message_id=message.id, now=clock.now())
        hit("relay.done.before_commit")
    hit("relay.done.after_commit")


def _failed(wiring: Wiring, message: Claimed, error: Exception) -> None:
    final = isinstance(error, GiveUp)
    with wiring.database.transaction() as session:
        again = services.fail(
            session, message_id=message.id, error=f"{type(error).__name__}: {error}", now=clock.now(), final=final
        )
    log.warning(
        "outbox row failed",
        extra={"row": message.id, "kind": message.kind, "attempt": message.attempts, "again": str(again)},
        exc_info=None if final else error,
    )


def drain(wiring: Wiring, rounds: int = 1000) -> int:
    """Do everything that is due, in this thread, until nothing is. Answers how many rows were done or tried."""
    total = 0
    for _round in range(rounds):
        done = work(wiring, limit=20)
        if not done:
            break
        total += done
    return total


class Relay:
    """The relay of one process. Threads are started after a fork, never before."""

    POLL_SECONDS = 1.0

    def __init__(self, wiring: Wiring) -> None:
        self.wiring = wiring
        self._turn, self._kicks = threading.Condition(), 0
        self._stop = threading.Event()
        self._hints: queue.Queue[list[tuple[int, str]]] = queue.Queue(maxsize=1000)
        self._threads: list[threading.Thread] = []
        self._pid = 0

    def kick(self, hints: list[tuple[int, str]] | None = None) -> None:
        """There is something to do now. Never waits: a hint that finds no room is dropped, the scan finds the row."""
        self._wake()
        if hints and self.wiring.celery is not None:
            self.start()
            with contextlib.suppress(queue.Full):
                self._hints.put_nowait(hints)

    def start(self, threads: int | None = None) -> None:
        """Start the threads of this process, once; after a fork the child has none and starts its own."""
        if self._pid == os.getpid():
            return
        self._pid = os.getpid()
        self._turn, self._stop = threading.Condition(), threading.Event()
        count = self.wiring.settings.relay_threads if threads is None else threads
        jobs = [self.loop] * count if self.wiring.celery is None or threads else []
        if self.wiring.celery is not None:
            self._hints = queue.Queue(maxsize=1000)
            jobs.append(self._send_hints)
        self._threads = [threading.Thread(target=job, name=f"relay-{n}", daemon=True) for n, job in enumerate(jobs)]
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = 10) -> None:
        """Let the threads end after the row at hand."""
        self._stop.set()
        self._wake()
        for thread in self._threads:
            thread.join(timeout)
        self._threads, self._pid = [], 0

    def loop(self) -> None:
        """Work until told to stop; an error of the database is waited out."""
        while not self._stop.is_set():
            seen = self._kicks
            try:
                tidy_up_hourly(self.wiring)
                if work(self.wiring):
                    continue
            except Exception as error:
                log.error("the relay could not look for work", extra={"why": f"{type(error).__name__}: {error}"[:300]})
            with self._turn:
                self._turn.wait_for(partial(self._called_since, seen), self.POLL_SECONDS)

    def _called_since(self, seen: int) -> bool:
        return self._kicks != seen or self._stop.is_set()

    def _wake(self) -> None:
        """Let every waiting thread look; counted, so that one thread never eats another's turn."""
        if self._pid != os.getpid():
            return  # just forked: there is no thread here yet, and the parent may have held the lock
        with self._turn:
            self._kicks += 1
            self._turn.notify_all()

    def _send_hints(self) -> None:
        """Tell the workers, in a thread of its own: a broker that does not answer costs the web nothing."""
        quiet_until = 0.0
        while not self._stop.is_set():
            try:
                hints = self._hints.get(timeout=self.POLL_SECONDS)
            except queue.Empty:
                continue
            if clock.now().timestamp() < quiet_until:
                continue
            try:
                for name in QUEUES:
                    if ids := [row for row, kind in hints if queue_of(kind) == name]:
                        send_hint(self.wiring.celery, name, ids)
            except Exception as error:
                quiet_until = clock.now().timestamp() + BROKER_PAUSE
                log.warning("the broker does not answer", extra={"error": type(error).__name__})


def tidy_up_hourly(wiring: Wiring) -> None:
    """Ask for the housekeeping of this hour, once in this process; the first of all processes writes the row."""
    hour = clock.now().strftime("%Y-%m-%dT%H")
    if _tidied.get(wiring.settings.database) == hour:
        return
    with wiring.database.transaction() as session:
        services.enqueue(
            session, kind=HOUSEKEEPING, subject_id=None, dedupe_key=f"{HOUSEKEEPING}:{hour}", now=clock.now()
        )
    _tidied[wiring.settings.database] = hour


def queue_of(kind: str) -> str:
    """Mail and sign-in links have a queue of their own, so a slow mail server holds up no badge."""
    return "mail" if kind in ("mail", "digest", "sign_in_link") else "issue"


def attach(wiring: Wiring) -> Relay:
    """Make the relay of this process and have `transaction()` wake it."""
    relay = Relay(wiring)
    wiring.database.after_commit = relay.kick
    return relay


def bind_celery(wiring: Wiring) -> Any:
    """The Celery app with its one task; None without a broker."""
    if wiring.celery is not None:
        register(
            wiring.celery,
            do=lambda ids: work(wiring, ids=ids, limit=len(ids)) if ids else 0,
            after_fork=wiring.database.dispose,
        )
    return wiring.celery


def celery_for(app: Flask) -> Any:
    """The Celery app of `wsgi:celery`."""
    wiring: Wiring = app.extensions[WIRING]
    return bind_celery(wiring)
