"""Takes due outbox rows under a lease and has them done. The row is the record; a message is only a hint to look.

A handler is called with no transaction open and may be called twice for one row, so its effect must be the same
when it is. Not here: what any kind of work does (`lms/relay_handlers/`), and writing rows (`courses.outbox`).
"""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask

from courses.outbox import queries, services
from courses.outbox.services import Claimed
from lms import clock
from lms.failpoints import hit
from lms.wiring import Wiring

log = logging.getLogger("leerspoor.relay")

EXTENSION = "leerspoor.relay"
Handler = Callable[[Wiring, Claimed], None]
HANDLERS: dict[str, Handler] = {}


class GiveUp(Exception):
    """Trying again cannot help; the row is dead at once, with these words."""


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the handler of one kind of outbox row."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def work(wiring: Wiring, ids: Sequence[int] | None = None, limit: int = 1) -> int:
    """Claim up to `limit` due rows (of `ids`, when given) and do them. Answers how many were claimed."""
    lease = timedelta(seconds=wiring.settings.lease_seconds)
    with wiring.database.reading() as session:
        if not queries.any_due(session, now=clock.now(), ids=ids):
            return 0
    with wiring.database.transaction() as session:
        claimed = services.claim(session, now=clock.now(), lease=lease, limit=limit, ids=ids)
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
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    def kick(self, _hints: list[tuple[int, str]] | None = None) -> None:
        """There is something to do now."""
        self._wake.set()

    def start(self) -> None:
        """Start the threads of this process, once."""
        if self._threads:
            return
        for number in range(self.wiring.settings.relay_threads):
            thread = threading.Thread(target=self.loop, name=f"relay-{number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, timeout: float = 10) -> None:
        """Let the threads end after the row at hand."""
        self._stop.set()
        self._wake.set()
        for thread in self._threads:
            thread.join(timeout)
        self._threads = []

    def loop(self) -> None:
        """Work until told to stop; an error of the database is waited out."""
        while not self._stop.is_set():
            try:
                if work(self.wiring):
                    continue
            except Exception:
                log.exception("the relay could not look for work")
            self._wake.wait(self.POLL_SECONDS)
            self._wake.clear()


def attach(wiring: Wiring) -> Relay:
    """Make the relay of this process and have `transaction()` wake it."""
    relay = Relay(wiring)
    wiring.database.after_commit = relay.kick
    return relay


def celery_for(app: Flask) -> object | None:
    """The Celery app of `wsgi:celery`; None without a broker."""
    return None
