"""Outside training, the files that show it, and what it waives."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_outside"
down_revision = "20261126_address_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "outside_training",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("shows", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("minutes > 0 AND minutes % 15 = 0", name=op.f("ck_outside_training_quarters")),
        sa.CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name=op.f("ck_outside_training_decided")),
        sa.CheckConstraint("withdrawn_at IS NULL OR accepted IS NULL", name=op.f("ck_outside_training_withdrawn")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_outside_training_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_training")),
    )
    op.create_index("ix_outside_training_account_id", "outside_training", ["account_id"])
    op.create_table(
        "outside_evidence",
        sa.Column("training_id", sa.String(length=16), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["outside_training.id"], name=op.f("fk_outside_evidence_training_id_outside_training")
        ),
        sa.PrimaryKeyConstraint("training_id", name=op.f("pk_outside_evidence")),
    )
    op.create_table(
        "waiver",
        sa.Column("training_id", sa.String(length=16), nullable=False),
        sa.Column("requirement_id", sa.String(length=80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["outside_training.id"], name=op.f("fk_waiver_training_id_outside_training")
        ),
        sa.PrimaryKeyConstraint("training_id", "requirement_id", name=op.f("pk_waiver")),
    )


def downgrade() -> None:
    """Step back; what was recorded from outside goes."""
    op.drop_table("waiver")
    op.drop_table("outside_evidence")
    op.drop_index("ix_outside_training_account_id", "outside_training")
    op.drop_table("outside_training")
