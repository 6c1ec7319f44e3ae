"""Accounts that were joined, closed or deactivated for a reason; links that confirm a further address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lms.database import Instant

revision = "20261126_accounts"
down_revision = "20261126_sureness"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('invitation', 'reset', 'sign-in')"
AFTER = "kind IN ('invitation', 'reset', 'sign-in', 'address')"


def upgrade() -> None:
    """Step forward."""
    # One by one, because SQLite would have to copy a table that nearly all others point at.
    op.add_column("account", sa.Column("deactivation_reason", sa.String(length=500), nullable=True))
    op.add_column("account", sa.Column("merged_into_id", sa.String(length=16), nullable=True))
    op.add_column("account", sa.Column("erased_at", Instant(timezone=True), nullable=True))
    op.create_index("ix_account_merged_into_id", "account", ["merged_into_id"])
    with op.batch_alter_table("mail_token", table_args=_known(BEFORE)) as batch:
        batch.drop_constraint(op.f("ck_mail_token_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_mail_token_kind"), AFTER)
        batch.add_column(sa.Column("email", sa.String(length=320), nullable=True))


def downgrade() -> None:
    """Step back. Links that confirm an address are lost: the version before does not know them."""
    op.execute("DELETE FROM mail_token WHERE kind = 'address'")
    with op.batch_alter_table("mail_token", table_args=_known(AFTER)) as batch:
        batch.drop_column("email")
        batch.drop_constraint(op.f("ck_mail_token_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_mail_token_kind"), BEFORE)
    op.drop_index("ix_account_merged_into_id", "account")
    for name in ("erased_at", "merged_into_id", "deactivation_reason"):
        op.drop_column("account", name)


def _known(check: str) -> tuple[sa.CheckConstraint, ...]:
    # SQLite does not tell its checks by name, and a copy of the table would lose what it is not told.
    return (sa.CheckConstraint(check, name=op.f("ck_mail_token_kind")),)
