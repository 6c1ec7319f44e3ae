"""Who looked at whose records of continuing education."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_credit_view"
down_revision = "20261128_api_tokens"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "credit_view",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("viewer_account_id", sa.String(length=16), nullable=False),
        sa.Column("capacity", sa.String(length=200), nullable=False),
        sa.Column("page", sa.String(length=80), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_view_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_view_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["viewer_account_id"], ["account.id"], name=op.f("fk_credit_view_viewer_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_view")),
        sa.UniqueConstraint(
            "account_id", "viewer_account_id", "page", "hour",
            name=op.f("uq_credit_view_account_id_viewer_account_id_page_hour"),
        ),
    )  # fmt: skip
    op.create_index("ix_credit_view_organisation_id", "credit_view", ["organisation_id", "hour"])
    op.create_index("ix_credit_view_viewer_account_id", "credit_view", ["viewer_account_id"])


def downgrade() -> None:
    """Step back."""
    op.drop_table("credit_view")
