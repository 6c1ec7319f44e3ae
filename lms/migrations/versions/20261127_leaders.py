"""Access as leader: the tour and nothing else."""

from __future__ import annotations

from alembic import op

revision = "20261127_leaders"
down_revision = "20261127_skills"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('learner', 'clinic supervisor', 'program manager', 'CE administrator', 'organisation administrator', 'author', 'auditor')"
AFTER = BEFORE.replace("'auditor')", "'auditor', 'leader')")


def upgrade() -> None:
    """Step forward."""
    _change(AFTER)


def downgrade() -> None:
    """Step back. Access as leader is lost: the version before does not know it."""
    op.execute("DELETE FROM \"grant\" WHERE kind = 'leader'")
    _change(BEFORE)


def _change(new: str) -> None:
    with op.batch_alter_table("grant") as batch:
        batch.drop_constraint(op.f("ck_grant_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_grant_kind"), new)
