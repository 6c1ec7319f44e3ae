"""What a learner does for credit. Evaluations stand apart: nothing in them leads to a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class ShownPage(Base):
    """A page that learners had to see, as it was shown, once for each text."""

    __tablename__ = "credit_shown_page"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of the text.")
    kind: Mapped[str] = mapped_column(String(16), doc="'disclosure' or 'attestation'.")
    text: Mapped[str] = mapped_column(Text)
    first_shown_at: Mapped[datetime]


class CreditEnrolment(Base):
    """That somebody set out for credit with one activity version, having read what must be disclosed first."""

    __tablename__ = "credit_enrolment"
    __table_args__ = (
        UniqueConstraint("account_id", "activity_id"),
        Index("ix_credit_enrolment_activity_id", "activity_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    disclosure_hash: Mapped[str] = mapped_column(ForeignKey("credit_shown_page.hash"))
    acknowledged_at: Mapped[datetime]
    content_hash: Mapped[str] = mapped_column(String(64), doc="Of the version as it was then.")


class ReadAgain(Base):
    """That a lesson, completed before its reader set out for credit, was read again after that; its completion stays as it is."""

    __tablename__ = "credit_read_again"
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"), primary_key=True)
    lesson_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    content_hash: Mapped[str] = mapped_column(String(64), doc="Of the lesson as it was read.")
    at: Mapped[datetime]


class Evaluation(Base):
    """One evaluation of an activity. Its key is drawn at random and it has a day, no instant: it leads to nobody.

    SQLite keeps the rows in the order of their keys, not of their coming, so that the order tells nothing either.
    """

    __tablename__ = "credit_evaluation"
    __table_args__ = (Index("ix_credit_evaluation_activity_id", "activity_id"), {"sqlite_with_rowid": False})
    id: Mapped[str] = mapped_column(String(32), primary_key=True, doc="128 random bits.")
    activity_id: Mapped[str] = mapped_column(ForeignKey("credit_activity.id"))
    submitted_on: Mapped[date]
    answers: Mapped[dict[str, Any]]


class EvaluationReceipt(Base):
    """That an evaluation was handed in, and on which day; never which one."""

    __tablename__ = "credit_evaluation_receipt"
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"), primary_key=True)
    handed_in_on: Mapped[date]


class Attestation(Base):
    """What a learner signed: own work, time spent, true licence data."""

    __tablename__ = "credit_attestation"
    __table_args__ = (Index("ix_credit_attestation_enrolment_id", "enrolment_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"))
    text_hash: Mapped[str] = mapped_column(ForeignKey("credit_shown_page.hash"))
    typed_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime]
    place_hash: Mapped[str] = mapped_column(String(64), doc="Salted hash of the network address.")
    browser: Mapped[str] = mapped_column(String(300))


class CreditClaim(Base):
    """Credit of one designation, claimed by one learner; the certificate stands in the same transaction."""

    __tablename__ = "credit_claim"
    __table_args__ = (
        UniqueConstraint("account_id", "designation_id"),
        CheckConstraint("credit > 0 AND credit % 25 = 0", name="quarters"),
        Index("ix_credit_claim_enrolment_id", "enrolment_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"))
    designation_id: Mapped[str] = mapped_column(ForeignKey("credit_designation.id"))
    credit: Mapped[int] = mapped_column(Integer, doc="Hundredths of an hour.")
    active_minutes: Mapped[int | None] = mapped_column(Integer, doc="Evidence of time, where there is some.")
    profession: Mapped[str] = mapped_column(String(64), doc="As claimed under; the licence itself may change later.")
    licence_number: Mapped[str | None] = mapped_column(String(64))
    licence_state: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime]
    certificate_id: Mapped[str | None] = mapped_column(ForeignKey("certificate.id"))
    override_id: Mapped[str | None] = mapped_column(
        ForeignKey("credit_override.id"), doc="Null: every rule held by itself."
    )


class Override(Base):
    """A rule set aside for one learner by two people of the staff, with a reason."""

    __tablename__ = "credit_override"
    __table_args__ = (
        CheckConstraint("approved_by_account_id IS NULL OR approved_by_account_id <> asked_by_account_id", name="two"),
        Index("ix_credit_override_enrolment_id", "enrolment_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    enrolment_id: Mapped[str] = mapped_column(ForeignKey("credit_enrolment.id"))
    designation_id: Mapped[str] = mapped_column(ForeignKey("credit_designation.id"))
    rules: Mapped[list[Any]] = mapped_column(doc="Numbers of the rules set aside.")
    reason: Mapped[str] = mapped_column(String(500))
    asked_by_account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    approved_by_account_id: Mapped[str | None] = mapped_column(Id, doc="The second person; null: waits.")
    approved_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None] = mapped_column(doc="The second person said no.")
