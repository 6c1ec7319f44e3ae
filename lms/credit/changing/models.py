"""Corrections and revocations of certificates, with who asked, what was seen and who agreed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class CertificateChange(Base):
    """One correction of a certificate, or one revocation that was asked for. Nothing of it is ever deleted by hand."""

    __tablename__ = "certificate_change"
    __table_args__ = (
        CheckConstraint("decided_by_account_id IS NULL OR decided_by_account_id <> asked_by_account_id", name="two"),
        Index("ix_certificate_change_certificate_id", "certificate_id"),
        Index(
            "uq_certificate_change_open",
            "certificate_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    certificate_id: Mapped[str] = mapped_column(ForeignKey("certificate.id"))
    kind: Mapped[str] = mapped_column(String(12), doc="'reissue' or 'revocation'.")
    reason: Mapped[str] = mapped_column(String(20), doc="Code of the reason, see lms/credit/changing/rules.py.")
    note: Mapped[str] = mapped_column(String(500), doc="Why, in words.")
    evidence: Mapped[str] = mapped_column(
        String(500), doc="What was seen that shows another name; empty: no other name."
    )
    asked_by_account_id: Mapped[str | None] = mapped_column(Id, doc="Null: the command line.")
    asked_at: Mapped[datetime]
    decided_by_account_id: Mapped[str | None] = mapped_column(
        Id, doc="The second person; null: waits, or a reissue, which needs none, or the command line."
    )
    decided_at: Mapped[datetime | None] = mapped_column(doc="Null: waits for a second person.")
    agreed: Mapped[bool | None] = mapped_column(doc="False: the second person said no; null: waits.")
