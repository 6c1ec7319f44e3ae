"""What a clinic needs before its first patient: roles, entries in checklists, own items, planned last days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_opening"
down_revision = "20261127_nudges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "clinic_setup",
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("checklists_since", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_setup_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", name=op.f("pk_clinic_setup")),
    )
    op.create_table(
        "clinic_need",
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_clinic_need_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("clinic_id", "role", name=op.f("pk_clinic_need")),
    )
    op.create_table(
        "item_mark",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("role_held_id", sa.String(length=16), nullable=True),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('not started', 'in progress', 'done', 'not needed')", name=op.f("ck_item_mark_state")
        ),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_item_mark_clinic_id_clinic")),
        sa.ForeignKeyConstraint(["role_held_id"], ["role_held.id"], name=op.f("fk_item_mark_role_held_id_role_held")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_mark")),
        sa.UniqueConstraint(
            "clinic_id",
            "subject_id",
            "item_id",
            "number",
            name=op.f("uq_item_mark_clinic_id_subject_id_item_id_number"),
        ),
    )
    op.create_index("ix_item_mark_role_held_id", "item_mark", ["role_held_id"])
    op.create_table(
        "own_item",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("list_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_own_item_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_item")),
    )
    op.create_index("ix_own_item_clinic_id", "own_item", ["clinic_id"])
    for name, day in (("extra_support", "since"), ("leaving", "last_day")):
        op.create_table(
            name,
            sa.Column("role_held_id", sa.String(length=16), nullable=False),
            sa.Column(day, sa.Date(), nullable=False),
            sa.Column("at", sa.DateTime(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(["role_held_id"], ["role_held.id"], name=op.f(f"fk_{name}_role_held_id_role_held")),
            sa.PrimaryKeyConstraint("role_held_id", name=op.f(f"pk_{name}")),
        )


def downgrade() -> None:
    """Step back."""
    for name in ("leaving", "extra_support", "own_item", "item_mark", "clinic_need", "clinic_setup"):
        op.drop_table(name)
