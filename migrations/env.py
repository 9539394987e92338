"""How Alembic reaches the database: an engine given by `lms.migrating`, never a setting of its own.

Not here: revisions. Those lie in `versions/`, numbered by hand so that the folder reads in order.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, Enum

from courses.base import Translated, UTCDateTime
from courses.models import Base


def plain_type(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """How a type of ours is written in a new revision: as SQL knows it, so that old ones stand alone."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Translated):
        return "sa.JSON(none_as_null=True)"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run(connection: Connection) -> None:
    """Bring the database behind `connection` to the revision asked for, in one transaction where it can."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=plain_type,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
