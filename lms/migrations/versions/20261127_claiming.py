"""A learner's way to credit: pages shown, enrolments, evaluations, attestations, overrides and claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_claiming"
down_revision = "20261127_activities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "credit_shown_page",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_credit_shown_page")),
    )
    op.create_table(
        "credit_enrolment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("disclosure_hash", sa.String(length=64), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_enrolment_account_id_account")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_enrolment_activity_id_credit_activity")
        ),
        sa.ForeignKeyConstraint(
            ["disclosure_hash"],
            ["credit_shown_page.hash"],
            name=op.f("fk_credit_enrolment_disclosure_hash_credit_shown_page"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_enrolment")),
        sa.UniqueConstraint("account_id", "activity_id", name=op.f("uq_credit_enrolment_account_id_activity_id")),
    )
    with op.batch_alter_table("credit_enrolment", schema=None) as batch_op:
        batch_op.create_index("ix_credit_enrolment_activity_id", ["activity_id"], unique=False)
    op.create_table(
        "credit_evaluation",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_evaluation_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_evaluation")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("credit_evaluation", schema=None) as batch_op:
        batch_op.create_index("ix_credit_evaluation_activity_id", ["activity_id"], unique=False)
    op.create_table(
        "credit_attestation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("typed_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["credit_enrolment.id"], name=op.f("fk_credit_attestation_enrolment_id_credit_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["text_hash"], ["credit_shown_page.hash"], name=op.f("fk_credit_attestation_text_hash_credit_shown_page")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_attestation")),
    )
    with op.batch_alter_table("credit_attestation", schema=None) as batch_op:
        batch_op.create_index("ix_credit_attestation_enrolment_id", ["enrolment_id"], unique=False)
    op.create_table(
        "credit_evaluation_receipt",
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["credit_enrolment.id"],
            name=op.f("fk_credit_evaluation_receipt_enrolment_id_credit_enrolment"),
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_credit_evaluation_receipt")),
    )
    op.create_table(
        "credit_override",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("designation_id", sa.String(length=16), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by_account_id", sa.String(length=16), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_account_id IS NULL OR approved_by_account_id <> asked_by_account_id",
            name=op.f("ck_credit_override_two"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_account_id"], ["account.id"], name=op.f("fk_credit_override_asked_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["designation_id"],
            ["credit_designation.id"],
            name=op.f("fk_credit_override_designation_id_credit_designation"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["credit_enrolment.id"], name=op.f("fk_credit_override_enrolment_id_credit_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_override")),
    )
    with op.batch_alter_table("credit_override", schema=None) as batch_op:
        batch_op.create_index("ix_credit_override_enrolment_id", ["enrolment_id"], unique=False)
    op.create_table(
        "credit_claim",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("enrolment_id", sa.String(length=16), nullable=False),
        sa.Column("designation_id", sa.String(length=16), nullable=False),
        sa.Column("credit", sa.Integer(), nullable=False),
        sa.Column("active_minutes", sa.Integer(), nullable=True),
        sa.Column("profession", sa.String(length=64), nullable=False),
        sa.Column("licence_number", sa.String(length=64), nullable=True),
        sa.Column("licence_state", sa.String(length=64), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certificate_id", sa.String(length=16), nullable=True),
        sa.Column("override_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("credit > 0 AND credit % 25 = 0", name=op.f("ck_credit_claim_quarters")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credit_claim_account_id_account")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificate.id"], name=op.f("fk_credit_claim_certificate_id_certificate")
        ),
        sa.ForeignKeyConstraint(
            ["designation_id"],
            ["credit_designation.id"],
            name=op.f("fk_credit_claim_designation_id_credit_designation"),
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["credit_enrolment.id"], name=op.f("fk_credit_claim_enrolment_id_credit_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["override_id"], ["credit_override.id"], name=op.f("fk_credit_claim_override_id_credit_override")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_claim")),
        sa.UniqueConstraint("account_id", "designation_id", name=op.f("uq_credit_claim_account_id_designation_id")),
    )
    with op.batch_alter_table("credit_claim", schema=None) as batch_op:
        batch_op.create_index("ix_credit_claim_enrolment_id", ["enrolment_id"], unique=False)


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("credit_claim", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_claim_enrolment_id")
    op.drop_table("credit_claim")
    with op.batch_alter_table("credit_override", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_override_enrolment_id")
    op.drop_table("credit_override")
    op.drop_table("credit_evaluation_receipt")
    with op.batch_alter_table("credit_attestation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_attestation_enrolment_id")
    op.drop_table("credit_attestation")
    with op.batch_alter_table("credit_evaluation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_evaluation_activity_id")
    op.drop_table("credit_evaluation")
    with op.batch_alter_table("credit_enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_enrolment_activity_id")
    op.drop_table("credit_enrolment")
    op.drop_table("credit_shown_page")
