"""The update task that renews a badge, and what its holder answered."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "renewal_task",
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("badge_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("answers", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_renewal_task_award_id")),
        sa.ForeignKeyConstraint(
            ["badge_version_id"], ["badge_version.id"], name=op.f("fk_renewal_task_badge_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_task")),
        sa.UniqueConstraint("award_id", name=op.f("uq_renewal_task_award_id")),
    )
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("renewal", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.drop_column("renewal")

    op.drop_table("renewal_task")
