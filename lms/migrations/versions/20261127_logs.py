"""That a supervisor confirmed an entry of a log: when, on which day, who."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_logs"
down_revision = "20261127_shares"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.add_column("skill_log", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("skill_log", sa.Column("confirmed_on", sa.Date(), nullable=True))
    op.add_column("skill_log", sa.Column("confirmed_by_account_id", sa.String(length=16), nullable=True))


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("skill_log") as batch:
        batch.drop_column("confirmed_by_account_id")
        batch.drop_column("confirmed_on")
        batch.drop_column("confirmed_at")
