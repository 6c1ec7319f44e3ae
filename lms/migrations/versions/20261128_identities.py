"""Identities at an organisation's own provider that sign in to accounts, and answers that were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_identities"
down_revision = "20261128_credit_view"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward; nobody is linked yet."""
    op.create_table(
        "linked_identity",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("issuer", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_linked_identity_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_linked_identity_issuer_subject")),
    )
    op.create_index("ix_linked_identity_account_id", "linked_identity", ["account_id"])
    op.create_table(
        "spent_answer",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_spent_answer")),
    )


def downgrade() -> None:
    """Step back; who signed in through a provider uses a password or a mailed link again."""
    op.drop_table("spent_answer")
    op.drop_index("ix_linked_identity_account_id", table_name="linked_identity")
    op.drop_table("linked_identity")
