"""Acts on many badges at once, and badges that another one stands in the place of."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "award_batch",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("badge_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cause", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_award_batch_actor_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["badge_version_id"], ["badge_version.id"], name=op.f("fk_award_batch_badge_version_id")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_award_batch_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_batch")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_batch_public_id")),
    )
    with op.batch_alter_table("award_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_batch_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "batch_item",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("made_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_batch_item_award_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["award_batch.id"], name=op.f("fk_batch_item_batch_id")),
        sa.ForeignKeyConstraint(["made_id"], ["award.id"], name=op.f("fk_batch_item_made_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_batch_item_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_item")),
        sa.UniqueConstraint("batch_id", "award_id", name=op.f("uq_batch_item_batch_id_award_id")),
        sa.UniqueConstraint("batch_id", "person_id", name=op.f("uq_batch_item_batch_id_person_id")),
    )
    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_item_award_id"), ["award_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_item_made_id"), ["made_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_item_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revocation_cause", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_award_supersedes_id"), ["supersedes_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_supersedes_id"))
        batch_op.drop_column("replaced_at")
        batch_op.drop_column("revocation_cause")

    with op.batch_alter_table("batch_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_item_person_id"))
        batch_op.drop_index(batch_op.f("ix_batch_item_made_id"))
        batch_op.drop_index(batch_op.f("ix_batch_item_award_id"))

    op.drop_table("batch_item")
    with op.batch_alter_table("award_batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_batch_organisation_id"))

    op.drop_table("award_batch")
