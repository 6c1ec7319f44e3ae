"""The seat from which a run through a case is played."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_case_seats"
down_revision = "20261126_clinic_pages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward; the runs so far were through cases with one seat."""
    with op.batch_alter_table("case_run") as batch:
        batch.add_column(sa.Column("seat", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    """Step back; from which seat a run was played is dropped, its decisions stay."""
    with op.batch_alter_table("case_run") as batch:
        batch.drop_column("seat")
