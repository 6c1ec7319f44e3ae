"""A clinic's own page may be its site profile."""

from __future__ import annotations

from alembic import op

revision = "20261127_site_profile"
down_revision = "20261127_lists"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('crisis-protocol', 'telephone-numbers', 'record-steps', 'resources', 'other')"
AFTER = "kind IN ('crisis-protocol', 'telephone-numbers', 'record-steps', 'resources', 'site-profile', 'other')"


def upgrade() -> None:
    """Step forward."""
    with op.batch_alter_table("clinic_page") as batch:
        batch.drop_constraint(op.f("ck_clinic_page_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_clinic_page_kind"), AFTER)


def downgrade() -> None:
    """Step back; a site profile stays, as a page of another kind."""
    op.execute("UPDATE clinic_page SET kind = 'other' WHERE kind = 'site-profile'")
    with op.batch_alter_table("clinic_page") as batch:
        batch.drop_constraint(op.f("ck_clinic_page_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_clinic_page_kind"), BEFORE)
