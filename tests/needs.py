"""What a test may need from the machine, and what happens where that is missing.

A test marked `postgres`, `redis`, `browser` or `node` is left out where its service is not there, and the run ends with
the list of what was left out and how to enable it. With LEERSPOOR_STRICT=1, as in `.ci/run`, nothing may be left
out: a missing service stops the run, and any skip fails it, but for comparisons with reference material that is no
part of the project (`tests.shared`), where its folder is not there at all.
"""

import os
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.shared import ABSENT, SHARED

POSTGRES = os.environ.get("LEERSPOOR_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("LEERSPOOR_TEST_REDIS", "redis://127.0.0.1:6379/0")
INTEROP = Path(__file__).parent / "interop"
#: Where single tests take long; see `--no-loadscope-reorder` in the Makefile.
LONG = ("tests/faults/", "tests/journeys/", "tests/interop/", "tests/lms/cli/")
STRICT = os.environ.get("LEERSPOOR_STRICT") == "1"


@dataclass(frozen=True)
class Need:
    """One thing that a machine may have: how to see it, and how to get it."""

    present: Callable[[], bool]
    enable: str


def listens(address: str, default_port: int) -> bool:
    """Whether something answers at the host and port of a database or broker address."""
    parts = urlsplit(address)
    try:
        socket.create_connection((parts.hostname or "127.0.0.1", parts.port or default_port), timeout=1).close()
    except OSError:
        return False
    return True


def chromium() -> str | None:
    """The browser's path: CHROMIUM, or the first one found."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


NEEDS = {
    "postgres": Need(
        lambda: listens(POSTGRES, 5432),
        "start PostgreSQL and set LEERSPOOR_TEST_POSTGRES to an address that may create databases",
    ),
    "redis": Need(
        lambda: shutil.which("redis-server") is not None,
        "install redis-server; the tests start their own",
    ),
    "browser": Need(
        lambda: chromium() is not None,
        "install Debian's chromium, or set CHROMIUM to the browser's path",
    ),
    "node": Need(
        lambda: shutil.which("node") is not None and (INTEROP / "node_modules").is_dir(),
        "install Node.js 20 and run: npm ci --prefix tests/interop",
    ),
}


def pytest_configure(config: pytest.Config) -> None:
    """In a strict run, stop before the first test when something is missing."""
    missing = [f"{name}: {need.enable}" for name, need in NEEDS.items() if STRICT and not need.present()]
    if missing:
        pytest.exit("this run may leave nothing out, but misses\n  " + "\n  ".join(missing), returncode=1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of few long tests, so that no worker ends with them, and leave out what cannot run here."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
    absent = {name: need for name, need in NEEDS.items() if not need.present()}
    for item in items:
        for name, need in absent.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=f"needs {name}: {need.enable}"))


def why(report: pytest.TestReport) -> str:
    """The reason of a skip."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def unexcused(skips: list[pytest.TestReport]) -> list[pytest.TestReport]:
    """The skips that a strict run may not have."""
    return [report for report in skips if SHARED.is_dir() or not why(report).startswith(ABSENT)]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with what was left out, by reason."""
    reasons: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reasons[why(report)] = reasons.get(why(report), 0) + 1
    if reasons:
        terminalreporter.section("left out on this machine")
        for reason, count in sorted(reasons.items()):
            terminalreporter.line(f"{count:4} {reason}")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a strict run a skip is a failure: nobody would notice it otherwise."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skips = reporter.stats.get("skipped", []) if STRICT and reporter else []
    if unexcused(skips) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
