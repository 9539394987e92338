"""Questions in a group and the replies to them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "group_question",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asker_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["person.id"], name=op.f("fk_group_question_asker_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_group_question_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_group_question_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_question")),
        sa.UniqueConstraint("public_id", name=op.f("uq_group_question_public_id")),
    )
    with op.batch_alter_table("group_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_question_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_question_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_question_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "question_reply",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_question_reply_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["group_question.id"], name=op.f("fk_question_reply_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_question_reply_public_id")),
    )
    with op.batch_alter_table("question_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_reply_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_reply_question_id"), ["question_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("question_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_reply_question_id"))
        batch_op.drop_index(batch_op.f("ix_question_reply_author_id"))

    op.drop_table("question_reply")
    with op.batch_alter_table("group_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_question_unit_id"))
        batch_op.drop_index(batch_op.f("ix_group_question_run_id"))
        batch_op.drop_index(batch_op.f("ix_group_question_asker_id"))

    op.drop_table("group_question")
