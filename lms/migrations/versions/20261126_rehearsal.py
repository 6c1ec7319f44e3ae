"""Panel reviews that two colleagues rehearse in turn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_rehearsal"
down_revision = "20261126_uploads"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("exercise_id", sa.String(length=80), nullable=False),
        sa.Column("exercise_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["exercise_hash"], ["content_piece.hash"], name=op.f("fk_rehearsal_exercise_hash_content_piece")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rehearsal_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("code", name=op.f("uq_rehearsal_code")),
    )
    op.create_table(
        "rehearsal_seat",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("rehearsal_id", sa.String(length=16), nullable=False),
        sa.Column("seat", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_rehearsal_seat_account_id_account")),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"], ["rehearsal.id"], name=op.f("fk_rehearsal_seat_rehearsal_id_rehearsal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal_seat")),
        sa.UniqueConstraint("rehearsal_id", "seat", name=op.f("uq_rehearsal_seat_rehearsal_id_seat")),
    )
    op.create_index("ix_rehearsal_seat_account_id", "rehearsal_seat", ["account_id"])
    op.create_table(
        "rehearsal_turn",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("rehearsal_id", sa.String(length=16), nullable=False),
        sa.Column("seat_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["rehearsal_id"], ["rehearsal.id"], name=op.f("fk_rehearsal_turn_rehearsal_id_rehearsal")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["rehearsal_seat.id"], name=op.f("fk_rehearsal_turn_seat_id_rehearsal_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal_turn")),
        sa.UniqueConstraint("rehearsal_id", "number", name=op.f("uq_rehearsal_turn_rehearsal_id_number")),
    )


def downgrade() -> None:
    """Step back; rehearsals of two are dropped."""
    op.drop_table("rehearsal_turn")
    op.drop_index("ix_rehearsal_seat_account_id", table_name="rehearsal_seat")
    op.drop_table("rehearsal_seat")
    op.drop_table("rehearsal")
