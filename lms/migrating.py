"""Bring the database to the newest revision. The revisions themselves are in `migrations/`."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from lms.db import WRITES, Database
from lms.resources import resource


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Run every revision up to `to` that this database has not had."""
    config = _config()
    with database.engine.execution_options(**{WRITES: True}).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


def pending(database: Database) -> bool:
    """Whether the database is behind this release."""
    return revision(database) != ScriptDirectory.from_config(_config()).get_current_head()


def revision(database: Database) -> str | None:
    """The revision that this database is at; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
