"""Indexes for what is stale or past its first row, which a planner without statistics cannot take for those of the list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_list_indexes"
down_revision = "20261127_kept"
branch_labels = None
depends_on = None

STILL = sa.text("ended_on IS NULL")
LISTED = (
    "organisation_id", "listed_rank", "listed_due", "name_key", "id", "account_id", "clinic_id", "role", "start_date",
    "listed_until", "listed_edition",
)  # fmt: skip
COUNTED = (
    "organisation_id", "account_id", "listed_rank", "listed_until", "listed_edition", "clinic_id", "role", "start_date",
)  # fmt: skip
Indexes = dict[str, tuple[str, ...]]
BEFORE: Indexes = {
    "ix_role_held_listed": LISTED,
    "ix_role_held_counted": COUNTED,
    "ix_role_held_until": ("organisation_id", "listed_until"),
    "ix_role_held_edition": ("organisation_id", "listed_edition"),
    "ix_role_held_role": ("organisation_id", "role"),
}
# Where its condition is no column of it, SQLite looks each row up in the table to see whether the condition holds.
AFTER: Indexes = {
    "ix_role_held_listed": (*LISTED, "ended_on"),
    "ix_role_held_counted": (*COUNTED, "ended_on"),
    "ix_role_held_until": ("listed_until",),
    "ix_role_held_edition": ("listed_edition",),
}


def upgrade() -> None:
    """Step forward."""
    _replace(BEFORE, AFTER)


def downgrade() -> None:
    """Step back."""
    _replace(AFTER, BEFORE)


def _replace(old: Indexes, new: Indexes) -> None:
    for name in old:
        op.drop_index(name, "role_held")
    for name, columns in new.items():
        op.create_index(name, "role_held", list(columns), sqlite_where=STILL, postgresql_where=STILL)
