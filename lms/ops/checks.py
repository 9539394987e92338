"""Whether the parts of an installation answer. Each check ends within seconds and says no more than up or down.

Why something is down is for the log. Not here: routes.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from courses.outbox.queries import backlog
from lms import clock
from lms.migrating import pending
from lms.tasks import ping
from lms.wiring import Wiring

log = logging.getLogger("leerspoor.ops")

LAG = 60.0
"""Seconds that due work may wait before the relay counts as down."""
KEEP = 2.0
"""Seconds that an answer is kept, so that asking often costs nothing."""


class Down(Exception):
    """A part answers, but not as it should."""


@dataclass(frozen=True)
class Readiness:
    """Up or down by part."""

    parts: dict[str, str]

    @property
    def ready(self) -> bool:
        return all(state == "up" for state in self.parts.values())


def _database(wiring: Wiring) -> None:
    if pending(wiring.database):
        raise Down("the database is behind this release")


def _storage(wiring: Wiring) -> None:
    wiring.storage.check()


def _keystore(wiring: Wiring) -> None:
    if not wiring.settings.kek_path.is_file():
        raise Down("the key-encryption key is gone")


def _broker(wiring: Wiring) -> None:
    if wiring.celery is not None:
        ping(wiring.celery)


def _mail(wiring: Wiring) -> None:
    wiring.mailer.check()


def _relay(wiring: Wiring) -> None:
    now = clock.now()
    with wiring.database.reading() as session:
        waiting = backlog(session, now=now)
    if waiting.lag_seconds(now) > LAG:
        raise Down(f"{waiting.due} rows wait, the oldest for {waiting.lag_seconds(now):.0f} s")


CHECKS: dict[str, Callable[[Wiring], None]] = {
    "database": _database,
    "storage": _storage,
    "keystore": _keystore,
    "broker": _broker,
    "mail": _mail,
    "relay": _relay,
}

_kept: dict[int, tuple[float, Readiness]] = {}
_lock = threading.Lock()


def look(wiring: Wiring) -> Readiness:
    """Ask every part; one at a time, and not more often than every two seconds."""
    with _lock:
        at, known = _kept.get(id(wiring), (0.0, Readiness({})))
        if known.parts and time.monotonic() - at < KEEP:
            return known
        found = Readiness({name: _state(name, check, wiring) for name, check in CHECKS.items()})
        _kept.clear()
        _kept[id(wiring)] = (time.monotonic(), found)
        return found


def _state(name: str, check: Callable[[Wiring], None], wiring: Wiring) -> str:
    try:
        check(wiring)
    except Exception as error:
        log.warning("part is down", extra={"part": name, "why": f"{type(error).__name__}: {error}"})
        return "down"
    return "up"
