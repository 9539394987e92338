"""Real processes of an installation: start, wait until they say that they are ready, kill, start again.

Each gets a process group of its own, so that nothing it started outlives the test, not even an interrupted one.
Not here: what they are asked (`school`), and children forked from a warm parent (`forks`).
"""

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

from kombu import pools

from lms.settings import load_settings
from lms.tasks import make_celery
from tests.shared import ROOT

_running: "weakref.WeakSet[Service]" = weakref.WeakSet()


class Service:
    """One long-running command, which may be killed and started again. Use as a context."""

    def __init__(self, command: Sequence[str], *, ready: str, env: Mapping[str, str] | None = None) -> None:
        self.command, self.ready = command, ready
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})}
        self.said: list[str] = []
        self._process: subprocess.Popen[str] | None = None
        self._is_ready = threading.Event()
        self._reader: threading.Thread | None = None

    def start(self, seconds: float = 60) -> None:
        """Start it, and come back when it said `ready`."""
        self._is_ready = threading.Event()
        self._process = subprocess.Popen(
            self.command,
            cwd=ROOT,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        _running.add(self)
        self._reader = threading.Thread(target=self._listen, args=(self._process, self._is_ready), daemon=True)
        self._reader.start()
        if not self._is_ready.wait(seconds):
            self.kill()
            raise AssertionError(f"{self.command[0]} did not start: " + "".join(self.said[-30:]))

    def _listen(self, process: subprocess.Popen[str], is_ready: threading.Event) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.said.append(line)
            if self.ready in line:
                is_ready.set()

    def wait_for(self, words: str, since: int, seconds: float = 30) -> None:
        """Until it says `words` in a line after the first `since`."""
        tick, waited = threading.Event(), 0.0
        while not any(words in line for line in self.said[since:]):
            assert waited < seconds, f"it never said {words!r}: " + "".join(self.said[-30:])
            tick.wait(0.05)
            waited += 0.05

    def kill(self) -> None:
        """SIGKILL to it and all it started: no chance to clean up."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        if self._reader is not None:
            self._reader.join(10)
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._process = None

    def ended(self, seconds: float = 30) -> int:
        """Its exit code, once it ended by itself."""
        assert self._process is not None
        return self._process.wait(seconds)

    @property
    def pid(self) -> int:
        """Its process number, while it runs."""
        assert self._process is not None
        return self._process.pid

    def freeze(self) -> None:
        """Let it stand still: it takes connections and says nothing."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)

    def __enter__(self) -> "Service":
        self.start()
        return self

    def __exit__(self, kind: object, *_ending: object) -> None:
        self.kill()
        if kind is not None:  # pytest shows it beside the failure
            sys.stdout.write(f"--- {' '.join(self.command[1:])} said:\n{''.join(self.said[-80:])}\n")


@atexit.register
def _leave_nothing() -> None:
    for service in list(_running):
        service.kill()


def server(env: Mapping[str, str], port: int) -> Service:
    """`leerspoor serve`."""
    command = [sys.executable, "-m", "lms.cli", "serve"]
    return Service(command, ready="Leerspoor is at", env={**env, "PORT": str(port)})


def worker(env: Mapping[str, str]) -> Service:
    """`leerspoor worker`; with Celery it listens a moment after it says its queues, when it answers a ping."""
    ready = "[queues]" if env.get("BROKER_URL") else "Doing queued work"
    return Service([sys.executable, "-m", "lms.cli", "worker", "--concurrency", "2"], ready=ready, env=env)


def children(pid: int) -> list[int]:
    """The processes that `pid` started and that still run."""
    of_each_thread = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in of_each_thread for child in path.read_text(encoding="ascii").split()]


def runs(pid: int) -> bool:
    """Whether a process still runs; one that ended and was not yet taken note of does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for_worker(env: Mapping[str, str], seconds: float = 60) -> None:
    """Until a worker answers a ping through the broker, asked on a new connection."""
    pools.reset()  # type: ignore[no-untyped-call]
    deadline = time.monotonic() + seconds
    celery = make_celery(load_settings(env))
    assert celery is not None
    while not celery.control.ping(timeout=0.5):
        assert time.monotonic() < deadline, "no worker on the broker"
    celery.close()


def redis_server(port: int, folder: Path) -> Service:
    """A Redis of our own that forgets everything when it dies."""
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    return Service(["redis-server", *options], ready="Ready to accept connections")
