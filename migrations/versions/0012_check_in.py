"""Who checked in and waits for a trainer's yes, and which ticks of a trainer's phone came in."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "check_in",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("run_session_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", NUMBER, nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_check_in_decided_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_check_in_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_check_in_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("public_id", name=op.f("uq_check_in_public_id")),
        sa.UniqueConstraint("run_session_id", "person_id", name=op.f("uq_check_in_run_session_id_person_id")),
    )
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_in_person_id"), ["person_id"], unique=False)

    op.create_table(
        "attendance_tick",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("attendance_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["attendance_id"], ["attendance.id"], name=op.f("fk_attendance_tick_attendance_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attendance_tick_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_tick")),
        sa.UniqueConstraint("key", name=op.f("uq_attendance_tick_key")),
    )
    with op.batch_alter_table("attendance_tick", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_tick_attendance_id"), ["attendance_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("attendance_tick", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_tick_attendance_id"))

    op.drop_table("attendance_tick")
    with op.batch_alter_table("check_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_in_person_id"))

    op.drop_table("check_in")
