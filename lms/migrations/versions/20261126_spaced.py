"""Answers given in spaced review."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_spaced"
down_revision = "20261126_labs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "spaced_answer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_hash", sa.String(length=64), nullable=False),
        sa.Column("chosen", sa.String(length=4), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("sureness", sa.String(length=8), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sureness IN ('sure', 'fairly', 'guessing')", name=op.f("ck_spaced_answer_sureness")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_spaced_answer_account_id_account")),
        sa.ForeignKeyConstraint(
            ["item_hash"], ["content_piece.hash"], name=op.f("fk_spaced_answer_item_hash_content_piece")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spaced_answer")),
        sa.UniqueConstraint(
            "account_id", "item_id", "answered_on", name=op.f("uq_spaced_answer_account_id_item_id_answered_on")
        ),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("spaced_answer")
