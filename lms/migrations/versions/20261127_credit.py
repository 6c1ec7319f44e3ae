"""What is kept around credit: complaints, consents, surveys, holds and tombstones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_credit"
down_revision = "20261127_claiming"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "credit_tombstone",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("record_id", sa.String(length=16), nullable=False),
        sa.Column("record_hash", sa.String(length=64), nullable=False),
        sa.Column("kept_from", sa.Date(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_tombstone_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_tombstone")),
        sa.UniqueConstraint("kind", "record_id", name=op.f("uq_credit_tombstone_kind_record_id")),
    )
    op.create_table(
        "credit_board_consent",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("board", sa.String(length=200), nullable=False),
        sa.Column("birth_day", sa.String(length=5), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_credit_board_consent_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_board_consent")),
    )
    with op.batch_alter_table("credit_board_consent", schema=None) as batch_op:
        batch_op.create_index("ix_credit_board_consent_account_id", ["account_id"], unique=False)
    op.create_table(
        "credit_follow_up",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_follow_up_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_follow_up")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_follow_up", schema=None) as batch_op:
        batch_op.create_index("ix_credit_follow_up_activity_id", ["activity_id"], unique=False)
    op.create_table(
        "credit_grievance",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=True),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("answered_by_account_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_grievance_account_id_account")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_grievance_activity_id_credit_activity")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_grievance_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_grievance")),
    )
    with op.batch_alter_table("credit_grievance", schema=None) as batch_op:
        batch_op.create_index("ix_credit_grievance_organisation_id", ["organisation_id"], unique=False)
    op.create_table(
        "credit_hold",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_hold_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_hold_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_hold")),
    )
    with op.batch_alter_table("credit_hold", schema=None) as batch_op:
        batch_op.create_index("ix_credit_hold_organisation_id", ["organisation_id"], unique=False)
    op.create_table(
        "credit_follow_up_receipt",
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["credit_enrolment.id"],
            name=op.f("fk_credit_follow_up_receipt_enrolment_id_credit_enrolment"),
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_credit_follow_up_receipt")),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("credit_follow_up_receipt")
    with op.batch_alter_table("credit_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_hold_organisation_id")
    op.drop_table("credit_hold")
    with op.batch_alter_table("credit_grievance", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_grievance_organisation_id")
    op.drop_table("credit_grievance")
    with op.batch_alter_table("credit_follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_follow_up_activity_id")
    op.drop_table("credit_follow_up")
    with op.batch_alter_table("credit_board_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_board_consent_account_id")
    op.drop_table("credit_board_consent")
    op.drop_table("credit_tombstone")
