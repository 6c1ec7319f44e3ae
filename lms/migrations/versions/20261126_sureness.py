"""How sure a learner was of an answer, in tests and in practice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_sureness"
down_revision = "20261126_plan"
branch_labels = None
depends_on = None

SAID = "sureness IN ('sure', 'fairly', 'guessing')"


def upgrade() -> None:
    """Step forward."""
    for table in ("attempt_item", "practice_answer"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("sureness", sa.String(length=8), nullable=True))
            batch.create_check_constraint(op.f(f"ck_{table}_sureness"), SAID)


def downgrade() -> None:
    """Step back; what was said is dropped, answers stay."""
    for table in ("practice_answer", "attempt_item"):
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_sureness"), type_="check")
            batch.drop_column("sureness")
