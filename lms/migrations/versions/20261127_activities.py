"""Activities for credit: versions, who made them, support, ratings, pilots, hours and designations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_activities"
down_revision = "20261127_providers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
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


def downgrade() -> None:
    """Step back."""
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
    with op.batch_alter_table("credit_support", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_support_activity_id")
    op.drop_table("credit_support")
    op.drop_table("credit_rating")
    with op.batch_alter_table("credit_pilot", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_pilot_activity_id")
    op.drop_table("credit_pilot")
    with op.batch_alter_table("credit_calculation", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_calculation_activity_id")
    op.drop_table("credit_calculation")
    with op.batch_alter_table("credit_activity_person", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_activity_person_activity_id")
    op.drop_table("credit_activity_person")
    op.drop_table("credit_activity")
