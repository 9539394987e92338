"""What goes with practice work: pupils in the picture, goals of the own curriculum, looking back."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("submission", sa.Column("draft_pupils", sa.String(length=32), nullable=True))
    op.add_column("attempt", sa.Column("pupils", sa.String(length=32), nullable=True))
    for table, parent in (("draft_goal", "submission"), ("attempt_goal", "attempt")):
        op.create_table(
            table,
            sa.Column(f"{parent}_id", BIG, nullable=False),
            sa.Column("item_id", BIG, nullable=False),
            sa.Column("id", BIG, autoincrement=True, nullable=False),
            sa.ForeignKeyConstraint([f"{parent}_id"], [f"{parent}.id"], name=op.f(f"fk_{table}_{parent}_id")),
            sa.ForeignKeyConstraint(["item_id"], ["framework_item.id"], name=op.f(f"fk_{table}_item_id")),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
            sa.UniqueConstraint(f"{parent}_id", "item_id", name=op.f(f"uq_{table}_{parent}_id_item_id")),
        )
    op.create_table(
        "reflection",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", BIG, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("as_evidence", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_reflection_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reflection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reflection_public_id")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_reflection_submission_id")),
    )


def downgrade() -> None:
    for table in ("reflection", "attempt_goal", "draft_goal"):
        op.drop_table(table)
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_column("pupils")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("draft_pupils")
