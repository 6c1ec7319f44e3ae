"""Certificates, each with the payload it prints and the gates it passed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class SerialCounter(Base):
    """The last serial number given by an organisation in a year."""

    __tablename__ = "serial_counter"
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class SigningKey(Base):
    """The public half of a key that certificates are signed with. Kept for ever, so that old signatures can be checked."""

    __tablename__ = "signing_key"
    __table_args__ = (
        Index(
            "uq_signing_key_in_force",
            "use",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, doc="Start of the SHA-256 of the public key.")
    use: Mapped[str] = mapped_column(String(12), doc="'credential' (Ed25519) or 'pdf' (ECDSA P-256).")
    public: Mapped[str] = mapped_column(Text, doc="As Multikey, or as a certificate in PEM.")
    made_at: Mapped[datetime]
    retired_at: Mapped[datetime | None] = mapped_column(doc="Null: in force.")


class Certificate(Base):
    """A certificate of completion. The row stands in the transaction that closed its last gate."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("organisation_id", "serial"),
        UniqueConstraint("status_list", "status_index"),
        Index("ix_certificate_account_id", "account_id"),
        Index(
            "uq_certificate_valid",
            "account_id",
            "scope",
            unique=True,
            sqlite_where=text("revoked_at IS NULL AND superseded_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL AND superseded_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    scope: Mapped[str] = mapped_column(String(120), doc="What it names: 'module:m1:part' or 'course'.")
    title: Mapped[str] = mapped_column(String(200))
    serial: Mapped[str] = mapped_column(String(16))
    code: Mapped[str] = mapped_column(String(16), unique=True, doc="16 Crockford characters without dashes.")
    payload: Mapped[dict[str, Any]] = mapped_column(doc="All that is printed and shown on the check page.")
    gates: Mapped[list[Any]] = mapped_column(doc="The gates as they stood, all passed.")
    completed_on: Mapped[date]
    issued_at: Mapped[datetime]
    status_list: Mapped[int | None] = mapped_column(
        doc="Number of its status list; null: issued before there were any."
    )
    status_index: Mapped[int | None] = mapped_column(doc="Its place in that list, drawn at random.")
    credential: Mapped[dict[str, Any] | None] = mapped_column(doc="As signed; null: being prepared, or without one.")
    pdf_hash: Mapped[str | None] = mapped_column(String(64), doc="SHA-256 of the stored file; null: being prepared.")
    revoked_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    superseded_by_id: Mapped[str | None] = mapped_column(Id)
    reason: Mapped[str | None] = mapped_column(String(500), doc="Why it was revoked or reissued.")
