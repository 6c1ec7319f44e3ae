"""Changes of certificates by two people; who lifted a hold and why; what a tombstone says of a certificate's place in its list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_kept"
down_revision = "20261127_site_profile"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "certificate_change",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("certificate_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        sa.Column("asked_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "decided_by_account_id IS NULL OR decided_by_account_id <> asked_by_account_id",
            name=op.f("ck_certificate_change_two"),
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_change_certificate_id_certificate")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_change")),
    )
    op.create_index("ix_certificate_change_certificate_id", "certificate_change", ["certificate_id"])
    op.create_index(
        "uq_certificate_change_open",
        "certificate_change",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )
    op.add_column("credit_hold", sa.Column("lifted_by_account_id", sa.String(length=16), nullable=True))
    op.add_column("credit_hold", sa.Column("lifted_reason", sa.String(length=500), nullable=True))
    op.add_column("credit_tombstone", sa.Column("status_list", sa.Integer(), nullable=True))
    op.add_column("credit_tombstone", sa.Column("status_index", sa.Integer(), nullable=True))
    op.add_column("credit_tombstone", sa.Column("ended", sa.String(length=8), nullable=True))


def downgrade() -> None:
    """Step back."""
    for name in ("ended", "status_index", "status_list"):
        op.drop_column("credit_tombstone", name)
    for name in ("lifted_reason", "lifted_by_account_id"):
        op.drop_column("credit_hold", name)
    op.drop_index("uq_certificate_change_open", "certificate_change")
    op.drop_index("ix_certificate_change_certificate_id", "certificate_change")
    op.drop_table("certificate_change")
