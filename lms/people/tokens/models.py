"""Tokens of programs, and the answers that a write sent again is given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account


class ApiToken(Base):
    """What a program shows instead of a session; shown once, kept as a hash. It can do no more than its account."""

    __tablename__ = "api_token"
    __table_args__ = (Index("ix_api_token_account_id", "account_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    name: Mapped[str] = mapped_column(String(80), doc="What it is for, in the words of its owner.")
    prefix: Mapped[str] = mapped_column(String(16), doc="How it begins, so that it is told from others.")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[Any]] = mapped_column(doc="What it is limited to, of `rules.SCOPES`.")
    created_at: Mapped[datetime]
    last_day: Mapped[date] = mapped_column(doc="The last day on which it opens anything, of the owner's calendar.")
    last_used_on: Mapped[date | None] = mapped_column(doc="Local day of the owner; null: never used.")
    revoked_at: Mapped[datetime | None] = mapped_column(doc="Null: not revoked.")
    account: Mapped[Account] = relationship()


class ApiAnswer(Base):
    """The answer of a write, by the key its program sent with it; kept for a day."""

    __tablename__ = "api_answer"
    __table_args__ = (Index("ix_api_answer_at", "at"),)
    token_id: Mapped[str] = mapped_column(ForeignKey("api_token.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of the key.")
    asked_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of method, address, conditions and body.")
    at: Mapped[datetime]
    status: Mapped[int] = mapped_column(Integer)
    body: Mapped[str] = mapped_column(Text)
    headers: Mapped[dict[str, Any]]
