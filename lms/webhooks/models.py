"""Addresses of programs that are told what happened, and what was sent to each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.database import Base, Id
from lms.ids import new_id


class Webhook(Base):
    """An address of an organisation's program, the events it wants and the sealed secret that signs its messages."""

    __tablename__ = "webhook"
    __table_args__ = (Index("ix_webhook_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[Any]] = mapped_column(doc="Kinds of `rules.EVENTS`.")
    sealed: Mapped[bytes] = mapped_column(LargeBinary, doc="The secret, sealed for this webhook.")
    sealed_before: Mapped[bytes | None] = mapped_column(LargeBinary, doc="The secret before; null: there is none.")
    before_until: Mapped[datetime | None] = mapped_column(doc="Until when the secret before signs too; null: not.")
    position: Mapped[int] = mapped_column(Integer, doc="Number of the last line of the record that was looked at.")
    created_at: Mapped[datetime]
    paused_at: Mapped[datetime | None] = mapped_column(doc="Null: messages are sent.")
    paused_why: Mapped[str | None] = mapped_column(String(16), doc="'hand' or 'failures'; null: not paused.")
    failing_since: Mapped[datetime | None] = mapped_column(doc="First failure since the last success; null: none.")
    rest_until: Mapped[datetime | None] = mapped_column(doc="Nothing is tried before, as nobody answered; null: no.")


class WebhookDelivery(Base):
    """One event for one webhook and what came of sending it; its id is the message's."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "number"),
        Index("ix_webhook_delivery_account_id", "account_id"),
        Index("ix_webhook_delivery_created_at", "created_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id"))
    number: Mapped[int] = mapped_column(Integer, doc="Of the line of the record that it tells of.")
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), doc="Whom the event is about.")
    kind: Mapped[str] = mapped_column(String(32))
    about: Mapped[dict[str, Any]] = mapped_column(doc="Further ids, no names.")
    at: Mapped[datetime] = mapped_column(doc="When it happened.")
    created_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(Integer, default=0)
    tried_at: Mapped[datetime | None] = mapped_column(doc="Last try; null: none yet.")
    result: Mapped[str | None] = mapped_column(String(200), doc="What came of the last try; null: none yet.")
    delivered_at: Mapped[datetime | None] = mapped_column(doc="Null: not taken yet.")
    given_up_at: Mapped[datetime | None] = mapped_column(doc="Null: delivered, or tried again.")
