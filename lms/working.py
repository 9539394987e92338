"""What `leerspoor worker` runs: threads on the database, or a Celery worker with a scan beside it.

The scan is a process of its own: it has to go on while Celery waits for a lost broker, and threads do not survive
the forks of Celery's pool. Not here: what the work is (`lms.relay`).
"""

import contextlib
import os
import subprocess
import sys
import threading
import time
from datetime import timedelta

from lms.relay import Relay, bind_celery, tidy_up_hourly, work
from lms.tasks import QUEUES, run_worker
from lms.wiring import Wiring

GRACE = timedelta(seconds=3)
"""How long the scan leaves a row to the workers that were told of it."""


def run_threads(wiring: Wiring, count: int) -> None:
    """Work in `count` threads until Ctrl+C or SIGTERM."""
    relay = Relay(wiring)
    relay.start(threads=count)
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    relay.stop()


def run_scan(wiring: Wiring) -> None:
    """Do what nobody did in time, until the process that started this one is gone."""
    parent = os.getppid()
    with contextlib.suppress(KeyboardInterrupt):
        while os.getppid() == parent:
            try:
                tidy_up_hourly(wiring)
                if work(wiring, grace=GRACE):
                    continue
            except Exception as error:
                sys.stderr.write(f"the scan could not look for work: {type(error).__name__}\n")
            time.sleep(1)


def run_celery(wiring: Wiring, concurrency: int) -> None:
    """A Celery worker on both queues, and the scan."""
    celery = bind_celery(wiring)
    beside = subprocess.Popen([sys.executable, "-m", "lms.cli", "worker", "--scan"])
    try:
        run_worker(celery, queues=QUEUES, concurrency=concurrency)
    finally:
        beside.terminate()
        beside.wait(timeout=15)
