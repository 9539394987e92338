"""The texts of a package as they came, so that it can be exported as it was written."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

TABLES = ("module_version", "track_version")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("sources", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("sources")
