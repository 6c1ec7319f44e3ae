"""Links that confirm an address, on SQLite too: the step before left the old check beside the new one there."""

from __future__ import annotations

from alembic import op

revision = "20261126_address_links"
down_revision = "20261126_people_import"
branch_labels = None
depends_on = None

KINDS = "kind IN ('invitation', 'reset', 'sign-in', 'address')"


def upgrade() -> None:
    """Step forward."""
    with op.batch_alter_table("mail_token") as batch:
        batch.drop_constraint(op.f("ck_mail_token_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_mail_token_kind"), KINDS)


def downgrade() -> None:
    """Step back: nothing to do, the step before takes the kind away."""
