"""An installation on SQLite and on PostgreSQL, and a mail server that counts."""

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MessageHandler

from lms.db import Database
from lms.settings import load_settings
from lms.wiring import build
from tests.faults.world import Place

SECRET = "for-tests-only-0123456789abcdef-xyz"


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class CountingMailbox(MessageHandler):
    """Counts every message that was handed over, by Message-ID."""

    def __init__(self) -> None:
        super().__init__()
        self.received: Counter[str] = Counter()

    def handle_message(self, message: Message) -> None:
        self.received[str(message["Message-ID"])] += 1


@pytest.fixture
def mailbox() -> Iterator[tuple[str, Counter[str]]]:
    """The address of a mail server of our own, and how often it got each message."""
    handler = CountingMailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield f"smtp://127.0.0.1:{controller.port}", handler.received
    controller.stop()


@pytest.fixture
def settle_in(tmp_path: Path) -> Iterator[Callable[..., Place]]:
    """Make an installation on a database that has its tables."""
    built: list[Place] = []

    def make(database: Database, **more: str) -> Place:
        env = {
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "BASE_URL": "http://localhost:8000",
            "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "SECRET_KEY": SECRET,
            "RELAY_THREADS": "0",
            "LEASE_SECONDS": "1",
            **more,
        }
        place = Place(env, build(load_settings(env)))
        built.append(place)
        return place

    yield make
    for place in built:
        place.wiring.database.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request: pytest.FixtureRequest, settle_in: Callable[..., Place]) -> Place:
    """An installation on each database."""
    database: Database = request.getfixturevalue("database" if request.param == "sqlite" else "postgres")
    return settle_in(database)
