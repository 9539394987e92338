"""Invitations with their sequence, what sessions were like before, feeds, and a version on each group's plan."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_calendar_feed_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_feed_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "run_change",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_run_change_actor_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_change_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_change")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_run_change_run_id_number")),
    )
    op.create_table(
        "session_revision",
        sa.Column("run_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=255), nullable=True),
        sa.Column("access_note", sa.Text(), nullable=True),
        sa.Column("online_url", sa.String(length=2000), nullable=True),
        sa.Column("opens_local", sa.DateTime(), nullable=True),
        sa.Column("due_local", sa.DateTime(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["run_change.id"], name=op.f("fk_session_revision_change_id")),
        sa.ForeignKeyConstraint(
            ["run_session_id"], ["run_session.id"], name=op.f("fk_session_revision_run_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_revision")),
        sa.UniqueConstraint("run_session_id", "number", name=op.f("uq_session_revision_run_session_id_number")),
    )
    with op.batch_alter_table("session_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_revision_change_id"), ["change_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_session_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("revision_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_invitation_participation_id")
        ),
        sa.ForeignKeyConstraint(["revision_id"], ["session_revision.id"], name=op.f("fk_invitation_revision_id")),
        sa.ForeignKeyConstraint(["run_session_id"], ["run_session.id"], name=op.f("fk_invitation_run_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint(
            "participation_id",
            "run_session_id",
            "sequence",
            name=op.f("uq_invitation_participation_id_run_session_id_sequence"),
        ),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_run_session_id"), ["run_session_id"], unique=False)

    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_column("version")

    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_run_session_id"))

    op.drop_table("invitation")
    with op.batch_alter_table("session_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_revision_change_id"))

    op.drop_table("session_revision")
    op.drop_table("run_change")
    op.drop_table("calendar_feed")
