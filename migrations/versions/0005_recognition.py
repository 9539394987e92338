"""Issuers, keys, badges, awards and status lists."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "issuer",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=64), nullable=False),
        sa.Column("did", sa.String(length=500), nullable=False),
        sa.Column("profile_url", sa.String(length=2000), nullable=False),
        sa.Column("did_document_url", sa.String(length=2000), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("description", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("quality_system", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_issuer_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issuer")),
        sa.UniqueConstraint("did", name=op.f("uq_issuer_did")),
        sa.UniqueConstraint("did_document_url", name=op.f("uq_issuer_did_document_url")),
        sa.UniqueConstraint("profile_url", name=op.f("uq_issuer_profile_url")),
        sa.UniqueConstraint("slug", name=op.f("uq_issuer_slug")),
    )
    with op.batch_alter_table("issuer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_issuer_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "badge",
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("module_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_badge_issuer_id")),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_badge_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("issuer_id", "slug", name=op.f("uq_badge_issuer_id_slug")),
    )
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_module_id"), ["module_id"], unique=False)

    op.create_table(
        "signing_key",
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key_id", sa.String(length=500), nullable=False),
        sa.Column("cryptosuite", sa.String(length=64), nullable=False),
        sa.Column("public_multikey", sa.String(length=500), nullable=False),
        sa.Column("wrapped_private", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("compromised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_signing_key_issuer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("key_id", name=op.f("uq_signing_key_key_id")),
    )
    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signing_key_issuer_id"), ["issuer_id"], unique=False)

    op.create_table(
        "status_list",
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published", sa.LargeBinary(), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signing_key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_status_list_issuer_id")),
        sa.ForeignKeyConstraint(["signing_key_id"], ["signing_key.id"], name=op.f("fk_status_list_signing_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_list")),
        sa.UniqueConstraint("issuer_id", "number", name=op.f("uq_status_list_issuer_id_number")),
        sa.UniqueConstraint("url", name=op.f("uq_status_list_url")),
    )
    op.create_table(
        "badge_version",
        sa.Column("badge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("module_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("achievement_url", sa.String(length=2000), nullable=False),
        sa.Column("criteria_url", sa.String(length=2000), nullable=False),
        sa.Column("image_url", sa.String(length=2000), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("name", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("description", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("criteria", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("outcomes", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("achievement_type", sa.String(length=64), nullable=False),
        sa.Column("alignments", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("study_load_hours", sa.Numeric(precision=6, scale=2), nullable=True),
        sa.Column("assessment_type", sa.String(length=64), nullable=True),
        sa.Column("participation_type", sa.String(length=64), nullable=True),
        sa.Column("supervision", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("valid_years", sa.Integer(), nullable=True),
        sa.Column("conditions", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("art", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("rubric_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_badge_version_badge_id")),
        sa.ForeignKeyConstraint(
            ["module_version_id"], ["module_version.id"], name=op.f("fk_badge_version_module_version_id")
        ),
        sa.ForeignKeyConstraint(["rubric_id"], ["rubric.id"], name=op.f("fk_badge_version_rubric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_version")),
        sa.UniqueConstraint("achievement_url", name=op.f("uq_badge_version_achievement_url")),
        sa.UniqueConstraint("badge_id", "number", name=op.f("uq_badge_version_badge_id_number")),
    )
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_version_module_version_id"), ["module_version_id"], unique=False)

    op.create_table(
        "burned_index",
        sa.Column("status_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["status_list_id"], ["status_list.id"], name=op.f("fk_burned_index_status_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burned_index")),
        sa.UniqueConstraint("status_list_id", "status_index", name=op.f("uq_burned_index_status_list_id_status_index")),
    )
    op.create_table(
        "nomination",
        sa.Column("badge_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nominated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(
            ["badge_version_id"], ["badge_version.id"], name=op.f("fk_nomination_badge_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominated_by_id"],
            ["person.id"],
            name=op.f("fk_nomination_nominated_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_nomination_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_person_id"), ["person_id"], unique=False)

    op.create_table(
        "award",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("basis_kind", sa.String(length=32), nullable=False),
        sa.Column("basis_id", sa.Integer(), nullable=False),
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("nomination_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("badge_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("badge_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("issuer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("renewal", sa.Integer(), nullable=False),
        sa.Column("supersedes_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("credential_id", sa.String(length=2000), nullable=False),
        sa.Column("badge_url", sa.String(length=2000), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("current_edition", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_award_badge_id")),
        sa.ForeignKeyConstraint(["badge_version_id"], ["badge_version.id"], name=op.f("fk_award_badge_version_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["issuer.id"], name=op.f("fk_award_issuer_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["nomination.id"], name=op.f("fk_award_nomination_id")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_award_participation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_award_person_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["person.id"], name=op.f("fk_award_revoked_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["status_list_id"], ["status_list.id"], name=op.f("fk_award_status_list_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["award.id"], name=op.f("fk_award_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("badge_url", name=op.f("uq_award_badge_url")),
        sa.UniqueConstraint(
            "basis_kind",
            "basis_id",
            "badge_id",
            "renewal",
            name=op.f("uq_award_basis_kind_basis_id_badge_id_renewal"),
        ),
        sa.UniqueConstraint("credential_id", name=op.f("uq_award_credential_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_award_public_id")),
        sa.UniqueConstraint("status_list_id", "status_index", name=op.f("uq_award_status_list_id_status_index")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_award_subject_id")),
    )
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_badge_id"), ["badge_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_badge_version_id"), ["badge_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_issuer_id"), ["issuer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_nomination_id"), ["nomination_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_participation_id"), ["participation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_person_id"), ["person_id"], unique=False)

    op.create_table(
        "award_edition",
        sa.Column("award_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proof_created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signing_key_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recipient_form", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=True),
        sa.Column("identity_hash", sa.String(length=128), nullable=True),
        sa.Column("holder_name", sa.String(length=255), nullable=True),
        sa.Column("evidence", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("results", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("signed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_award_edition_award_id")),
        sa.ForeignKeyConstraint(["signing_key_id"], ["signing_key.id"], name=op.f("fk_award_edition_signing_key_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_edition")),
        sa.UniqueConstraint("award_id", "number", name=op.f("uq_award_edition_award_id_number")),
    )


def downgrade() -> None:
    op.drop_table("award_edition")
    with op.batch_alter_table("award", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_award_person_id"))
        batch_op.drop_index(batch_op.f("ix_award_participation_id"))
        batch_op.drop_index(batch_op.f("ix_award_nomination_id"))
        batch_op.drop_index(batch_op.f("ix_award_issuer_id"))
        batch_op.drop_index(batch_op.f("ix_award_badge_version_id"))
        batch_op.drop_index(batch_op.f("ix_award_badge_id"))

    op.drop_table("award")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_person_id"))

    op.drop_table("nomination")
    op.drop_table("burned_index")
    with op.batch_alter_table("badge_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_version_module_version_id"))

    op.drop_table("badge_version")
    op.drop_table("status_list")
    with op.batch_alter_table("signing_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signing_key_issuer_id"))

    op.drop_table("signing_key")
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_badge_module_id"))

    op.drop_table("badge")
    with op.batch_alter_table("issuer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_issuer_organisation_id"))

    op.drop_table("issuer")
