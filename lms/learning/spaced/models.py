"""Answers given in spaced review. When a key point is due is computed from them and stored nowhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class SpacedAnswer(Base):
    """One answer to one key point, of which there is at most one a day. Nobody sees it but the learner."""

    __tablename__ = "spaced_answer"
    __table_args__ = (
        UniqueConstraint("account_id", "item_id", "answered_on"),
        CheckConstraint("sureness IN ('sure', 'fairly', 'guessing')", name="sureness"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    item_id: Mapped[str] = mapped_column(String(80))
    item_hash: Mapped[str] = mapped_column(ForeignKey("content_piece.hash"), doc="The text that was answered.")
    chosen: Mapped[str] = mapped_column(String(4))
    right: Mapped[bool]
    sureness: Mapped[str | None] = mapped_column(
        String(8), doc="How sure the learner said she was; null: she did not say."
    )
    answered_on: Mapped[date] = mapped_column(doc="Local day of the learner's clinic.")
    answered_at: Mapped[datetime]
