"""Providers of continuing education, confirmed rule sets and approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_providers"
down_revision = "20261127_past"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "credit_approval",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("accreditor", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=True),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("document_hash", sa.String(length=64), nullable=True),
        sa.Column("document_name", sa.String(length=120), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(unit IS NULL) = (kind = 'provider')", name=op.f("ck_credit_approval_kind")),
        sa.CheckConstraint("term_start <= term_end", name=op.f("ck_credit_approval_term")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_approval_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_approval")),
    )
    with op.batch_alter_table("credit_approval", schema=None) as batch_op:
        batch_op.create_index("ix_credit_approval_organisation_id", ["organisation_id"], unique=False)
    op.create_table(
        "credit_provider",
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("director_name", sa.String(length=120), nullable=False),
        sa.Column("director_title", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("grievance", sa.Text(), nullable=False),
        sa.Column("accommodation", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_account_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_provider_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_credit_provider")),
    )
    op.create_table(
        "credit_rule_confirmation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("accreditor", sa.String(length=24), nullable=False),
        sa.Column("rule_set_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("handbook", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_credit_rule_confirmation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_rule_confirmation")),
    )
    with op.batch_alter_table("credit_rule_confirmation", schema=None) as batch_op:
        batch_op.create_index("ix_credit_rule_confirmation_organisation_id", ["organisation_id"], unique=False)


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("credit_rule_confirmation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_rule_confirmation_organisation_id")
    op.drop_table("credit_rule_confirmation")
    op.drop_table("credit_provider")
    with op.batch_alter_table("credit_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_approval_organisation_id")
    op.drop_table("credit_approval")
