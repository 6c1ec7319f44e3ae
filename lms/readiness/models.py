"""The schedule of standings to come, kept so that long lists are one query."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class ScheduleRow(Base):
    """From this local day on the role held has this standing, if nothing more happens."""

    __tablename__ = "schedule_row"
    __table_args__ = (Index("ix_schedule_row_rank", "rank", "from_date"),)
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"), primary_key=True)
    from_date: Mapped[date] = mapped_column(primary_key=True)
    standing: Mapped[str] = mapped_column(String(32))
    rank: Mapped[int] = mapped_column(Integer, doc="0 is most urgent.")
    due_on: Mapped[date | None] = mapped_column(doc="Due date of the phase one is in then; null: there is none.")


class ScheduleState(Base):
    """For which edition and from when a role's schedule was computed."""

    __tablename__ = "schedule_state"
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"), primary_key=True)
    edition: Mapped[str] = mapped_column(String(12))
    computed_for: Mapped[date] = mapped_column(doc="Local day on which it was computed.")
    computed_at: Mapped[datetime]
