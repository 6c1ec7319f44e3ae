"""Keys that certificates are signed with, their credentials and their places in status lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_signing"
down_revision = "20261127_programmes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward; certificates that are there keep the files they have."""
    op.create_table(
        "signing_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    in_force = sa.text("retired_at IS NULL")
    op.create_index(
        "uq_signing_key_in_force", "signing_key", ["use"], unique=True, sqlite_where=in_force, postgresql_where=in_force
    )
    with op.batch_alter_table("certificate") as batch:
        batch.add_column(sa.Column("status_list", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("status_index", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("credential", sa.JSON(), nullable=True))
        batch.create_unique_constraint(op.f("uq_certificate_status_list_status_index"), ["status_list", "status_index"])


def downgrade() -> None:
    """Step back; credentials and public keys go, the files stay."""
    with op.batch_alter_table("certificate") as batch:
        batch.drop_constraint(op.f("uq_certificate_status_list_status_index"), type_="unique")
        batch.drop_column("credential")
        batch.drop_column("status_index")
        batch.drop_column("status_list")
    op.drop_table("signing_key")
