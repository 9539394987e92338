"""Migrations build on both databases what the models say, and go back down again."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, inspect, text

from tests.house.source import ROOT
from tests.needs import POSTGRES

VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path}/leerspoor.db")
    yield engine
    engine.dispose()


@pytest.fixture
def postgres() -> Iterator[Engine]:
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    name = f"leerspoor_migrations_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine = create_engine(admin.url.set(database=name))
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def up_and_down(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.check(config)
        command.downgrade(config, "base")
        connection.commit()
    assert inspect(engine).get_table_names() == ["alembic_version"]


def test_on_sqlite(sqlite: Engine) -> None:
    up_and_down(sqlite)


@pytest.mark.postgres
def test_on_postgresql(postgres: Engine) -> None:
    up_and_down(postgres)


def test_revisions_read_in_order() -> None:
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    downs = [re.search(r"down_revision = (.*)", (VERSIONS / name).read_text()) for name in names]
    assert [down.group(1) for down in downs if down] == ["None", *(f'"{name[:4]}"' for name in names[:-1])]
