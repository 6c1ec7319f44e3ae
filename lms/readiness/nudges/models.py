"""Choices about mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class MailPreference(Base):
    """What one person chose about the letters that the program writes by itself; without a row the defaults hold."""

    __tablename__ = "mail_preference"
    __table_args__ = (
        CheckConstraint("quiet_from >= 0 AND quiet_from < 24 AND quiet_to >= 0 AND quiet_to < 24", name="hours"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), unique=True)
    off: Mapped[str] = mapped_column(String(80), doc="Kinds switched off, with commas between; empty: none.")
    quiet_from: Mapped[int] = mapped_column(Integer, doc="Full hour on the clinic's clock; the same as quiet_to: none.")
    quiet_to: Mapped[int] = mapped_column(Integer)
    quiet_weekends: Mapped[bool] = mapped_column(Boolean)
    changed_at: Mapped[datetime]
