"""What is kept around credit, for how long, and what stands where something was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class Grievance(Base):
    """A complaint about an activity or a certificate, when an answer is due, and what came of it."""

    __tablename__ = "credit_grievance"
    __table_args__ = (Index("ix_credit_grievance_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    activity_id: Mapped[str | None] = mapped_column(
        ForeignKey("credit_activity.id"), doc="Null: about no one activity."
    )
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), doc="Who complained; null: from outside.")
    words: Mapped[str] = mapped_column(Text)
    received_on: Mapped[date]
    due_on: Mapped[date]
    answer: Mapped[str | None] = mapped_column(Text, doc="What was decided; null: open.")
    answered_on: Mapped[date | None]
    answered_by_account_id: Mapped[str | None] = mapped_column(Id)


class BoardConsent(Base):
    """That somebody allows her provider to report her credit to a board, and from when to when."""

    __tablename__ = "credit_board_consent"
    __table_args__ = (Index("ix_credit_board_consent_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    board: Mapped[str] = mapped_column(String(200))
    birth_day: Mapped[str | None] = mapped_column(
        String(5), doc="Month and day, 'MM-DD', never a year; null: not asked for."
    )
    granted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class FollowUp(Base):
    """One answer to the survey sixty days after; as unlinked from its writer as an evaluation."""

    __tablename__ = "credit_follow_up"
    __table_args__ = (Index("ix_credit_follow_up_activity_id", "activity_id"), {"sqlite_with_rowid": False})
    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="128 random bits.")
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    submitted_on: Mapped[date]
    answers: Mapped[dict[str, Any]]


class FollowUpReceipt(Base):
    """That the survey was asked for and answered; never with what."""

    __tablename__ = "credit_follow_up_receipt"
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"), primary_key=True)
    asked_on: Mapped[date]
    handed_in_on: Mapped[date | None] = mapped_column(doc="Null: not answered.")


class LegalHold(Base):
    """That nothing about an organisation, or one person of it, may be deleted for now."""

    __tablename__ = "credit_hold"
    __table_args__ = (Index("ix_credit_hold_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("account.id"), doc="Null: everything of the organisation."
    )
    reason: Mapped[str] = mapped_column(String(500))
    from_at: Mapped[datetime]
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    lifted_at: Mapped[datetime | None] = mapped_column(doc="Null: it holds.")
    lifted_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: it holds, or the command line.")
    lifted_reason: Mapped[str | None] = mapped_column(String(500), doc="Null with it.")


class Tombstone(Base):
    """What stands where a record of credit was until its time was over."""

    __tablename__ = "credit_tombstone"
    __table_args__ = (UniqueConstraint("kind", "record_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(24))
    record_id: Mapped[str] = mapped_column(Id)
    record_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of what was there.")
    kept_from: Mapped[date]
    purged_at: Mapped[datetime]
    status_list: Mapped[int | None] = mapped_column(doc="Of a certificate: its status list goes on naming it.")
    status_index: Mapped[int | None] = mapped_column(doc="Its place there; null with it.")
    ended: Mapped[str | None] = mapped_column(String(8), doc="'revoked' or 'replaced'; null: it counted to the end.")
