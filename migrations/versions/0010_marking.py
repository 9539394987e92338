"""Two assessors and what they agree on, who has work in hand, own sentences, the spoken word, guests, follow-up."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "own_sentence",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=170), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_own_sentence_module_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_own_sentence_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_sentence")),
    )
    with op.batch_alter_table("own_sentence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_own_sentence_module_id"), ["module_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_own_sentence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "follow_up",
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trainer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_follow_up_participation_id")),
        sa.ForeignKeyConstraint(
            ["trainer_id"], ["person.id"], name=op.f("fk_follow_up_trainer_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follow_up_participation_id"), ["participation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_follow_up_trainer_id"), ["trainer_id"], unique=False)

    op.create_table(
        "run_marking",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assessors", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_run_marking_assignment_id")),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_run_marking_run_id")),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_run_marking_set_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_marking")),
        sa.UniqueConstraint("run_id", "assignment_id", name=op.f("uq_run_marking_run_id_assignment_id")),
    )
    with op.batch_alter_table("run_marking", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_run_marking_assignment_id"), ["assignment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_run_marking_set_by_id"), ["set_by_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("attempt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("level_value", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_agreement_attempt_id")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_agreement_criterion_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_agreement_proposed_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("attempt_id", "criterion_id", name=op.f("uq_agreement_attempt_id_criterion_id")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_criterion_id"), ["criterion_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agreement_proposed_by_id"), ["proposed_by_id"], unique=False)

    op.create_table(
        "second_look",
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_second_look_assessment_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_second_look_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_second_look_assessment_id")),
    )
    with op.batch_alter_table("second_look", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_second_look_person_id"), ["person_id"], unique=False)

    op.create_table(
        "voice_comment",
        sa.Column("assessment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_voice_comment_assessment_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_voice_comment_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_comment")),
        sa.UniqueConstraint("assessment_id", name=op.f("uq_voice_comment_assessment_id")),
    )
    with op.batch_alter_table("voice_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voice_comment_file_id"), ["file_id"], unique=False)

    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("took_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("agreement", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("aside", sa.JSON(none_as_null=True), server_default="[]", nullable=False))

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assessors", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("blind", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("four_eyes", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("run_trainer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guest", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("run_trainer", schema=None) as batch_op:
        batch_op.drop_column("guest")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("four_eyes")
        batch_op.drop_column("blind")
        batch_op.drop_column("assessors")

    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_column("aside")
        batch_op.drop_column("agreement")
        batch_op.drop_column("closed_at")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("took_at")

    with op.batch_alter_table("voice_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voice_comment_file_id"))

    op.drop_table("voice_comment")
    with op.batch_alter_table("second_look", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_second_look_person_id"))

    op.drop_table("second_look")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_proposed_by_id"))
        batch_op.drop_index(batch_op.f("ix_agreement_criterion_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("run_marking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_run_marking_set_by_id"))
        batch_op.drop_index(batch_op.f("ix_run_marking_assignment_id"))

    op.drop_table("run_marking")
    with op.batch_alter_table("follow_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follow_up_trainer_id"))
        batch_op.drop_index(batch_op.f("ix_follow_up_participation_id"))

    op.drop_table("follow_up")
    with op.batch_alter_table("own_sentence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_own_sentence_person_id"))
        batch_op.drop_index(batch_op.f("ix_own_sentence_module_id"))

    op.drop_table("own_sentence")
