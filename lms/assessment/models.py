"""Attempts at post-tests, and answers given for practice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.database import Base, Id
from lms.ids import new_id


class Attempt(Base):
    """One sitting of a post-test: drawn at its start, handed in once."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("account_id", "test_id", "number"),
        CheckConstraint("right_count IS NULL OR (right_count >= 0 AND right_count <= drawn)", name="score"),
        CheckConstraint("(handed_in_at IS NULL) = (right_count IS NULL)", name="handed_in"),
        Index(
            "uq_attempt_open",
            "account_id",
            "test_id",
            unique=True,
            sqlite_where=text("handed_in_at IS NULL"),
            postgresql_where=text("handed_in_at IS NULL"),
        ),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    test_id: Mapped[str] = mapped_column(String(80))
    edition: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(Integer, doc="1 for the first attempt at this test.")
    seed: Mapped[str] = mapped_column(String(32))
    drawn: Mapped[int] = mapped_column(Integer)
    needed: Mapped[int] = mapped_column(Integer, doc="Right answers needed to pass.")
    started_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None] = mapped_column(doc="Null: still open.")
    right_count: Mapped[int | None] = mapped_column(Integer, doc="Null: not graded before it is handed in.")
    passed: Mapped[bool | None] = mapped_column(Boolean)
    items: Mapped[list[AttemptItem]] = relationship(back_populates="attempt", order_by="AttemptItem.position")


class AttemptItem(Base):
    """One question of an attempt, as it was, and the answer kept so far."""

    __tablename__ = "attempt_item"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        UniqueConstraint("attempt_id", "item_id"),
        CheckConstraint("sureness IN ('sure', 'fairly', 'guessing')", name="sureness"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    attempt_id: Mapped[str] = mapped_column(ForeignKey("attempt.id"))
    position: Mapped[int] = mapped_column(Integer, doc="1 to drawn.")
    item_id: Mapped[str] = mapped_column(String(80))
    item_hash: Mapped[str] = mapped_column(ForeignKey("content_piece.hash"))
    option_order: Mapped[list[Any]] = mapped_column(doc="Option ids in the order shown.")
    chosen: Mapped[str | None] = mapped_column(String(4), doc="Option id; null: no answer yet.")
    flagged: Mapped[bool] = mapped_column(Boolean, default=False)
    sureness: Mapped[str | None] = mapped_column(
        String(8), doc="How sure the learner said she was; null: she did not say."
    )
    saved_at: Mapped[datetime | None]
    right: Mapped[bool | None] = mapped_column(Boolean, doc="Null before the attempt is handed in.")
    attempt: Mapped[Attempt] = relationship(back_populates="items")


class PracticeAnswer(Base):
    """The latest answer to an in-line check or a practice question. No pass, no fail, nobody else's business."""

    __tablename__ = "practice_answer"
    __table_args__ = (
        UniqueConstraint("account_id", "item_id"),
        CheckConstraint("sureness IN ('sure', 'fairly', 'guessing')", name="sureness"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    source_kind: Mapped[str] = mapped_column(String(16), doc="'lesson' or 'practice'.")
    source_id: Mapped[str] = mapped_column(String(80))
    item_id: Mapped[str] = mapped_column(String(80))
    item_hash: Mapped[str] = mapped_column(String(64))
    chosen: Mapped[str] = mapped_column(String(4))
    right: Mapped[bool] = mapped_column(Boolean)
    sureness: Mapped[str | None] = mapped_column(
        String(8), doc="How sure the learner said she was; null: she did not say."
    )
    tries: Mapped[int] = mapped_column(Integer, default=1)
    at: Mapped[datetime]
