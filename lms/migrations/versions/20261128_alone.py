"""Beside each role whether it is the only one its holder holds, by which long lists count people; roles found by holder."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261128_alone"
down_revision = "20261128_topics"
branch_labels = None
depends_on = None

NAME, STILL = "ix_role_held_counted", sa.text("ended_on IS NULL")
BEFORE = [
    "organisation_id", "account_id", "listed_rank", "listed_until", "listed_edition", "clinic_id", "role", "start_date",
    "ended_on",
]  # fmt: skip
AFTER = [
    "organisation_id", "listed_alone", "listed_rank", "account_id", "listed_until", "listed_edition", "clinic_id", "role",
    "start_date", "ended_on",
]  # fmt: skip


def upgrade() -> None:
    """Step forward."""
    op.drop_index(NAME, "role_held")
    op.add_column("role_held", sa.Column("listed_alone", sa.Boolean(), nullable=False, server_default=sa.false()))
    held = sa.table("role_held", sa.column("account_id"), sa.column("listed_alone", sa.Boolean), sa.column("ended_on"))
    single = sa.select(held.c.account_id).where(held.c.ended_on.is_(None)).group_by(held.c.account_id)
    single = single.having(sa.func.count() == 1)
    theirs = sa.update(held).where(held.c.ended_on.is_(None), held.c.account_id.in_(single.scalar_subquery()))
    op.execute(theirs.values(listed_alone=sa.true()))
    op.create_index(NAME, "role_held", AFTER, sqlite_where=STILL, postgresql_where=STILL)
    op.create_index("ix_role_held_account_id", "role_held", ["account_id"])


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_role_held_account_id", "role_held")
    op.drop_index(NAME, "role_held")
    op.drop_column("role_held", "listed_alone")
    op.create_index(NAME, "role_held", BEFORE, sqlite_where=STILL, postgresql_where=STILL)
