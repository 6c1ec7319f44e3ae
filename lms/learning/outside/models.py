"""Outside training, what shows it, and the parts of a pathway that it waives."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class OutsideTraining(Base):
    """Training done elsewhere, as its learner recorded it, and what was decided."""

    __tablename__ = "outside_training"
    __table_args__ = (
        CheckConstraint("minutes > 0 AND minutes % 15 = 0", name="quarters"),
        CheckConstraint("(decided_at IS NULL) = (accepted IS NULL)", name="decided"),
        CheckConstraint("withdrawn_at IS NULL OR accepted IS NULL", name="withdrawn"),
        Index("ix_outside_training_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    title: Mapped[str] = mapped_column(String(200))
    provider: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date] = mapped_column(doc="The day it was done, or ended.")
    minutes: Mapped[int] = mapped_column(Integer, doc="In quarters of an hour.")
    shows: Mapped[str] = mapped_column(String(500), doc="What shows it, in words; empty: the file does.")
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: the learner stands by it.")
    decided_at: Mapped[datetime | None] = mapped_column(doc="Null: it waits for a supervisor.")
    decided_on: Mapped[date | None] = mapped_column(doc="Local day of the decision; null with it.")
    decided_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who decided; null with it.")
    accepted: Mapped[bool | None] = mapped_column(Boolean)
    reason: Mapped[str | None] = mapped_column(String(500), doc="The supervisor's words; null: none were needed.")
    evidence: Mapped[OutsideEvidence | None] = relationship(lazy="raise_on_sql")
    certificate: Mapped[OutsideCertificate | None] = relationship(lazy="raise_on_sql")
    waivers: Mapped[list[Waiver]] = relationship(order_by="Waiver.requirement_id", cascade="all, delete-orphan")


class OutsideEvidence(Base):
    """The file that shows an outside training: a page, a photograph. It stands in the database, so that it goes when its row goes."""

    __tablename__ = "outside_evidence"
    training_id: Mapped[str] = mapped_column(ForeignKey("outside_training.id"), primary_key=True)
    file_name: Mapped[str] = mapped_column(String(120), doc="As sent, without folders and odd characters.")
    media_type: Mapped[str] = mapped_column(String(40), doc="Told from the content, never from the name.")
    size: Mapped[int] = mapped_column(Integer, doc="Bytes.")
    content: Mapped[bytes] = mapped_column(LargeBinary)


class OutsideCertificate(Base):
    """That an outside training is a certificate of another Linchpin, where it is checked, and what was found there.

    The address is text: it is shown as a link, and no program here ever opens it.
    """

    __tablename__ = "outside_certificate"
    __table_args__ = (
        CheckConstraint("(code IS NULL) = (check_page IS NULL)", name="place"),
        CheckConstraint("(answer IS NULL) = (checked_on IS NULL)", name="checked"),
        CheckConstraint("(answer IS NULL) = (name_agrees IS NULL)", name="named"),
    )
    training_id: Mapped[str] = mapped_column(ForeignKey("outside_training.id"), primary_key=True)
    code: Mapped[str | None] = mapped_column(
        String(16), doc="16 characters without dashes; null: it stands in the file."
    )
    check_page: Mapped[str | None] = mapped_column(String(300), doc="An https address; null: it stands in the file.")
    answer: Mapped[str | None] = mapped_column(
        String(20), doc="What the check page said; null: nobody has said so yet."
    )
    name_agrees: Mapped[bool | None] = mapped_column(
        Boolean, doc="The name there is the learner's; null with the answer."
    )
    checked_on: Mapped[date | None] = mapped_column(doc="Local day it was looked at; null with the answer.")
    checked_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Who looked; null with the answer.")


class Waiver(Base):
    """A named part of a pathway that an accepted outside training stands for. It counts toward readiness and for no certificate."""

    __tablename__ = "waiver"
    training_id: Mapped[str] = mapped_column(ForeignKey("outside_training.id"), primary_key=True)
    requirement_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    minutes: Mapped[int] = mapped_column(Integer, doc="Planned minutes of the part on the day of the decision.")
