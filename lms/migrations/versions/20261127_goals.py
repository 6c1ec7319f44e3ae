"""Goals of the six months after the start: goals, what was recorded of each, the six-month check."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_goals"
down_revision = "20261127_leaders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "continuing_goal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("role_held_id", sa.String(length=16), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.String(length=80), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('case', 'refresher', 'spaced', 'observed', 'clinic')", name=op.f("ck_continuing_goal_kind")
        ),
        sa.CheckConstraint("month > 0", name=op.f("ck_continuing_goal_month")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_continuing_goal_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_continuing_goal_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["role_held.id"], name=op.f("fk_continuing_goal_role_held_id_role_held")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_continuing_goal")),
    )
    op.create_index("ix_continuing_goal_by_account_id", "continuing_goal", ["by_account_id"])
    op.create_index("ix_continuing_goal_clinic_id", "continuing_goal", ["clinic_id", "role"])
    op.create_index("ix_continuing_goal_role_held_id", "continuing_goal", ["role_held_id"])
    op.create_table(
        "six_month_check",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("role_held_id", sa.String(length=16), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("went_well", sa.Text(), nullable=False),
        sa.Column("next_steps", sa.Text(), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.CheckConstraint("side IN ('learner', 'supervisor')", name=op.f("ck_six_month_check_side")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_six_month_check_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["role_held.id"], name=op.f("fk_six_month_check_role_held_id_role_held")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_six_month_check")),
    )
    op.create_index("ix_six_month_check_by_account_id", "six_month_check", ["by_account_id"])
    op.create_index(
        "uq_six_month_check_standing",
        "six_month_check",
        ["role_held_id", "side"],
        unique=True,
        sqlite_where=sa.text("taken_back_on IS NULL"),
        postgresql_where=sa.text("taken_back_on IS NULL"),
    )
    op.create_table(
        "goal_mark",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("role_held_id", sa.String(length=16), nullable=False),
        sa.Column("goal_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.CheckConstraint("what IN ('proposed', 'done', 'not needed')", name=op.f("ck_goal_mark_what")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_goal_mark_by_account_id_account")),
        sa.ForeignKeyConstraint(["goal_id"], ["continuing_goal.id"], name=op.f("fk_goal_mark_goal_id_continuing_goal")),
        sa.ForeignKeyConstraint(["role_held_id"], ["role_held.id"], name=op.f("fk_goal_mark_role_held_id_role_held")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_mark")),
        sa.UniqueConstraint("role_held_id", "goal_id", "number", name=op.f("uq_goal_mark_role_held_id_goal_id_number")),
    )
    op.create_index("ix_goal_mark_by_account_id", "goal_mark", ["by_account_id"])
    op.create_index("ix_goal_mark_goal_id", "goal_mark", ["goal_id"])


def downgrade() -> None:
    """Step back."""
    op.drop_table("goal_mark")
    op.drop_table("six_month_check")
    op.drop_table("continuing_goal")
