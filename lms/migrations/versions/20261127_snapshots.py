"""Counts at the end of each month: clinic, role, cohort and standing, without a person in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_snapshots"
down_revision = "20261127_opening"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "month_snapshot",
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("held >= 0", name=op.f("ck_month_snapshot_held")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_month_snapshot_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "as_of", name=op.f("pk_month_snapshot")),
    )
    op.create_index("ix_month_snapshot_as_of", "month_snapshot", ["as_of"])
    op.create_table(
        "month_count",
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_month_count_number")),
        sa.ForeignKeyConstraint(
            ["clinic_id", "as_of"],
            ["month_snapshot.clinic_id", "month_snapshot.as_of"],
            name=op.f("fk_month_count_clinic_id_month_snapshot"),
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_month_count_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "as_of", "role", "cohort", "standing", name=op.f("pk_month_count")),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("month_count")
    op.drop_index("ix_month_snapshot_as_of", table_name="month_snapshot")
    op.drop_table("month_snapshot")
