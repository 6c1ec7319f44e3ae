"""Room for the name of a format: the one of this course is longer than there was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_formats"
down_revision = "20261127_list_indexes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward; what is there stays."""
    with op.batch_alter_table("credit_activity") as batch:
        batch.alter_column(
            "format", existing_type=sa.String(length=60), type_=sa.String(length=200), existing_nullable=False
        )


def downgrade() -> None:
    """Step back; longer names are cut."""
    op.execute("UPDATE credit_activity SET format = substr(format, 1, 60)")
    with op.batch_alter_table("credit_activity") as batch:
        batch.alter_column(
            "format", existing_type=sa.String(length=200), type_=sa.String(length=60), existing_nullable=False
        )
