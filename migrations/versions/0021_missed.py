"""A session that somebody missed: coming along with another group once, and the substitute task."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("run_session_id", ID, nullable=False),
        sa.Column("participation_id", ID, nullable=False),
        sa.Column("instead_of_id", ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["instead_of_id"], ["run_session.id"], name=op.f("fk_visit_instead_of_id")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_visit_participation_id")),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_visit_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_instead_of_id"), ["instead_of_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_participation_id"), ["participation_id"], unique=False)
        batch_op.create_index(
            "uq_visit_open",
            ["run_session_id", "participation_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    op.create_table(
        "substitute_task",
        sa.Column("run_session_id", ID, nullable=False),
        sa.Column("participation_id", ID, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("task", sa.Text(), nullable=True),
        sa.Column("given_by_id", ID, nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_substitute_task_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_substitute_task_given_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_substitute_task_participation_id")
        ),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_substitute_task_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitute_task")),
        sa.UniqueConstraint(
            "run_session_id",
            "participation_id",
            name=op.f("uq_substitute_task_run_session_id_participation_id"),
        ),
    )
    with op.batch_alter_table("substitute_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_substitute_task_participation_id"), ["participation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("substitute_task")
    op.drop_table("visit")
