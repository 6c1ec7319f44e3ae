"""Identities elsewhere that open an account here, and answers that were used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id
from lms.people.models import Account


class LinkedIdentity(Base):
    """An identity at an identity provider that signs in to an account. Nothing the provider said of it is kept."""

    __tablename__ = "linked_identity"
    __table_args__ = (
        UniqueConstraint("issuer", "subject"),
        Index("ix_linked_identity_account_id", "account_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    issuer: Mapped[str] = mapped_column(String(300), doc="Who vouches for it, exactly as configured.")
    subject: Mapped[str] = mapped_column(String(255), doc="What the issuer calls it, for ever; never an address.")
    linked_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(doc="When it last signed in.")
    account: Mapped[Account] = relationship()


class SpentAnswer(Base):
    """An answer of an identity provider that was taken, so that nobody brings it again before it runs out."""

    __tablename__ = "spent_answer"
    key: Mapped[str] = mapped_column(String(64), primary_key=True, doc="SHA-256 of issuer and id of the answer.")
    until: Mapped[datetime] = mapped_column(doc="From here on the answer is refused for its age.")
