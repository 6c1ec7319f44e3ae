"""Lessons that were read again for credit, after their reader had set out for it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_read_again"
down_revision = "20261127_formats"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "credit_read_again",
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["credit_enrolment.id"], name=op.f("fk_credit_read_again_enrolment_id_credit_enrolment")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "lesson_id", name=op.f("pk_credit_read_again")),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("credit_read_again")
