"""A designation may name topics that boards count apart, and an activity who provides it jointly."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_topics"
down_revision = "20261128_webhooks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward. Designations of before name no topic, and their activities nobody else."""
    with op.batch_alter_table("credit_designation") as table:
        table.add_column(sa.Column("topics", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("credit_activity") as table:
        table.add_column(sa.Column("joint", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("credit_activity") as table:
        table.drop_column("joint")
    with op.batch_alter_table("credit_designation") as table:
        table.drop_column("topics")
