"""The index of merged accounts holds merged accounts alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_merged_accounts"
down_revision = "20261128_identities"
branch_labels = None
depends_on = None

MERGED = sa.text("merged_into_id IS NOT NULL")


def upgrade() -> None:
    """Step forward."""
    op.drop_index("ix_account_merged_into_id", "account")
    op.create_index(
        "ix_account_merged_into_id", "account", ["merged_into_id"], sqlite_where=MERGED, postgresql_where=MERGED
    )


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_account_merged_into_id", "account")
    op.create_index("ix_account_merged_into_id", "account", ["merged_into_id"])
