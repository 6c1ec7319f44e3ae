"""Choices about mail, links to unsubscribe, and indexes for dates that come near."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_nudges"
down_revision = "20261127_goals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "mail_preference",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("off", sa.String(length=80), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=False),
        sa.Column("quiet_to", sa.Integer(), nullable=False),
        sa.Column("quiet_weekends", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 AND quiet_to < 24",
            name=op.f("ck_mail_preference_hours"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_mail_preference_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_preference")),
        sa.UniqueConstraint("account_id", name=op.f("uq_mail_preference_account_id")),
    )
    op.add_column("letter", sa.Column("unsubscribe", sa.String(length=500), nullable=True))
    op.add_column("letter", sa.Column("unsubscribe_hash", sa.String(length=64), nullable=True))
    op.create_index("ix_letter_unsubscribe_hash", "letter", ["unsubscribe_hash"])
    op.create_index("ix_letter_account_id", "letter", ["account_id"])
    op.create_index("ix_role_held_start_date", "role_held", ["start_date"])
    op.create_index("ix_role_held_clinic_due_on", "role_held", ["clinic_due_on"])


def downgrade() -> None:
    """Step back; choices about mail go."""
    op.drop_index("ix_role_held_clinic_due_on", "role_held")
    op.drop_index("ix_role_held_start_date", "role_held")
    op.drop_index("ix_letter_account_id", "letter")
    op.drop_index("ix_letter_unsubscribe_hash", "letter")
    with op.batch_alter_table("letter") as batch:
        batch.drop_column("unsubscribe_hash")
        batch.drop_column("unsubscribe")
    op.drop_table("mail_preference")
