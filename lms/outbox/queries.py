"""What waits, what was given up, and the letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lms.outbox.models import Job, Letter


def letters(session: Session, limit: int = 100, *, to: str | None = None) -> list[Letter]:
    """The newest letters first; `to` keeps those of one address."""
    query = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc()).limit(limit)
    if to is not None:
        query = query.where(func.lower(Letter.to) == to.lower())
    return list(session.scalars(query))


def letter(session: Session, letter_id: str) -> Letter | None:
    """One letter, or None."""
    return session.get(Letter, letter_id)


def due(session: Session, now: datetime) -> bool:
    """Whether there is a job to claim; read before claiming, so that an idle worker never holds the writer's lock."""
    query = select(Job.id).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= now)
    return session.scalar(query.where(or_(Job.lease_until.is_(None), Job.lease_until <= now)).limit(1)) is not None


def waiting(session: Session) -> int:
    """How many jobs are neither done nor given up."""
    query = select(func.count()).select_from(Job).where(Job.done_at.is_(None), Job.dead_at.is_(None))
    return session.scalar(query) or 0


def given_up(session: Session) -> list[Job]:
    """Jobs an operator must look at, oldest first."""
    return list(session.scalars(select(Job).where(Job.dead_at.is_not(None)).order_by(Job.dead_at)))
