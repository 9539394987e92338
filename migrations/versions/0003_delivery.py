"""Participations, runs, sessions, return moments and progress."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "participation",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("module_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recipient_form", sa.String(length=32), nullable=False),
        sa.Column("recipient_address_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["module_version_id"], ["module_version.id"], name=op.f("fk_participation_module_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_participation_person_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recipient_address_id"],
            ["email_address.id"],
            name=op.f("fk_participation_recipient_address_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sa.UniqueConstraint(
            "person_id", "module_version_id", name=op.f("uq_participation_person_id_module_version_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_participation_public_id")),
    )
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participation_module_version_id"), ["module_version_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("module_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("enrol_until", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.String(length=255), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["module_version_id"], ["module_version.id"], name=op.f("fk_run_module_version_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_run_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("public_id", name=op.f("uq_run_public_id")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_module_version_id"), ["module_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "enrolment",
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_enrolment_participation_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_enrolment_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_run_id"), ["run_id"], unique=False)
        batch_op.create_index(
            "uq_enrolment_open",
            ["participation_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "run_session",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("access_note", sa.Text(), nullable=True),
        sa.Column("online_url", sa.String(length=2000), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_session_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_run_session_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_run_session_public_id")),
    )
    with op.batch_alter_table("run_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_session_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_session_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "run_trainer",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_run_trainer_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_trainer_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_trainer")),
        sa.UniqueConstraint("run_id", "person_id", name=op.f("uq_run_trainer_run_id_person_id")),
    )
    with op.batch_alter_table("run_trainer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_trainer_person_id"), ["person_id"], unique=False)

    op.create_table(
        "unit_progress",
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_unit_progress_participation_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_progress_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_progress")),
        sa.UniqueConstraint("participation_id", "unit_id", name=op.f("uq_unit_progress_participation_id_unit_id")),
    )
    with op.batch_alter_table("unit_progress", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_progress_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("run_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("presence", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_attendance_participation_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_attendance_recorded_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_attendance_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sa.UniqueConstraint(
            "run_session_id", "participation_id", name=op.f("uq_attendance_run_session_id_participation_id")
        ),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_participation_id"), ["participation_id"], unique=False)

    op.create_table(
        "return_moment",
        sa.Column("run_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opens_local", sa.DateTime(), nullable=True),
        sa.Column("due_local", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["assignment_unit_id"], ["unit.id"], name=op.f("fk_return_moment_assignment_unit_id")),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_return_moment_run_session_id")),
        sa.PrimaryKeyConstraint("run_session_id", name=op.f("pk_return_moment")),
    )
    op.create_table(
        "wish",
        sa.Column("run_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_wish_participation_id")),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_wish_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
        sa.UniqueConstraint("run_session_id", "participation_id", name=op.f("uq_wish_run_session_id_participation_id")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_participation_id"), ["participation_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_participation_id"))

    op.drop_table("wish")
    op.drop_table("return_moment")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attendance_participation_id"))

    op.drop_table("attendance")
    with op.batch_alter_table("unit_progress", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_progress_unit_id"))

    op.drop_table("unit_progress")
    with op.batch_alter_table("run_trainer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_trainer_person_id"))

    op.drop_table("run_trainer")
    with op.batch_alter_table("run_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_session_unit_id"))
        batch_op.drop_index(batch_op.f("ix_run_session_run_id"))

    op.drop_table("run_session")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_enrolment_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_enrolment_run_id"))

    op.drop_table("enrolment")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_run_module_version_id"))

    op.drop_table("run")
    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participation_module_version_id"))

    op.drop_table("participation")
