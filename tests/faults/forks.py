"""Processes forked from a warm parent: a server process imports everything and makes a badge once (`warm`).

The parent has no thread and no connection, so a child begins clean. A child that outlives the test run ends
itself. Not here: what a child does (`jobs`), and processes of the command line (`services`).
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.warm"])
KILLED = -signal.SIGKILL


def fork(job: Callable[..., None], *args: Any, log: Path) -> ForkServerProcess:
    """`job(*args)` in a child of the warm parent; what it says on stderr goes to the end of `log`."""
    child = CONTEXT.Process(target=_run, args=(job, args, log), daemon=True)
    child.start()
    return child


def _run(job: Callable[..., None], args: tuple[Any, ...], log: Path) -> None:
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, 2)
    threading.Thread(target=_end_with_the_tests, daemon=True).start()
    job(*args)


def _end_with_the_tests() -> None:
    tests = multiprocessing.parent_process()
    assert tests is not None
    wait([tests.sentinel])
    os._exit(1)


def done(child: ForkServerProcess, log: Path, seconds: float = 30) -> None:
    """Wait for a child that must end well."""
    child.join(seconds)
    said = log.read_text()[-2000:] if log.exists() else ""
    assert child.exitcode == 0, f"a child ended with {child.exitcode}: {said}"


def kill(child: ForkServerProcess) -> None:
    """End a child however it stands."""
    if child.is_alive():
        child.kill()
    child.join(10)
