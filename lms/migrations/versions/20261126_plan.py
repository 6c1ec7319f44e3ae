"""Experience that lengthens or shortens a window; changes in order, with what they took back; leave among them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_plan"
down_revision = "20261123_training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward. Changes that are there are numbered by time, and leave that is there gets its change."""
    op.add_column("role_held", sa.Column("window_weeks", sa.Integer(), nullable=True))
    op.add_column("role_change", sa.Column("undoes_id", sa.String(length=16), nullable=True))
    with op.batch_alter_table("role_change") as batch:
        batch.add_column(sa.Column("number", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "INSERT INTO role_change (id, role_held_id, field, before, after, reason, by_account_id, at, number) "
        "SELECT id, role_held_id, 'leave:' || id, NULL, "
        "CAST(from_date AS VARCHAR(10)) || '/' || COALESCE(CAST(to_date AS VARCHAR(10)), ''), "
        "reason, by_account_id, created_at, 0 FROM pause"
    )
    op.execute(
        "UPDATE role_change SET number = (SELECT count(*) FROM role_change AS earlier "
        "WHERE earlier.role_held_id = role_change.role_held_id "
        "AND (earlier.at < role_change.at OR (earlier.at = role_change.at AND earlier.id <= role_change.id)))"
    )
    with op.batch_alter_table("role_change") as batch:
        batch.alter_column("number", existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    """Step back. What was recorded of leave, of experience and of agreed time goes; the values stay as they are."""
    op.execute("DELETE FROM role_change WHERE field <> 'start_date'")
    with op.batch_alter_table("role_change") as batch:
        batch.drop_column("number")
        batch.drop_column("undoes_id")
    with op.batch_alter_table("role_held") as batch:
        batch.drop_column("window_weeks")
