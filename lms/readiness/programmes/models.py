"""What a programme asked an organisation for, and what the organisation said to it. No row says what is shared: it follows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class ProgrammeAsk(Base):
    """That a programme asked an organisation for the counts of some clinics, or for the names of those it shares."""

    __tablename__ = "programme_ask"
    __table_args__ = (
        CheckConstraint("kind IN ('counts', 'names')", name="kind"),
        CheckConstraint("answer IN ('consented', 'declined', 'taken back')", name="answer"),
        Index("ix_programme_ask_organisation_id", "organisation_id"),
        Index(
            "uq_programme_ask_open",
            "programme_id",
            "organisation_id",
            "kind",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    answer: Mapped[str | None] = mapped_column(String(16), doc="Null: it waits.")
    answered_at: Mapped[datetime | None]
    answered_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: it waits, or the command line.")


class ProgrammeAskClinic(Base):
    """One of the clinics whose counts were asked for; an ask for names has none, it is for all that are shared."""

    __tablename__ = "programme_ask_clinic"
    ask_id: Mapped[str] = mapped_column(ForeignKey("programme_ask.id"), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)


class ProgrammeConsent(Base):
    """That an organisation said yes to an ask: who, when, and to which words. Withdrawn, it stays as a fact."""

    __tablename__ = "programme_consent"
    __table_args__ = (
        CheckConstraint("kind IN ('counts', 'names')", name="kind"),
        Index("ix_programme_consent_programme_id", "programme_id", "organisation_id"),
        Index("uq_programme_consent_ask_id", "ask_id", unique=True),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    ask_id: Mapped[str] = mapped_column(ForeignKey("programme_ask.id"))
    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(8))
    words: Mapped[str] = mapped_column(Text, doc="The sentences that stood on the page, one a line.")
    given_at: Mapped[datetime]
    by_account_id: Mapped[str] = mapped_column(Id)
    withdrawn_at: Mapped[datetime | None] = mapped_column(doc="Null: it stands.")
    withdrawn_by_account_id: Mapped[str | None] = mapped_column(Id)


class ProgrammeShare(Base):
    """One clinic of a consent to counts, from which month end on, and that it was left out later."""

    __tablename__ = "programme_share"
    __table_args__ = (Index("ix_programme_share_clinic_id", "clinic_id"),)
    consent_id: Mapped[str] = mapped_column(ForeignKey("programme_consent.id"), primary_key=True)
    clinic_id: Mapped[str] = mapped_column(ForeignKey("clinic.id"), primary_key=True)
    counts_from: Mapped[date] = mapped_column(doc="The last day of the first month that is shared.")
    left_out_at: Mapped[datetime | None] = mapped_column(doc="Null: shared while the consent stands.")
    left_out_by_account_id: Mapped[str | None] = mapped_column(Id)
