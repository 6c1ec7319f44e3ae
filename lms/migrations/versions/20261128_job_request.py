"""A job keeps the number of the request that put it down, so that the log can be followed from one to the other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_job_request"
down_revision = "20261128_second_factors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("request_number", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("job") as table:
        table.drop_column("request_number")
