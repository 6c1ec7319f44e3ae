"""Completions of other courses that an import reported, and imports of more than one kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_reported"
down_revision = "20261127_credit"
branch_labels = None
depends_on = None

BEFORE = "kind IN ('account', 'address', 'role', 'access', 'start_date', 'hours', 'legal_name')"
AFTER = "kind IN ('account', 'address', 'role', 'access', 'start_date', 'hours', 'legal_name', 'training', 'minutes')"


def upgrade() -> None:
    """Step forward; every import so far was of people."""
    op.create_table(
        "reported_training",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("import_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_up_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("training_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_reported_training_minutes")),
        sa.CheckConstraint("(taken_up_at IS NULL) = (training_id IS NULL)", name=op.f("ck_reported_training_taken_up")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reported_training_account_id_account")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["people_import.id"], name=op.f("fk_reported_training_import_id_people_import")
        ),
        sa.ForeignKeyConstraint(
            ["training_id"], ["outside_training.id"], name=op.f("fk_reported_training_training_id_outside_training")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reported_training")),
    )
    op.create_index("ix_reported_training_account_id", "reported_training", ["account_id"])
    op.create_index("ix_reported_training_import_id", "reported_training", ["import_id"])
    op.create_index("uq_reported_training_training_id", "reported_training", ["training_id"], unique=True)
    with op.batch_alter_table("people_import") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=16), nullable=False, server_default="people"))
        batch.create_check_constraint(op.f("ck_people_import_kind"), "kind IN ('people', 'training')")
    with op.batch_alter_table("people_import") as batch:
        batch.alter_column("kind", server_default=None)
    with op.batch_alter_table("import_effect") as batch:
        batch.drop_constraint(op.f("ck_import_effect_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_import_effect_kind"), AFTER)


def downgrade() -> None:
    """Step back; what was reported goes, with its imports."""
    op.drop_table("reported_training")
    op.execute("DELETE FROM import_effect WHERE kind IN ('training', 'minutes')")
    op.execute("DELETE FROM people_import WHERE kind = 'training'")
    with op.batch_alter_table("import_effect") as batch:
        batch.drop_constraint(op.f("ck_import_effect_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_import_effect_kind"), BEFORE)
    with op.batch_alter_table("people_import") as batch:
        batch.drop_constraint(op.f("ck_people_import_kind"), type_="check")
        batch.drop_column("kind")
