"""Runs through cases and labs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class CaseRun(Base):
    """One walk through a case, of the case as it was when it began."""

    __tablename__ = "case_run"
    __table_args__ = (
        UniqueConstraint("account_id", "case_id", "number"),
        Index(
            "uq_case_run_open",
            "account_id",
            "case_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    case_id: Mapped[str] = mapped_column(String(80))
    case_hash: Mapped[str] = mapped_column(ForeignKey("content_piece.hash"))
    number: Mapped[int] = mapped_column(Integer)
    seat: Mapped[str] = mapped_column(
        String(80), default="", server_default="", doc="The seat it is played from; empty where the case has but one."
    )
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(doc="Null: still walking, or left for another start.")
    ending: Mapped[str | None] = mapped_column(String(80), doc="Stage id of the ending reached; null: none.")
    steps: Mapped[list[CaseStep]] = relationship(back_populates="run", order_by="CaseStep.number")


class CaseStep(Base):
    """One decision."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("run_id", "number"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("case_run.id"))
    number: Mapped[int] = mapped_column(Integer)
    stage_id: Mapped[str] = mapped_column(String(80))
    choice_id: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    run: Mapped[CaseRun] = relationship(back_populates="steps")


class LabRun(Base):
    """One run through a lab, of the lab as it was when it began; its variant follows from the seed."""

    __tablename__ = "lab_run"
    __table_args__ = (
        UniqueConstraint("account_id", "exercise_id", "number"),
        Index(
            "uq_lab_run_open",
            "account_id",
            "exercise_id",
            unique=True,
            sqlite_where=text("finished_at IS NULL"),
            postgresql_where=text("finished_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    exercise_id: Mapped[str] = mapped_column(String(80))
    exercise_hash: Mapped[str] = mapped_column(ForeignKey("content_piece.hash"))
    number: Mapped[int] = mapped_column(Integer)
    seed: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(doc="Null: still under way, or left for another start.")
    steps: Mapped[list[LabStep]] = relationship(back_populates="run", order_by="LabStep.number")


class LabStep(Base):
    """One move, with everything the learner entered for it. What she wrote is hers alone."""

    __tablename__ = "lab_step"
    __table_args__ = (UniqueConstraint("run_id", "number"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("lab_run.id"))
    number: Mapped[int] = mapped_column(Integer)
    move: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    run: Mapped[LabRun] = relationship(back_populates="steps")


class LabDraft(Base):
    """The form of the step that is open, as it was last saved; gone once the step is taken."""

    __tablename__ = "lab_draft"
    run_id: Mapped[str] = mapped_column(ForeignKey("lab_run.id"), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, doc="Name → list of values.")
    saved_at: Mapped[datetime]


class LabEvidence(Base):
    """What a finished run showed of one duty of the job: `right` of `of`."""

    __tablename__ = "lab_evidence"
    run_id: Mapped[str] = mapped_column(ForeignKey("lab_run.id"), primary_key=True)
    duty_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    right: Mapped[int] = mapped_column(Integer)
    of: Mapped[int] = mapped_column(Integer)
    safety_missed: Mapped[bool] = mapped_column(Boolean)


class LabFeedback(Base):
    """A run that its writer showed to her clinical supervisors, and what one of them said of it."""

    __tablename__ = "lab_feedback"
    run_id: Mapped[str] = mapped_column(ForeignKey("lab_run.id"), primary_key=True)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None] = mapped_column(doc="Null: nobody has answered yet.")
    by_account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str | None] = mapped_column(Text)


class Rehearsal(Base):
    """A panel review that two colleagues rehearse in turn, of the lab as it was when it began."""

    __tablename__ = "rehearsal"
    __table_args__ = (UniqueConstraint("code"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(16), doc="What is handed to the colleague.")
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), doc="Nobody else may take a seat.")
    exercise_id: Mapped[str] = mapped_column(String(80))
    exercise_hash: Mapped[str] = mapped_column(ForeignKey("content_piece.hash"))
    seed: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(doc="Null: still under way, or left.")
    seats: Mapped[list[RehearsalSeat]] = relationship(back_populates="rehearsal", order_by="RehearsalSeat.taken_at")


class RehearsalSeat(Base):
    """Who sits in one of the two seats."""

    __tablename__ = "rehearsal_seat"
    __table_args__ = (UniqueConstraint("rehearsal_id", "seat"), Index("ix_rehearsal_seat_account_id", "account_id"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rehearsal_id: Mapped[str] = mapped_column(ForeignKey("rehearsal.id"))
    seat: Mapped[str] = mapped_column(String(16), doc="bhcm or consultant.")
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    taken_at: Mapped[datetime]
    rehearsal: Mapped[Rehearsal] = relationship(back_populates="seats")
    turns: Mapped[list[RehearsalTurn]] = relationship(back_populates="seat", order_by="RehearsalTurn.number")


class RehearsalTurn(Base):
    """One turn, as ids of what the file offers; `number` counts the turns of the rehearsal, whoever took them."""

    __tablename__ = "rehearsal_turn"
    __table_args__ = (UniqueConstraint("rehearsal_id", "number"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rehearsal_id: Mapped[str] = mapped_column(ForeignKey("rehearsal.id"))
    seat_id: Mapped[str] = mapped_column(ForeignKey("rehearsal_seat.id"))
    number: Mapped[int] = mapped_column(Integer)
    move: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    seat: Mapped[RehearsalSeat] = relationship(back_populates="turns")
