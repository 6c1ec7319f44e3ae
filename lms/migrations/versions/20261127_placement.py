"""Practice that somebody skips after a diagnostic."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_placement"
down_revision = "20261127_meetings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "placement",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("module_id", sa.String(length=80), nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("taken_back_at IS NOT NULL OR reason IS NULL", name=op.f("ck_placement_reason")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_placement_account_id_account")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_placement_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(
        "uq_placement_standing",
        "placement",
        ["account_id", "module_id"],
        unique=True,
        sqlite_where=sa.text("taken_back_at IS NULL"),
        postgresql_where=sa.text("taken_back_at IS NULL"),
    )
    op.create_table(
        "skipped_part",
        sa.Column("placement_id", sa.String(length=16), nullable=False),
        sa.Column("requirement_id", sa.String(length=80), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_skipped_part_placement_id_placement")
        ),
        sa.PrimaryKeyConstraint("placement_id", "requirement_id", name=op.f("pk_skipped_part")),
    )


def downgrade() -> None:
    """Step back; what was skipped is open again."""
    op.drop_table("skipped_part")
    op.drop_index("uq_placement_standing", "placement")
    op.drop_table("placement")
