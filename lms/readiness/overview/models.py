"""What was counted at the end of a month: numbers only, without a person in them; never changed once counted."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base


class MonthSnapshot(Base):
    """That a clinic was counted at the end of a month, its own calendar's; there is one, and it stays as it is."""

    __tablename__ = "month_snapshot"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held"),
        Index("ix_month_snapshot_as_of", "as_of"),
    )
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True, doc="The last day of the month, at the clinic.")
    zone: Mapped[str] = mapped_column(String(64), doc="The clinic's zone when it was counted.")
    held: Mapped[int] = mapped_column(Integer, doc="Roles counted: the sum over its rows; 0 where nobody held any.")
    edition: Mapped[str] = mapped_column(String(12), doc="The edition of the course it was counted with.")
    made_at: Mapped[datetime] = mapped_column(doc="When it was counted: the night after, or later from the histories.")


class MonthCount(Base):
    """How many roles held of a clinic had a role, a cohort and a standing in common; only numbers above 0 are stored."""

    __tablename__ = "month_count"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "as_of"], ["month_snapshot.clinic_id", "month_snapshot.as_of"]),
        CheckConstraint("number > 0", name="number"),
    )
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    as_of: Mapped[date] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    cohort: Mapped[date] = mapped_column(primary_key=True, doc="The first day of the month of the start dates.")
    standing: Mapped[str] = mapped_column(String(32), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
