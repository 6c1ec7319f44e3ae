"""Boards that were shared: links to the go-live board as it stood, and who is named in which."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_shares"
down_revision = "20261127_snapshots"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "board_share",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("made_by_account_id", sa.String(length=16), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.Column("last_opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_board_share_clinic_id_clinic")),
        sa.ForeignKeyConstraint(
            ["made_by_account_id"], ["account.id"], name=op.f("fk_board_share_made_by_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_share")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_board_share_token_hash")),
    )
    op.create_index("ix_board_share_clinic_id", "board_share", ["clinic_id"])
    op.create_index("ix_board_share_made_by_account_id", "board_share", ["made_by_account_id"])
    op.create_table(
        "board_share_person",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("share_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["share_id"], ["board_share.id"], name=op.f("fk_board_share_person_share_id_board_share")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_board_share_person_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_share_person")),
    )
    op.create_index("ix_board_share_person_account_id", "board_share_person", ["account_id"])


def downgrade() -> None:
    """Step back."""
    op.drop_index("ix_board_share_person_account_id", "board_share_person")
    op.drop_table("board_share_person")
    op.drop_index("ix_board_share_made_by_account_id", "board_share")
    op.drop_index("ix_board_share_clinic_id", "board_share")
    op.drop_table("board_share")
