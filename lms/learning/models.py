"""What was completed, and where a reader left off."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class Completion(Base):
    """A requirement done on a day, with the minutes it is planned to take. Never taken back by a new edition."""

    __tablename__ = "completion"
    __table_args__ = (
        CheckConstraint("kind IN ('lesson', 'case', 'test')", name="kind"),
        Index(
            "uq_completion_standing",
            "account_id",
            "requirement_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
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
    """Where a reader left off in a lesson."""

    __tablename__ = "reading_position"
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    anchor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
