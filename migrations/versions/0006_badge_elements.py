"""What a badge says of the European elements; null for versions of before, whose signed text stays as it was."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("badge_version", sa.Column("elements", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.drop_column("elements")
