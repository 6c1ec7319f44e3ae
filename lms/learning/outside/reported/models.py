"""Completions of other courses as they were reported, and what a supervisor made of one."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.learning.outside.models import OutsideTraining
from lms.people.importing.models import PeopleImport


class ReportedTraining(Base):
    """That an import of the organisation said somebody completed a course elsewhere. It waives nothing and counts for nothing.

    Once a supervisor takes it up there is an outside training beside it, and what is decided on that one counts.
    """

    __tablename__ = "reported_training"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes"),
        CheckConstraint("(taken_up_at IS NULL) = (training_id IS NULL)", name="taken_up"),
        Index("ix_reported_training_account_id", "account_id"),
        Index("ix_reported_training_import_id", "import_id"),
        Index("uq_reported_training_training_id", "training_id", unique=True),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Of whom it was reported.")
    import_id: Mapped[str] = mapped_column(ForeignKey("people_import.id"), doc="The file in which it stood first.")
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    completed_on: Mapped[date] = mapped_column(doc="As reported.")
    minutes: Mapped[int | None] = mapped_column(Integer, doc="As reported; null: the file did not say.")
    reported_at: Mapped[datetime]
    taken_up_at: Mapped[datetime | None] = mapped_column(doc="Null: nobody here has looked at it.")
    taken_up_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who made a training of it; null with it.")
    training_id: Mapped[str | None] = mapped_column(
        ForeignKey("outside_training.id"), doc="What was made of it; null: nothing yet."
    )
    training: Mapped[OutsideTraining | None] = relationship(lazy="raise_on_sql")
    file: Mapped[PeopleImport] = relationship(lazy="raise_on_sql")
