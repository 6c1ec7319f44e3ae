"""The practice of a module that somebody skips after its diagnostic, and the parts that are skipped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class Placement(Base):
    """The choice to skip the practice of one module, with the passed attempt it rests on, and whether it still stands."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("taken_back_at IS NOT NULL OR reason IS NULL", name="reason"),
        Index(
            "uq_placement_standing",
            "account_id",
            "module_id",
            unique=True,
            sqlite_where=text("taken_back_at IS NULL"),
            postgresql_where=text("taken_back_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    module_id: Mapped[str] = mapped_column(String(80))
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"), doc="The diagnostic that was passed.")
    chosen_at: Mapped[datetime]
    chosen_on: Mapped[date] = mapped_column(doc="The learner's local day.")
    taken_back_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands.")
    undone_by_account_id: Mapped[str | None] = mapped_column(
        Id, doc="Who else took it back; null: the learner herself."
    )
    reason: Mapped[str | None] = mapped_column(String(500), doc="Their words; null: the learner took it back herself.")
    parts: Mapped[list[SkippedPart]] = relationship(order_by="SkippedPart.requirement_id", cascade="all, delete-orphan")

    @property
    def stands(self) -> bool:
        """Whether it waives anything now."""
        return self.taken_back_at is None

    @property
    def undone(self) -> bool:
        """Whether somebody who looks after the learner took it back, with a reason."""
        return self.reason is not None


class SkippedPart(Base):
    """A required case or lab that is skipped. It counts toward readiness and for no certificate of a module."""

    __tablename__ = "skipped_part"
    placement_id: Mapped[str] = mapped_column(ForeignKey("placement.id"), primary_key=True)
    requirement_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    minutes: Mapped[int] = mapped_column(Integer, doc="Planned minutes of the part on the day of the choice.")
