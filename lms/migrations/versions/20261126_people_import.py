"""Imports of people: the file while it waits, and what was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_people_import"
down_revision = "20261126_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "people_import",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("read_as", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'undone')", name=op.f("ck_people_import_state")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_people_import_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_people_import_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index("ix_people_import_organisation_id", ["organisation_id", "created_at"], unique=False)

    op.create_table(
        "import_effect",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("import_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("person", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("before", sa.String(length=320), nullable=True),
        sa.Column("after", sa.String(length=320), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_because", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "kind IN ('account', 'address', 'role', 'access', 'start_date', 'hours', 'legal_name')",
            name=op.f("ck_import_effect_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name=op.f("fk_import_effect_import_id_people_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_effect")),
    )
    with op.batch_alter_table("import_effect", schema=None) as batch_op:
        batch_op.create_index("ix_import_effect_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_import_effect_import_id", ["import_id", "number"], unique=False)


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("import_effect", schema=None) as batch_op:
        batch_op.drop_index("ix_import_effect_import_id")
        batch_op.drop_index("ix_import_effect_account_id")

    op.drop_table("import_effect")
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.drop_index("ix_people_import_organisation_id")

    op.drop_table("people_import")
