"""Goals of the six months after the start, what was recorded of each, and the six-month check."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class ContinuingGoal(Base):
    """A goal for one month: the clinic's for all in a role, or a supervisor's for one role held. Never changed, only withdrawn."""

    __tablename__ = "continuing_goal"
    __table_args__ = (
        CheckConstraint("kind IN ('case', 'refresher', 'spaced', 'observed', 'clinic')", name="kind"),
        CheckConstraint("month > 0", name="month"),
        Index("ix_continuing_goal_clinic_id", "clinic_id", "role"),
        Index("ix_continuing_goal_role_held_id", "role_held_id"),
        Index("ix_continuing_goal_by_account_id", "by_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"))
    role: Mapped[str] = mapped_column(String(32), doc="File name in content/roles.")
    role_held_id: Mapped[str | None] = mapped_column(
        ForeignKey("role_held.id"), doc="For whom; null: for all who hold the role at the clinic."
    )
    month: Mapped[int] = mapped_column(Integer, doc="1 is the month that begins on the start date.")
    kind: Mapped[str] = mapped_column(String(16))
    part_id: Mapped[str | None] = mapped_column(
        String(80), doc="The lesson, case or lab to walk again; null for the other kinds."
    )
    days: Mapped[int | None] = mapped_column(
        Integer, doc="On how many days spaced review is answered; null for the other kinds."
    )
    words: Mapped[str] = mapped_column(String(200), doc="What it is about; may be empty where the kind says enough.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    set_on: Mapped[date] = mapped_column(doc="Local day of the clinic.")
    at: Mapped[datetime]
    withdrawn_on: Mapped[date | None] = mapped_column(doc="Null: it stands.")


class GoalMark(Base):
    """What was recorded of a goal for one role held. Never changed; the last that was not taken back counts."""

    __tablename__ = "goal_mark"
    __table_args__ = (
        CheckConstraint("what IN ('proposed', 'done', 'not needed')", name="what"),
        UniqueConstraint("role_held_id", "goal_id", "number"),
        Index("ix_goal_mark_goal_id", "goal_id"),
        Index("ix_goal_mark_by_account_id", "by_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"))
    goal_id: Mapped[str] = mapped_column(ForeignKey("continuing_goal.id"))
    number: Mapped[int] = mapped_column(Integer, doc="1 for the first of this goal and role held.")
    what: Mapped[str] = mapped_column(String(16))
    on_date: Mapped[date] = mapped_column(doc="When it was done; of what is not needed, when that was decided.")
    note: Mapped[str] = mapped_column(String(500), doc="Never about a patient. Why, where it is not needed.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    recorded_on: Mapped[date] = mapped_column(doc="Local day of the clinic.")
    at: Mapped[datetime]
    taken_back_on: Mapped[date | None] = mapped_column(doc="Null: it counts.")


class SixMonthCheck(Base):
    """What learner or supervisor said in the check of the last month, in words. Another text is another row."""

    __tablename__ = "six_month_check"
    __table_args__ = (
        CheckConstraint("side IN ('learner', 'supervisor')", name="side"),
        Index(
            "uq_six_month_check_standing",
            "role_held_id",
            "side",
            unique=True,
            sqlite_where=text("taken_back_on IS NULL"),
            postgresql_where=text("taken_back_on IS NULL"),
        ),
        Index("ix_six_month_check_by_account_id", "by_account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    role_held_id: Mapped[str] = mapped_column(ForeignKey("role_held.id"))
    side: Mapped[str] = mapped_column(String(16))
    went_well: Mapped[str] = mapped_column(Text)
    next_steps: Mapped[str] = mapped_column(Text)
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Null: the operator.")
    recorded_on: Mapped[date] = mapped_column(doc="Local day of the clinic.")
    at: Mapped[datetime]
    taken_back_on: Mapped[date | None] = mapped_column(doc="Null: it stands.")
