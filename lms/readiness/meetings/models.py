"""The meetings of a clinic: each series, its rhythms, what was recorded of each date, who came, notes, and calendar feeds."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Clinic


class MeetingSeries(Base):
    """One of the three meetings at one clinic. How often stands in its rhythms, what happened in its marks."""

    __tablename__ = "meeting_series"
    __table_args__ = (
        CheckConstraint("kind IN ('panel', 'caseload', 'program')", name="kind"),
        UniqueConstraint("clinic_id", "kind"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    kind: Mapped[str] = mapped_column(String(16))
    set_up_on: Mapped[date] = mapped_column(doc="The clinic's day on which it was set up here.")
    last_before: Mapped[date | None] = mapped_column(doc="When it was last held before that; null: nobody said.")
    created_at: Mapped[datetime]
    clinic: Mapped[Clinic] = relationship()


class MeetingRhythm(Base):
    """How often, when and where from a day on. Never changed: a new rhythm is a new row, the highest number counts."""

    __tablename__ = "meeting_rhythm"
    __table_args__ = (
        CheckConstraint("unit IN ('week', 'month')", name="unit"),
        CheckConstraint("every > 0 AND minutes > 0 AND weekday >= 0 AND weekday < 7", name="sound"),
        Index("ix_meeting_rhythm_by_account_id", "by_account_id"),
    )
    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, doc="1 for the first.")
    every: Mapped[int] = mapped_column(Integer)
    unit: Mapped[str] = mapped_column(String(8))
    weekday: Mapped[int] = mapped_column(Integer, doc="0 is Monday.")
    at_minute: Mapped[int] = mapped_column(Integer, doc="Minutes after midnight, on the clinic's clock.")
    minutes: Mapped[int] = mapped_column(Integer, doc="How long it takes.")
    place: Mapped[str] = mapped_column(String(200), doc="Empty: nobody said.")
    from_date: Mapped[date] = mapped_column(doc="The first day on which it may be.")
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why less often than published; null: it is not.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    at: Mapped[datetime]


class MeetingMark(Base):
    """One thing recorded of one date: moved, held, cancelled, or the mark before it taken back. Never changed."""

    __tablename__ = "meeting_mark"
    __table_args__ = (
        CheckConstraint("what IN ('moved', 'held', 'cancelled', 'undone')", name="what"),
        Index("ix_meeting_mark_by_account_id", "by_account_id"),
    )
    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, doc="1 for the first of its series.")
    slot: Mapped[date] = mapped_column(doc="The day the meeting was planned for; it names the meeting.")
    what: Mapped[str] = mapped_column(String(16))
    on_date: Mapped[date | None] = mapped_column(doc="The day it is moved to or was held on; null: its own.")
    at_minute: Mapped[int | None] = mapped_column(Integer, doc="The time it is moved to; null: its own.")
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why it was moved or cancelled; null: none is asked.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    at: Mapped[datetime]


class MeetingAttendance(Base):
    """Whether somebody who was asked to a meeting came. It counts while the meeting is recorded as held."""

    __tablename__ = "meeting_attendance"
    __table_args__ = (
        Index("ix_meeting_attendance_account_id", "account_id"),
        Index("ix_meeting_attendance_by_account_id", "by_account_id"),
    )
    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), primary_key=True)
    slot: Mapped[date] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    came: Mapped[bool] = mapped_column(Boolean)
    required: Mapped[bool] = mapped_column(Boolean, doc="Had to come; otherwise as able.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    at: Mapped[datetime]


class MeetingNote(Base):
    """What is to be remembered of one meeting, never about a patient. The newest text stands."""

    __tablename__ = "meeting_note"
    __table_args__ = (Index("ix_meeting_note_by_account_id", "by_account_id"),)
    series_id: Mapped[str] = mapped_column(ForeignKey("meeting_series.id"), primary_key=True)
    slot: Mapped[date] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(
        Integer, doc="1 for the first; a form that was opened on another is shown both."
    )
    text: Mapped[str] = mapped_column(Text)
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Who wrote it last.")
    at: Mapped[datetime]


class CalendarFeed(Base):
    """A secret address from which a calendar reads meetings: a person's own, or those of one clinic."""

    __tablename__ = "calendar_feed"
    __table_args__ = (
        Index("ix_calendar_feed_account_id", "account_id"),
        Index("ix_calendar_feed_clinic_id", "clinic_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Whose it is, or who made the clinic's.")
    clinic_id: Mapped[str | None] = mapped_column(ForeignKey("clinic.id"), doc="Null: the meetings of its person.")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None] = mapped_column(doc="Null: it is read from.")
