"""Meetings of a clinic: series, rhythms, what was recorded, who came, notes, calendar feeds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261127_meetings"
down_revision = "20261127_outside_certificate"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Step forward."""
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id_account")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_calendar_feed_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_index("ix_calendar_feed_account_id", "calendar_feed", ["account_id"])
    op.create_index("ix_calendar_feed_clinic_id", "calendar_feed", ["clinic_id"])

    op.create_table(
        "meeting_series",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("clinic_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=False),
        sa.Column("last_before", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('panel', 'caseload', 'program')", name=op.f("ck_meeting_series_kind")),
        sa.ForeignKeyConstraint(["clinic_id"], ["clinic.id"], name=op.f("fk_meeting_series_clinic_id_clinic")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
        sa.UniqueConstraint("clinic_id", "kind", name=op.f("uq_meeting_series_clinic_id_kind")),
    )
    op.create_table(
        "meeting_attendance",
        sa.Column("series_id", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("account_id", sa.String(length=16), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_meeting_attendance_account_id_account")),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_meeting_attendance_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_attendance_series_id_meeting_series")
        ),
        sa.PrimaryKeyConstraint("series_id", "slot", "account_id", name=op.f("pk_meeting_attendance")),
    )
    op.create_index("ix_meeting_attendance_account_id", "meeting_attendance", ["account_id"])
    op.create_index("ix_meeting_attendance_by_account_id", "meeting_attendance", ["by_account_id"])

    op.create_table(
        "meeting_mark",
        sa.Column("series_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("at_minute", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what IN ('moved', 'held', 'cancelled', 'undone')", name=op.f("ck_meeting_mark_what")),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_meeting_mark_by_account_id_account")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_mark_series_id_meeting_series")
        ),
        sa.PrimaryKeyConstraint("series_id", "number", name=op.f("pk_meeting_mark")),
    )
    op.create_index("ix_meeting_mark_by_account_id", "meeting_mark", ["by_account_id"])

    op.create_table(
        "meeting_note",
        sa.Column("series_id", sa.String(length=16), nullable=False),
        sa.Column("slot", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name=op.f("fk_meeting_note_by_account_id_account")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_note_series_id_meeting_series")
        ),
        sa.PrimaryKeyConstraint("series_id", "slot", name=op.f("pk_meeting_note")),
    )
    op.create_index("ix_meeting_note_by_account_id", "meeting_note", ["by_account_id"])

    op.create_table(
        "meeting_rhythm",
        sa.Column("series_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("at_minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("by_account_id", sa.String(length=16), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("unit IN ('week', 'month')", name=op.f("ck_meeting_rhythm_unit")),
        sa.CheckConstraint(
            "every > 0 AND minutes > 0 AND weekday >= 0 AND weekday < 7", name=op.f("ck_meeting_rhythm_sound")
        ),
        sa.ForeignKeyConstraint(
            ["by_account_id"], ["account.id"], name=op.f("fk_meeting_rhythm_by_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_rhythm_series_id_meeting_series")
        ),
        sa.PrimaryKeyConstraint("series_id", "number", name=op.f("pk_meeting_rhythm")),
    )
    op.create_index("ix_meeting_rhythm_by_account_id", "meeting_rhythm", ["by_account_id"])


def downgrade() -> None:
    """Step back; what was kept of meetings goes."""
    op.drop_index("ix_meeting_rhythm_by_account_id", "meeting_rhythm")

    op.drop_table("meeting_rhythm")
    op.drop_index("ix_meeting_note_by_account_id", "meeting_note")

    op.drop_table("meeting_note")
    op.drop_index("ix_meeting_mark_by_account_id", "meeting_mark")

    op.drop_table("meeting_mark")
    op.drop_index("ix_meeting_attendance_by_account_id", "meeting_attendance")
    op.drop_index("ix_meeting_attendance_account_id", "meeting_attendance")

    op.drop_table("meeting_attendance")
    op.drop_table("meeting_series")
    op.drop_index("ix_calendar_feed_clinic_id", "calendar_feed")
    op.drop_index("ix_calendar_feed_account_id", "calendar_feed")

    op.drop_table("calendar_feed")
