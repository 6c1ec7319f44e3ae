"""Continuing education: providers, approvals, activities, hours, designations, claims and what is kept around them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_credit"
down_revision = "20261127_past"
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
        "credit_activity",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("level", sa.String(length=30), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=False),
        sa.Column("references", sa.JSON(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(frozen_at IS NULL) = (content_hash IS NULL)", name=op.f("ck_credit_activity_frozen")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_activity_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_activity")),
        sa.UniqueConstraint(
            "organisation_id", "unit", "number", name=op.f("uq_credit_activity_organisation_id_unit_number")
        ),
    )
    op.create_table(
        "credit_approval",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("accreditor", sa.String(length=24), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("unit", sa.String(length=120), nullable=True),
        sa.Column("formats", sa.JSON(), nullable=False),
        sa.Column("term_start", sa.Date(), nullable=False),
        sa.Column("term_end", sa.Date(), nullable=False),
        sa.Column("document_hash", sa.String(length=64), nullable=True),
        sa.Column("document_name", sa.String(length=120), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("(unit IS NULL) = (kind = 'provider')", name=op.f("ck_credit_approval_kind")),
        sa.CheckConstraint("term_start <= term_end", name=op.f("ck_credit_approval_term")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_approval_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_approval")),
    )
    with op.batch_alter_table("credit_approval", schema=None) as batch_op:
        batch_op.create_index("ix_credit_approval_organisation_id", ["organisation_id"], unique=False)

    op.create_table(
        "credit_provider",
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("url", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("director_name", sa.String(length=120), nullable=False),
        sa.Column("director_title", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("grievance", sa.Text(), nullable=False),
        sa.Column("accommodation", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_account_id", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_credit_provider_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_credit_provider")),
    )
    op.create_table(
        "credit_rule_confirmation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("accreditor", sa.String(length=24), nullable=False),
        sa.Column("rule_set_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("confirmed_by", sa.String(length=120), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("handbook", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_credit_rule_confirmation_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_rule_confirmation")),
    )
    with op.batch_alter_table("credit_rule_confirmation", schema=None) as batch_op:
        batch_op.create_index("ix_credit_rule_confirmation_organisation_id", ["organisation_id"], unique=False)

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
        "credit_activity_person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("credentials", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("reviewed", sa.JSON(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("cv_hash", sa.String(length=64), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_activity_person_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_activity_person")),
    )
    with op.batch_alter_table("credit_activity_person", schema=None) as batch_op:
        batch_op.create_index("ix_credit_activity_person_activity_id", ["activity_id"], unique=False)

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
        "credit_calculation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("formula_version", sa.String(length=16), nullable=False),
        sa.Column("inputs", sa.JSON(), nullable=False),
        sa.Column("worked", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_calculation_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_calculation")),
    )
    with op.batch_alter_table("credit_calculation", schema=None) as batch_op:
        batch_op.create_index("ix_credit_calculation_activity_id", ["activity_id"], unique=False)

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
        "credit_pilot",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("profession", sa.String(length=64), nullable=False),
        sa.Column("tested_on", sa.Date(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_credit_pilot_minutes")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_pilot_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_pilot")),
    )
    with op.batch_alter_table("credit_pilot", schema=None) as batch_op:
        batch_op.create_index("ix_credit_pilot_activity_id", ["activity_id"], unique=False)

    op.create_table(
        "credit_rating",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("rater", sa.String(length=120), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("rated_on", sa.Date(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 10 AND 50", name=op.f("ck_credit_rating_range")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_rating_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_rating")),
        sa.UniqueConstraint("activity_id", "rater", name=op.f("uq_credit_rating_activity_id_rater")),
    )
    op.create_table(
        "credit_support",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.String(length=60), nullable=False),
        sa.Column("agreement_hash", sa.String(length=64), nullable=True),
        sa.Column("stated_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_support_activity_id_credit_activity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_support")),
    )
    with op.batch_alter_table("credit_support", schema=None) as batch_op:
        batch_op.create_index("ix_credit_support_activity_id", ["activity_id"], unique=False)

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
        "credit_designation",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("activity_id", sa.String(length=16), nullable=False),
        sa.Column("credit_type", sa.String(length=24), nullable=False),
        sa.Column("accreditor", sa.String(length=24), nullable=False),
        sa.Column("rule_set_hash", sa.String(length=64), nullable=False),
        sa.Column("rule_set", sa.JSON(), nullable=False),
        sa.Column("approval_id", sa.String(length=16), nullable=False),
        sa.Column("calculation_id", sa.String(length=16), nullable=False),
        sa.Column("credit", sa.Integer(), nullable=False),
        sa.Column("designated_on", sa.Date(), nullable=False),
        sa.Column("designated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("designated_by", sa.String(length=120), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("credit > 0 AND credit % 25 = 0", name=op.f("ck_credit_designation_quarters")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["credit_activity.id"], name=op.f("fk_credit_designation_activity_id_credit_activity")
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["credit_approval.id"], name=op.f("fk_credit_designation_approval_id_credit_approval")
        ),
        sa.ForeignKeyConstraint(
            ["calculation_id"],
            ["credit_calculation.id"],
            name=op.f("fk_credit_designation_calculation_id_credit_calculation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_designation")),
    )
    with op.batch_alter_table("credit_designation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_credit_designation_open",
            ["activity_id", "credit_type"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "credit_disclosure",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("collected_on", sa.Date(), nullable=False),
        sa.Column("none_declared", sa.Boolean(), nullable=False),
        sa.Column("relationships", sa.JSON(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("mitigation", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["credit_activity_person.id"],
            name=op.f("fk_credit_disclosure_person_id_credit_activity_person"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_disclosure")),
    )
    with op.batch_alter_table("credit_disclosure", schema=None) as batch_op:
        batch_op.create_index("ix_credit_disclosure_person_id", ["person_id"], unique=False)

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
    op.drop_table("credit_follow_up_receipt")
    op.drop_table("credit_evaluation_receipt")
    with op.batch_alter_table("credit_disclosure", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_disclosure_person_id")

    op.drop_table("credit_disclosure")
    with op.batch_alter_table("credit_designation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_credit_designation_open",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("credit_designation")
    with op.batch_alter_table("credit_attestation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_attestation_enrolment_id")

    op.drop_table("credit_attestation")
    with op.batch_alter_table("credit_support", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_support_activity_id")

    op.drop_table("credit_support")
    op.drop_table("credit_rating")
    with op.batch_alter_table("credit_pilot", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_pilot_activity_id")

    op.drop_table("credit_pilot")
    with op.batch_alter_table("credit_hold", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_hold_organisation_id")

    op.drop_table("credit_hold")
    with op.batch_alter_table("credit_grievance", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_grievance_organisation_id")

    op.drop_table("credit_grievance")
    with op.batch_alter_table("credit_follow_up", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_follow_up_activity_id")

    op.drop_table("credit_follow_up")
    with op.batch_alter_table("credit_evaluation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_evaluation_activity_id")

    op.drop_table("credit_evaluation")
    with op.batch_alter_table("credit_enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_enrolment_activity_id")

    op.drop_table("credit_enrolment")
    with op.batch_alter_table("credit_calculation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_calculation_activity_id")

    op.drop_table("credit_calculation")
    with op.batch_alter_table("credit_board_consent", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_board_consent_account_id")

    op.drop_table("credit_board_consent")
    with op.batch_alter_table("credit_activity_person", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_activity_person_activity_id")

    op.drop_table("credit_activity_person")
    op.drop_table("credit_tombstone")
    with op.batch_alter_table("credit_rule_confirmation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_rule_confirmation_organisation_id")

    op.drop_table("credit_rule_confirmation")
    op.drop_table("credit_provider")
    with op.batch_alter_table("credit_approval", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_approval_organisation_id")

    op.drop_table("credit_approval")
    op.drop_table("credit_activity")
    op.drop_table("credit_shown_page")
