"""What was completed, where a reader left off, and what she wrote for herself."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class Completion(Base):
    """A requirement done on a day, with the minutes it is planned to take. Never taken back by a new edition."""

    __tablename__ = "completion"
    __table_args__ = (
        CheckConstraint("kind IN ('lesson', 'case', 'lab', 'test')", name="kind"),
        Index(
            "uq_completion_standing",
            "account_id",
            "requirement_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
        Index(
            "ix_completion_undone",
            "account_id",
            sqlite_where=text("undone_at IS NOT NULL"),
            postgresql_where=text("undone_at IS NOT NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    requirement_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    edition: Mapped[str] = mapped_column(String(12))
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int] = mapped_column(Integer)
    minutes: Mapped[int] = mapped_column(Integer, doc="Planned minutes on that day; nothing is clocked.")
    completed_at: Mapped[datetime]
    completed_on: Mapped[date] = mapped_column(doc="Local day of the learner's clinic.")
    evidence_id: Mapped[str | None] = mapped_column(Id, doc="The attempt or case run; null for a lesson.")
    undone_at: Mapped[datetime | None] = mapped_column(doc="Null: it counts.")


class ReadingPosition(Base):
    """Where a reader left off in a lesson, and which text of it she has looked at since she completed it."""

    __tablename__ = "reading_position"
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(120), doc="A paragraph, heading or check; empty: no place is kept.")
    section: Mapped[str | None] = mapped_column(String(120), doc="The heading above it; null in the opening.")
    at: Mapped[datetime]
    seen_hash: Mapped[str | None] = mapped_column(
        String(64), doc="The text whose changes were looked at; null: none but the one that was completed."
    )
    seen_on: Mapped[date | None] = mapped_column(doc="Local day of that; null with it.")


class Note(Base):
    """What somebody wrote for herself about a lesson or one heading of it. Nobody else sees it."""

    __tablename__ = "note"
    __table_args__ = (
        Index(
            "uq_note_standing",
            "account_id",
            "lesson_id",
            "anchor",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    lesson_id: Mapped[str] = mapped_column(String(80))
    anchor: Mapped[str] = mapped_column(String(120), doc="The heading it is about; empty: the whole lesson.")
    lesson_title: Mapped[str] = mapped_column(String(200), doc="As it was, for the day the lesson is gone.")
    heading: Mapped[str] = mapped_column(String(200), doc="The heading as it was; empty with the anchor.")
    text: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, doc="Counts the texts, so that two windows do not undo each other.")
    page: Mapped[str] = mapped_column(
        Id, doc="The page that wrote last; it may send again without having seen its own."
    )
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands. Rows are gone thirty days later.")
