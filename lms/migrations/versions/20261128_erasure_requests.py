"""Requests for erasure that wait for an answer, and within how many days an organisation answers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_erasure_requests"
down_revision = "20261128_alone"
branch_labels = None
depends_on = None
expands = True


def upgrade() -> None:
    """Step forward."""
    op.add_column("organisation", sa.Column("erasure_answer_days", sa.Integer(), nullable=True))
    op.create_table(
        "erasure_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("answered_by_account_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('accepted', 'declined', 'withdrawn', 'closed', 'joined')",
            name=op.f("ck_erasure_request_outcome"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name=op.f("ck_erasure_request_answered")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_erasure_request_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_erasure_request_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_request")),
    )
    op.create_index("ix_erasure_request_organisation_id", "erasure_request", ["organisation_id"])
    op.create_index("ix_erasure_request_account_id", "erasure_request", ["account_id"])
    op.create_index(
        "uq_erasure_request_open", "erasure_request", ["account_id"], unique=True,
        sqlite_where=sa.text("answered_at IS NULL"), postgresql_where=sa.text("answered_at IS NULL"),
    )  # fmt: skip


def downgrade() -> None:
    """Step back."""
    op.drop_table("erasure_request")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("erasure_answer_days")
