"""Tracks: modules that belong together, with versions, and the badge that their badges stack into."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "track",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_track_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track")),
        sa.UniqueConstraint("slug", name=op.f("uq_track_slug")),
    )
    op.create_index(op.f("ix_track_organisation_id"), "track", ["organisation_id"], unique=False)
    op.create_table(
        "track_version",
        sa.Column("track_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=32), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("description", TEXT, nullable=False),
        sa.Column("theme", sa.String(length=16), nullable=False),
        sa.Column("ordered", sa.Boolean(), nullable=False),
        sa.Column("hours", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("contact_name", sa.String(length=255), nullable=True),
        sa.Column("contact_email", sa.String(length=254), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["track.id"], name=op.f("fk_track_version_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_version")),
        sa.UniqueConstraint("track_id", "number", name=op.f("uq_track_version_track_id_number")),
        sa.UniqueConstraint("track_id", "content_sha256", name=op.f("uq_track_version_track_id_content_sha256")),
    )
    op.create_table(
        "track_part",
        sa.Column("track_version_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("module_id", ID, nullable=False),
        sa.Column("period", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["track_version_id"], ["track_version.id"], name=op.f("fk_track_part_track_version_id")
        ),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_track_part_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_part")),
        sa.UniqueConstraint("track_version_id", "module_id", name=op.f("uq_track_part_track_version_id_module_id")),
    )
    op.create_index(op.f("ix_track_part_module_id"), "track_part", ["module_id"], unique=False)
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("track_version_id", ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_badge_version_track_version_id"), "track_version", ["track_version_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_badge_version_track_version_id"), ["track_version_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_version_track_version_id"))
        batch_op.drop_constraint(batch_op.f("fk_badge_version_track_version_id"), type_="foreignkey")
        batch_op.drop_column("track_version_id")
    op.drop_table("track_part")
    op.drop_table("track_version")
    op.drop_table("track")
