"""Requests for erasure, and what came of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account


class ErasureRequest(Base):
    """That somebody asked for what is held on her to be erased. One waits for a person at a time."""

    __tablename__ = "erasure_request"
    __table_args__ = (
        CheckConstraint("outcome IN ('accepted', 'declined', 'withdrawn', 'closed', 'joined')", name="outcome"),
        CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered"),
        Index("ix_erasure_request_organisation_id", "organisation_id"),
        Index(
            "uq_erasure_request_open",
            "account_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index("ix_erasure_request_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), doc="Whose administrators answer.")
    asked_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(doc="Local day by which it is to be answered, by the days that held then.")
    answered_at: Mapped[datetime | None] = mapped_column(doc="Null: it waits.")
    outcome: Mapped[str | None] = mapped_column(
        String(16), doc="Null while it waits; 'closed': erased without an answer, 'joined': see the other account's."
    )
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why it was declined; null otherwise.")
    answered_by_account_id: Mapped[str | None] = mapped_column(
        Id, doc="Null while it waits, or where nobody's answer ended it."
    )
    account: Mapped[Account] = relationship()
