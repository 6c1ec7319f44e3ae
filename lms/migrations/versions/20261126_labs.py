"""Runs through labs: moves, the form of the open step, and what a finished run shows of each duty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_labs"
down_revision = "20261126_outside"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('lesson', 'case', 'test')"
AFTER = "kind IN ('lesson', 'case', 'lab', 'test')"


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "lab_run",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("exercise_id", sa.String(length=80), nullable=False),
        sa.Column("exercise_hash", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_lab_run_account_id_account")),
        sa.ForeignKeyConstraint(
            ["exercise_hash"], ["content_piece.hash"], name=op.f("fk_lab_run_exercise_hash_content_piece")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_run")),
        sa.UniqueConstraint(
            "account_id", "exercise_id", "number", name=op.f("uq_lab_run_account_id_exercise_id_number")
        ),
    )
    op.create_index(
        "uq_lab_run_open",
        "lab_run",
        ["account_id", "exercise_id"],
        unique=True,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_table(
        "lab_step",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["lab_run.id"], name=op.f("fk_lab_step_run_id_lab_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_step")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_lab_step_run_id_number")),
    )
    op.create_table(
        "lab_draft",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["lab_run.id"], name=op.f("fk_lab_draft_run_id_lab_run")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_lab_draft")),
    )
    op.create_table(
        "lab_evidence",
        sa.Column("run_id", sa.String(length=16), nullable=False),
        sa.Column("duty_id", sa.String(length=16), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("safety_missed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["lab_run.id"], name=op.f("fk_lab_evidence_run_id_lab_run")),
        sa.PrimaryKeyConstraint("run_id", "duty_id", name=op.f("pk_lab_evidence")),
    )
    with op.batch_alter_table("completion") as batch:
        batch.drop_constraint(op.f("ck_completion_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_completion_kind"), AFTER)


def downgrade() -> None:
    """Step back; runs are dropped, and completions of labs with them."""
    op.execute("DELETE FROM completion WHERE kind = 'lab'")
    with op.batch_alter_table("completion") as batch:
        batch.drop_constraint(op.f("ck_completion_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_completion_kind"), BEFORE)
    for table in ("lab_evidence", "lab_draft", "lab_step", "lab_run"):
        op.drop_table(table)
