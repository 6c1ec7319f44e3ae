"""Certificates of another Linchpin, and what their check pages said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_outside_certificate"
down_revision = "20261126_rehearsal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "outside_certificate",
        sa.Column("training_id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=True),
        sa.Column("check_page", sa.String(length=300), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("name_agrees", sa.Boolean(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_account_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("(code IS NULL) = (check_page IS NULL)", name=op.f("ck_outside_certificate_place")),
        sa.CheckConstraint("(answer IS NULL) = (checked_on IS NULL)", name=op.f("ck_outside_certificate_checked")),
        sa.CheckConstraint("(answer IS NULL) = (name_agrees IS NULL)", name=op.f("ck_outside_certificate_named")),
        sa.ForeignKeyConstraint(
            ["training_id"], ["outside_training.id"], name=op.f("fk_outside_certificate_training_id_outside_training")
        ),
        sa.PrimaryKeyConstraint("training_id", name=op.f("pk_outside_certificate")),
    )


def downgrade() -> None:
    """Step back; what was said of certificates of other installations goes."""
    op.drop_table("outside_certificate")
