"""What held before a change of things a clinic says, and completions that were taken back by account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_past"
down_revision = "20261127_signing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "opening_change",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("role_held_id", sa.String(length=16), nullable=True),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=600), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_opening_change_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["role_held.id"], name=op.f("fk_opening_change_role_held_id_role_held")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_change")),
    )
    op.create_index("ix_opening_change_clinic_id", "opening_change", ["clinic_id"])
    op.create_index("ix_opening_change_role_held_id", "opening_change", ["role_held_id"])
    op.create_index(
        "ix_completion_undone",
        "completion",
        ["account_id"],
        sqlite_where=sa.text("undone_at IS NOT NULL"),
        postgresql_where=sa.text("undone_at IS NOT NULL"),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_completion_undone", "completion")
    op.drop_index("ix_opening_change_role_held_id", "opening_change")
    op.drop_index("ix_opening_change_clinic_id", "opening_change")
    op.drop_table("opening_change")
