"""What participants say of a module, apart from who said it; and that a participation said something."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "module_feedback",
        sa.Column("run_id", BIG, nullable=False),
        sa.Column("access", sa.Integer(), nullable=False),
        sa.Column("relevance", sa.Integer(), nullable=False),
        sa.Column("usability", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_module_feedback_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module_feedback")),
    )
    with op.batch_alter_table("module_feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_module_feedback_run_id"), ["run_id"], unique=False)
    op.create_table(
        "feedback_given",
        sa.Column("participation_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_feedback_given_participation_id")
        ),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_feedback_given")),
    )


def downgrade() -> None:
    op.drop_table("feedback_given")
    op.drop_table("module_feedback")
