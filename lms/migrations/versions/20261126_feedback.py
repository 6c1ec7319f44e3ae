"""Runs of written labs that were shown to a supervisor, and what she said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_feedback"
down_revision = "20261126_case_seats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "lab_feedback",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["lab_run.id"], name=op.f("fk_lab_feedback_run_id_lab_run")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_lab_feedback_by_account_id_account")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_lab_feedback")),
    )


def downgrade() -> None:
    """Step back; what was asked and said is dropped."""
    op.drop_table("lab_feedback")
