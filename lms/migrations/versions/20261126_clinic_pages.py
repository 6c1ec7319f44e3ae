"""Pages that a clinic writes itself, and their versions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_clinic_pages"
down_revision = "20261126_spaced"
branch_labels = None
depends_on = None

KINDS = "kind IN ('crisis-protocol', 'telephone-numbers', 'record-steps', 'resources', 'other')"


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "clinic_page",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_account_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_clinic_page_kind")),
        sa.CheckConstraint("version > 0", name=op.f("ck_clinic_page_version")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_page_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_clinic_page_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["owner_account_id"], ["account.id"], name=op.f("fk_clinic_page_owner_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clinic_page")),
    )
    op.create_index("ix_clinic_page_organisation_id", "clinic_page", ["organisation_id"])
    op.create_index("ix_clinic_page_owner_account_id", "clinic_page", ["owner_account_id"])
    op.create_table(
        "clinic_page_version",
        sa.Column("page_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("restores", sa.Integer(), nullable=True),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_clinic_page_version_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["clinic_page.id"], name=op.f("fk_clinic_page_version_page_id_clinic_page")
        ),
        sa.PrimaryKeyConstraint("page_id", "number", name=op.f("pk_clinic_page_version")),
    )


def downgrade() -> None:
    """Step back; the clinics' own pages go."""
    op.drop_table("clinic_page_version")
    op.drop_index("ix_clinic_page_owner_account_id", "clinic_page")
    op.drop_index("ix_clinic_page_organisation_id", "clinic_page")
    op.drop_table("clinic_page")
