"""Things to do after commit, and letters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id
from lms.watching.work import current_number


class Job(Base):
    """Work put down in the transaction that made it necessary; done at least once, so each handler is idempotent."""

    __tablename__ = "job"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("ix_job_due", "done_at", "dead_at", "due_at"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[str] = mapped_column(String(120), doc="Unique within the kind: the same work is put down once.")
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None] = mapped_column(doc="A worker holds it until then; null: free.")
    tries: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None]
    dead_at: Mapped[datetime | None] = mapped_column(doc="Given up after the last try; an operator looks.")
    last_error: Mapped[str | None] = mapped_column(String(500))
    request_number: Mapped[str | None] = mapped_column(
        String(64), default=current_number, doc="Of the request that put it down; null: the job loop or a command did."
    )


class Letter(Base):
    """One e-mail, unique by kind, account and occasion, so that nothing is mailed twice."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("kind", "account_id", "occasion"),
        Index("ix_letter_created", "created_at"),
        Index("ix_letter_account_id", "account_id"),
        Index("ix_letter_unsubscribe_hash", "unsubscribe_hash"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(32))
    account_id: Mapped[str] = mapped_column(Id)
    occasion: Mapped[str] = mapped_column(String(80))
    to: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(doc="Null: waiting, or no mail server is set.")
    unsubscribe: Mapped[str | None] = mapped_column(
        String(500), doc="The address that ends letters of this sort with one click; null: the letter is required."
    )
    unsubscribe_hash: Mapped[str | None] = mapped_column(String(64), doc="Of the token in that address.")
