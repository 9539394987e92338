"""What `leerspoor worker` runs: threads on the database, or the scan with a Celery worker beside it.

Celery is a child process that may fail as it likes: it can end on a broker that leaves at a bad moment, and then it
is started again. The scan runs in the process that the administrator started, so that work goes on whatever the
broker does, and because threads do not survive the forks of Celery's pool. Not here: what the work is (`lms.relay`).
"""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import timedelta

from lms.relay import Relay, bind_celery, tidy_up_hourly, work
from lms.tasks import QUEUES, run_worker
from lms.wiring import Wiring

log = logging.getLogger("leerspoor.worker")

GRACE = timedelta(seconds=3)
"""How long the scan leaves a row to the workers that were told of it."""
SHORTEST, LONGEST = 1.0, 30.0
"""Seconds before a child that ended is started again: twice as long each time it did not live for `LONGEST`."""


def run_threads(wiring: Wiring, count: int) -> None:
    """Work in `count` threads until Ctrl+C or SIGTERM."""
    relay = Relay(wiring)
    relay.start(threads=count)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    relay.stop()


def run_beside_celery(wiring: Wiring, concurrency: int) -> None:
    """Keep a Celery worker alive and do what nobody did in time, until Ctrl+C or SIGTERM."""
    with Kept([sys.executable, "-m", "lms.cli", "worker", "--celery", f"--concurrency={concurrency}"]):
        run_scan(wiring)


def run_scan(wiring: Wiring) -> None:
    """Do what nobody did in time, until Ctrl+C or SIGTERM."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            try:
                tidy_up_hourly(wiring)
                if work(wiring, grace=GRACE):
                    continue
            except Exception as error:
                log.error("the scan could not look for work", extra={"why": f"{type(error).__name__}: {error}"[:300]})
            time.sleep(1)


def run_celery(wiring: Wiring, concurrency: int) -> None:
    """A Celery worker on both queues, until it is told to stop or its standard input closes."""
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    run_worker(bind_celery(wiring), queues=QUEUES, concurrency=concurrency)


def _end_with_parent() -> None:
    """Standard input is a pipe that only the parent holds, so it ends with the parent, even by SIGKILL."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


class Kept:
    """A child process that is started again whenever it ends unasked. Use as a context: leaving it ends the child."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self._child: subprocess.Popen[bytes] | None = None
        self._lock, self._leaving = threading.Lock(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def __enter__(self) -> "Kept":
        self._keeper.start()
        return self

    def __exit__(self, *_ending: object) -> None:
        with self._lock:
            self._leaving.set()
            if self._child is not None:
                self._child.terminate()
        self._keeper.join()

    def _keep(self) -> None:
        pause = SHORTEST
        while (child := self._start()) is not None:
            begun = time.monotonic()
            code = child.wait()
            if self._leaving.is_set():
                return
            pause = SHORTEST if time.monotonic() - begun > LONGEST else pause
            log.error("the Celery worker ended; it is started again", extra={"code": code, "seconds": pause})
            self._leaving.wait(pause)
            pause = min(pause * 2, LONGEST)

    def _start(self) -> subprocess.Popen[bytes] | None:
        """The next child, unless we are leaving."""
        with self._lock:
            if self._leaving.is_set():
                return None
            self._child = subprocess.Popen(self.command, stdin=subprocess.PIPE)  # noqa: S603 - our own words, a number
            return self._child
