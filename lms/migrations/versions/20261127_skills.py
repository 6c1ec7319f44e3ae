"""Skills: seen and signed, who may sign, what a clinic asks for, hours of shadowing, ratings and the tasks that follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_skills"
down_revision = "20261127_placement"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "skill_log",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("with_role", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('shadowing', 'panel review')", name=op.f("ck_skill_log_kind")),
        sa.CheckConstraint("minutes > 0 AND minutes % 15 = 0", name=op.f("ck_skill_log_quarters")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_skill_log_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_log_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_log")),
    )
    op.create_index("ix_skill_log_account_id", "skill_log", ["account_id"])

    op.create_table(
        "skill_rating",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_on", sa.Date(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rated_on", sa.Date(), nullable=True),
        sa.Column("rated_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("own_words", sa.String(length=1000), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("occasion IN ('start', 'six months', 'between')", name=op.f("ck_skill_rating_occasion")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_skill_rating_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_rating_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_rating")),
    )
    op.create_index("ix_skill_rating_account_id", "skill_rating", ["account_id"])

    op.create_table(
        "skill_seen",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=80), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=True),
        sa.Column("comment", sa.String(length=500), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signed_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("signed_as", sa.String(length=32), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.CheckConstraint("method IN ('observed', 'role-play', 'record review')", name=op.f("ck_skill_seen_method")),
        sa.CheckConstraint(
            "state IN ('done', 'needs more practice', 'not applicable')", name=op.f("ck_skill_seen_state")
        ),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_by_account_id IS NULL)", name=op.f("ck_skill_seen_signer")),
        sa.CheckConstraint("(signed_at IS NULL) = (signed_on IS NULL)", name=op.f("ck_skill_seen_signed_day")),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_on IS NULL)", name=op.f("ck_skill_seen_withdrawn")),
        sa.CheckConstraint(
            "signed_at IS NULL OR (state IS NOT NULL AND method IS NOT NULL)", name=op.f("ck_skill_seen_signed")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_skill_seen_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_seen_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_seen")),
    )
    op.create_index("ix_skill_seen_account_id", "skill_seen", ["account_id"])
    op.create_index("ix_skill_seen_clinic_id", "skill_seen", ["clinic_id"])

    op.create_table(
        "skill_signer",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("named_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_account_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("to_date IS NULL OR to_date >= from_date", name=op.f("ck_skill_signer_order")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_skill_signer_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_signer_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_signer")),
    )
    op.create_index("ix_skill_signer_account_id", "skill_signer", ["account_id"])
    op.create_index("ix_skill_signer_clinic_id", "skill_signer", ["clinic_id"])

    op.create_table(
        "skill_task",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("part_id", sa.String(length=80), nullable=True),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'course') = (part_id IS NOT NULL)", name=op.f("ck_skill_task_part")),
        sa.CheckConstraint("kind IN ('course', 'shadowing', 'practice')", name=op.f("ck_skill_task_kind")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_skill_task_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_task_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill_task")),
    )
    op.create_index("ix_skill_task_account_id", "skill_task", ["account_id"])

    op.create_table(
        "skill_use",
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_skill_use_by_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_skill_use_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "role", "number", name=op.f("pk_skill_use")),
    )
    op.create_table(
        "skill_level",
        sa.Column("rating_id", sa.String(length=16), nullable=False),
        sa.Column("skill_id", sa.String(length=80), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 0 AND 3", name=op.f("ck_skill_level_level")),
        sa.ForeignKeyConstraint(["rating_id"], ["skill_rating.id"], name=op.f("fk_skill_level_rating_id_skill_rating")),
        sa.PrimaryKeyConstraint("rating_id", "skill_id", "own", name=op.f("pk_skill_level")),
    )


def downgrade() -> None:
    """Step back; what was recorded of skills goes."""
    op.drop_table("skill_level")
    op.drop_table("skill_use")
    op.drop_index("ix_skill_task_account_id", "skill_task")

    op.drop_table("skill_task")
    op.drop_index("ix_skill_signer_clinic_id", "skill_signer")
    op.drop_index("ix_skill_signer_account_id", "skill_signer")

    op.drop_table("skill_signer")
    op.drop_index("ix_skill_seen_clinic_id", "skill_seen")
    op.drop_index("ix_skill_seen_account_id", "skill_seen")

    op.drop_table("skill_seen")
    op.drop_index("ix_skill_rating_account_id", "skill_rating")

    op.drop_table("skill_rating")
    op.drop_index("ix_skill_log_account_id", "skill_log")

    op.drop_table("skill_log")
