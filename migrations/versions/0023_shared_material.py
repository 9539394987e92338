"""Material that people share in a module."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "shared_material",
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("module_id", BIG, nullable=False),
        sa.Column("sharer_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("licence", sa.String(length=32), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("file_id", BIG, nullable=True),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_shared_material_module_id")),
        sa.ForeignKeyConstraint(
            ["sharer_id"], ["person.id"], name=op.f("fk_shared_material_sharer_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_shared_material_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_material")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shared_material_public_id")),
    )
    with op.batch_alter_table("shared_material", schema=None) as batch_op:
        for column in ("module_id", "sharer_id", "file_id"):
            batch_op.create_index(batch_op.f(f"ix_shared_material_{column}"), [column], unique=False)


def downgrade() -> None:
    op.drop_table("shared_material")
