"""Writes already handled, by the key their form carried."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.audit.models import HandledRequest

KEPT_FOR = timedelta(days=2)


def handled(session: Session, *, account_id: str, key: str) -> str | None:
    """Where the first write with this key sent the person, or None if there was none."""
    return session.scalar(
        select(HandledRequest.location).where(HandledRequest.account_id == account_id, HandledRequest.key == key)
    )


def mark_handled(session: Session, *, account_id: str, key: str, now: datetime, endpoint: str, location: str) -> None:
    """Note, in the write's own transaction, that it was done and where its answer led; forgets keys of days ago."""
    old = HandledRequest.at < now - KEPT_FOR
    session.execute(delete(HandledRequest).where(HandledRequest.account_id == account_id, old))
    session.add(HandledRequest(account_id=account_id, key=key, at=now, endpoint=endpoint[:80], location=location[:500]))
    session.flush()
