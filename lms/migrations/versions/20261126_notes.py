"""Notes of one's own; the heading above a reader's place, and which text she has looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_notes"
down_revision = "20261126_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("lesson_id", sa.String(length=80), nullable=False),
        sa.Column("anchor", sa.String(length=120), nullable=False),
        sa.Column("lesson_title", sa.String(length=200), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_note_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(
        "uq_note_standing",
        "note",
        ["account_id", "lesson_id", "anchor"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    with op.batch_alter_table("reading_position") as table:
        table.add_column(sa.Column("section", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("seen_hash", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("seen_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Step back."""
    with op.batch_alter_table("reading_position") as table:
        table.drop_column("seen_on")
        table.drop_column("seen_hash")
        table.drop_column("section")
    op.drop_index("uq_note_standing", table_name="note")
    op.drop_table("note")
