"""Results of another platform: totals per item and goal beside a draft, and as a piece of an attempt."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("attempt_piece", sa.Column("results", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "results_record",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("platform", sa.String(length=255), nullable=False),
        sa.Column("pupils", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("goals", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_results_record_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results_record")),
        sa.UniqueConstraint("public_id", name=op.f("uq_results_record_public_id")),
    )
    with op.batch_alter_table("results_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_results_record_submission_id"), ["submission_id"], unique=False)
    op.create_table(
        "item_goal",
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("platform", sa.String(length=255), nullable=False),
        sa.Column("item", sa.String(length=255), nullable=False),
        sa.Column("goal", sa.String(length=64), nullable=False),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_item_goal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_goal")),
        sa.UniqueConstraint("person_id", "platform", "item", name=op.f("uq_item_goal_person_id_platform_item")),
    )


def downgrade() -> None:
    op.drop_table("item_goal")
    op.drop_table("results_record")
    with op.batch_alter_table("attempt_piece", schema=None) as batch_op:
        batch_op.drop_column("results")
