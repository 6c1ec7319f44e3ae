"""Who did what: one hash chain for each organisation, and keys of writes already handled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class AuditHead(Base):
    """The last link of an organisation's chain; locked last, just before commit."""

    __tablename__ = "audit_head"
    chain: Mapped[str] = mapped_column(String(32), primary_key=True, doc="Organisation id, or 'installation'.")
    number: Mapped[int] = mapped_column(Integer, default=0)
    hash: Mapped[str] = mapped_column(String(64))


class AuditLine(Base):
    """One act: opaque ids and a salted hash of the details; never updated, never deleted."""

    __tablename__ = "audit_line"
    __table_args__ = (UniqueConstraint("chain", "number"), Index("ix_audit_line_subject", "subject_kind", "subject_id"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    chain: Mapped[str] = mapped_column(String(32))
    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]
    actor_id: Mapped[str | None] = mapped_column(Id, doc="Null: nobody was signed in, or the program itself.")
    act: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[str] = mapped_column(String(64))
    details_hash: Mapped[str] = mapped_column(String(64), doc="SHA-256 of salt and details.")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditDetail(Base):
    """What the line was about in words; erasable, the chain holds without it."""

    __tablename__ = "audit_detail"
    line_id: Mapped[str] = mapped_column(ForeignKey("audit_line.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]]


class HandledRequest(Base):
    """A write that was done, by its key, so that a retry gives the same answer and no second effect."""

    __tablename__ = "handled_request"
    __table_args__ = (Index("ix_handled_request_at", "at"),)
    account_id: Mapped[str] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    endpoint: Mapped[str] = mapped_column(String(80))
    location: Mapped[str] = mapped_column(String(500), doc="Where the answer sent the person.")
