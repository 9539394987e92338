"""What every test may ask for: a database with all tables, an app on it, a client, and a fixed `now`."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from courses.models import Base
from lms.app import Site, create_app
from lms.db import Database
from lms.settings import Settings, load_settings
from lms.wiring import Wiring, build

pytest_plugins = ["tests.needs"]

# Thousands of tests keep millions of objects that never become rubbish: looking at them all rarely is enough.
gc.set_threshold(50_000, 20, 100)


class KeptTemplates(BytecodeCache):
    """Compiles a template once for all apps of a run; a changed template has another key."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


class KeptRule(Rule):
    """Compiles how an address is written once for all apps of a run: most of what making an app costs."""

    _kept: ClassVar[dict[tuple[str, str, bool], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = self.rule, repr(self.defaults), append_unknown
        if key not in self._kept:
            self._kept[key] = super()._compile_builder(append_unknown)
        return self._kept[key]


Site.jinja_options = {"bytecode_cache": KeptTemplates()}
Site.url_rule_class = KeptRule

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """A Sunday morning in November, in UTC."""
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A demo installation in a folder of its own; no relay threads, so a test does the queued work when it wants."""
    return load_settings(
        {
            "INSTANCE_DIR": str(tmp_path / "instance"),
            "BASE_URL": "http://localhost:8000",
            "SECRET_KEY": "for-tests-only-0123456789abcdef-xyz",
            "RELAY_THREADS": "0",
        }
    )


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and no rows, made once and copied for each test."""
    path = tmp_path_factory.mktemp("schema") / "empty.sqlite3"
    made = Database(f"sqlite:///{path}")
    with made.transaction() as session:
        Base.metadata.create_all(session.connection())
    made.engine.dispose()
    return path


@pytest.fixture
def database(settings: Settings, empty_file: Path) -> Iterator[Database]:
    """An SQLite file with every table."""
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    shutil.copy(empty_file, settings.instance_dir / "leerspoor.sqlite3")
    found = Database(settings.database)
    yield found
    found.engine.dispose()


@pytest.fixture(scope="session")
def server() -> Iterator[Engine]:
    """Whoever may make and drop databases of the PostgreSQL server."""
    from tests.needs import POSTGRES  # a plugin: importing it above would be before pytest rewrites it

    found = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    yield found
    found.dispose()


@contextmanager
def _made(server: Engine, name: str, source: str = "template1") -> Iterator[Database]:
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
    found = Database(server.url.set(database=name).render_as_string(hide_password=False))
    yield found
    found.engine.dispose()
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def empty_postgres(server: Engine) -> Iterator[str]:
    """The name of a database with every table and no rows, made once and copied for each test."""
    name = f"leerspoor_empty_{os.getpid()}"
    with _made(server, name) as made:
        with made.transaction() as session:
            Base.metadata.create_all(session.connection())
        made.engine.dispose()
        yield name


@pytest.fixture
def postgres(request: pytest.FixtureRequest, server: Engine, empty_postgres: str) -> Iterator[Database]:
    """The same on PostgreSQL, in a database of its own; mark the test `postgres`."""
    name = f"leerspoor_test_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**10}"
    with _made(server, name, empty_postgres) as found:
        yield found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """An open session with the right to write; what a test leaves is rolled back with its file."""
    with database.transaction() as found:
        yield found


@pytest.fixture
def wiring(settings: Settings, database: Database) -> Iterator[Wiring]:
    """Everything wired on the tables of `database` (same file, its own connections)."""
    found = build(settings)
    yield found
    found.database.engine.dispose()


@pytest.fixture
def app(wiring: Wiring) -> Flask:
    """The web app; its rows are in `database`. Do not hold `session` open while asking it for a page."""
    found = create_app(wiring=wiring)
    found.testing = True
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session. Unsafe requests need a token: see `tests.factories.token`."""
    return app.test_client()
