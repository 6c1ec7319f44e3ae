"""Course, attempts, completions, certificates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261123_training"
down_revision = "20261123_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "content_piece",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("piece_id", sa.String(length=80), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("first_served_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_content_piece")),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("first_served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("summary", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.create_table(
        "serial_counter",
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_serial_counter_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "year", name=op.f("pk_serial_counter")),
    )
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("test_id", sa.String(length=80), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right_count", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(handed_in_at IS NULL) = (right_count IS NULL)", name=op.f("ck_attempt_handed_in")),
        sa.CheckConstraint(
            "right_count IS NULL OR (right_count >= 0 AND right_count <= drawn)", name=op.f("ck_attempt_score")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_attempt_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("account_id", "test_id", "number", name=op.f("uq_attempt_account_id_test_id_number")),
    )
    op.create_index(
        "uq_attempt_open",
        "attempt",
        ["account_id", "test_id"],
        unique=True,
        sqlite_where=sa.text("handed_in_at IS NULL"),
        postgresql_where=sa.text("handed_in_at IS NULL"),
    )

    op.create_table(
        "case_run",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("case_id", sa.String(length=80), nullable=False),
        sa.Column("case_hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_case_run_account_id_account")),
        sa.ForeignKeyConstraint(
            ["case_hash"], ["content_piece.hash"], name=op.f("fk_case_run_case_hash_content_piece")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_run")),
        sa.UniqueConstraint("account_id", "case_id", "number", name=op.f("uq_case_run_account_id_case_id_number")),
    )
    op.create_index(
        "uq_case_run_open",
        "case_run",
        ["account_id", "case_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )

    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("scope", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("serial", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("gates", sa.JSON(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pdf_hash", sa.String(length=64), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_by_id", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_certificate_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_certificate_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("organisation_id", "serial", name=op.f("uq_certificate_organisation_id_serial")),
    )
    op.create_index("ix_certificate_account_id", "certificate", ["account_id"], unique=False)
    op.create_index(
        "uq_certificate_valid",
        "certificate",
        ["account_id", "scope"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL AND superseded_at IS NULL"),
    )

    op.create_table(
        "completion",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("requirement_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("evidence_id", sa.String(length=16), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('lesson', 'case', 'test')", name=op.f("ck_completion_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_completion_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completion")),
    )
    op.create_index(
        "uq_completion_standing",
        "completion",
        ["account_id", "requirement_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )

    op.create_table(
        "practice_answer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("source_kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_hash", sa.String(length=64), nullable=False),
        sa.Column("chosen", sa.String(length=4), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_practice_answer_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_answer")),
        sa.UniqueConstraint("account_id", "item_id", name=op.f("uq_practice_answer_account_id_item_id")),
    )
    op.create_table(
        "reading_position",
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reading_position_account_id_account")),
        sa.PrimaryKeyConstraint("account_id", "lesson_id", name=op.f("pk_reading_position")),
    )
    op.create_table(
        "attempt_item",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("attempt_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_hash", sa.String(length=64), nullable=False),
        sa.Column("option_order", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.String(length=4), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("right", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_item_attempt_id_attempt")),
        sa.ForeignKeyConstraint(
            ["item_hash"], ["content_piece.hash"], name=op.f("fk_attempt_item_item_hash_content_piece")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_item")),
        sa.UniqueConstraint("attempt_id", "item_id", name=op.f("uq_attempt_item_attempt_id_item_id")),
        sa.UniqueConstraint("attempt_id", "position", name=op.f("uq_attempt_item_attempt_id_position")),
    )
    op.create_table(
        "case_step",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.String(length=80), nullable=False),
        sa.Column("choice_id", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["case_run.id"], name=op.f("fk_case_step_run_id_case_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_case_step_run_id_number")),
    )
    op.create_table(
        "schedule_row",
        sa.Column("role_held_id", sa.String(length=16), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("standing", sa.String(length=32), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["role_held.id"], name=op.f("fk_schedule_row_role_held_id_role_held")
        ),
        sa.PrimaryKeyConstraint("role_held_id", "from_date", name=op.f("pk_schedule_row")),
    )
    op.create_index("ix_schedule_row_rank", "schedule_row", ["rank", "from_date"], unique=False)

    op.create_table(
        "schedule_state",
        sa.Column("role_held_id", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.Column("computed_for", sa.Date(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["role_held.id"], name=op.f("fk_schedule_state_role_held_id_role_held")
        ),
        sa.PrimaryKeyConstraint("role_held_id", name=op.f("pk_schedule_state")),
    )


def downgrade() -> None:
    """Step back."""
    op.drop_table("schedule_state")
    op.drop_index("ix_schedule_row_rank", table_name="schedule_row")

    op.drop_table("schedule_row")
    op.drop_table("case_step")
    op.drop_table("attempt_item")
    op.drop_table("reading_position")
    op.drop_table("practice_answer")
    op.drop_index(
        "uq_completion_standing",
        table_name="completion",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )

    op.drop_table("completion")
    op.drop_index(
        "uq_certificate_valid",
        table_name="certificate",
        sqlite_where=sa.text("revoked_at IS NULL AND superseded_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL AND superseded_at IS NULL"),
    )
    op.drop_index("ix_certificate_account_id", table_name="certificate")

    op.drop_table("certificate")
    op.drop_index(
        "uq_case_run_open",
        table_name="case_run",
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )

    op.drop_table("case_run")
    op.drop_index(
        "uq_attempt_open",
        table_name="attempt",
        sqlite_where=sa.text("handed_in_at IS NULL"),
        postgresql_where=sa.text("handed_in_at IS NULL"),
    )

    op.drop_table("attempt")
    op.drop_table("serial_counter")
    op.drop_table("edition")
    op.drop_table("content_piece")
