"""Reminders as rows, and how each person wants to be reminded. Mails planned by earlier releases are let go.

What they would have said is planned again as rows by the first housekeeping, which replans every coming run.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _row(table: str, target: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("participation_id", ID, nullable=True),
        sa.Column("run_id", ID, nullable=True),
        sa.Column("run_session_id", ID, nullable=True),
        sa.Column("about_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_about", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("gathered_in", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        _row("reminder", "person", "person_id"),
        _row("reminder", "participation", "participation_id"),
        _row("reminder", "run", "run_id"),
        _row("reminder", "run_session", "run_session_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("key", name=op.f("uq_reminder_key")),
    )
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.create_index("ix_reminder_to_send", ["person_id", "state", "send_at"], unique=False)
        for column in ("participation_id", "run_id", "run_session_id", "gathered_in"):
            batch_op.create_index(batch_op.f(f"ix_reminder_{column}"), [column], unique=False)
    op.create_table(
        "reminder_choice",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("pace", sa.String(length=32), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_until", sa.Integer(), nullable=False),
        sa.Column("weekend", sa.Boolean(), nullable=False),
        sa.Column("off", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _row("reminder_choice", "person", "person_id"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_reminder_choice")),
    )
    for template in ("session_reminder", "assignment_reminder"):
        op.execute(
            f"DELETE FROM outbox_message WHERE dedupe_key LIKE 'mail:{template}:%' AND done_at IS NULL"  # noqa: S608
        )


def downgrade() -> None:
    op.drop_table("reminder_choice")
    op.drop_table("reminder")
