"""Courses that authors send in, and what was published, with two people's names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261126_uploads"
down_revision = "20261126_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "course_upload",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.String(length=500), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_course_upload_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_upload_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_upload")),
    )
    op.create_index("ix_course_upload_organisation_id", "course_upload", ["organisation_id"])
    op.create_index("ix_course_upload_account_id", "course_upload", ["account_id"])
    op.create_table(
        "course_publication",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("organisation_id", sa.String(length=16), nullable=False),
        sa.Column("upload_id", sa.String(length=16), nullable=True),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_account_id", sa.String(length=16), nullable=True),
        sa.Column("approved", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.CheckConstraint("(decided_at IS NULL) = (approved IS NULL)", name=op.f("ck_course_publication_decided")),
        sa.CheckConstraint(
            "(number IS NULL) = (approved IS NULL OR NOT approved)", name=op.f("ck_course_publication_numbered")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_course_publication_account_id_account")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_course_publication_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["course_upload.id"], name=op.f("fk_course_publication_upload_id_course_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_publication")),
    )
    op.create_index("uq_course_publication_number", "course_publication", ["number"], unique=True)
    op.create_index("ix_course_publication_organisation_id", "course_publication", ["organisation_id"])
    op.create_index("ix_course_publication_account_id", "course_publication", ["account_id"])


def downgrade() -> None:
    """Step back; what was sent in goes, and the installed folder is served."""
    for index in ("account_id", "organisation_id"):
        op.drop_index(f"ix_course_publication_{index}", "course_publication")
    op.drop_index("uq_course_publication_number", "course_publication")
    op.drop_table("course_publication")
    for index in ("account_id", "organisation_id"):
        op.drop_index(f"ix_course_upload_{index}", "course_upload")
    op.drop_table("course_upload")
