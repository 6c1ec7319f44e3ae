"""What waits, what was given up, and the letters."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from lms.outbox.actions import MAIL
from lms.outbox.models import Job, Letter

State = Literal["sent", "waiting", "trying again", "given up", "kept here"]


@dataclass(frozen=True)
class Outcome:
    """A letter and whether it went out. `next_at`: when it is tried again or leaves; None where it is not.

    kept here: no mail server was set when it should have left.
    """

    letter: Letter
    state: State
    tries: int
    next_at: datetime | None


def outcomes(session: Session, account_id: str, kinds: Collection[str], limit: int = 20) -> list[Outcome]:
    """The newest letters of some kinds to one account, each with what became of it."""
    wanted = (
        select(Letter, Job)
        .outerjoin(Job, and_(Job.kind == MAIL, Job.key == Letter.id))
        .where(Letter.account_id == account_id, Letter.kind.in_(kinds))
        .order_by(Letter.created_at.desc(), Letter.id.desc())
        .limit(limit)
    )
    return [_outcome(letter, job) for letter, job in session.execute(wanted)]


def _outcome(letter: Letter, job: Job | None) -> Outcome:
    tries = job.tries if job is not None else 0
    if letter.sent_at is not None:
        return Outcome(letter, "sent", tries, None)
    if job is None or job.done_at is not None:
        return Outcome(letter, "kept here", tries, None)
    if job.dead_at is not None:
        return Outcome(letter, "given up", tries, None)
    return Outcome(letter, "trying again" if job.last_error else "waiting", tries, job.due_at)


def given_up_letters(session: Session, kinds: Collection[str], *, since: datetime) -> int:
    """How many letters of some kinds, written since an instant, were given up after the last try."""
    dead = select(Job.key).where(Job.kind == MAIL, Job.dead_at.is_not(None))
    wanted = select(func.count()).where(Letter.id.in_(dead), Letter.kind.in_(kinds), Letter.created_at >= since)
    return session.scalar(wanted) or 0


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


def waiting_kinds(session: Session) -> dict[str, int]:
    """How many jobs of each kind are neither done nor given up."""
    query = select(Job.kind, func.count()).where(Job.done_at.is_(None), Job.dead_at.is_(None)).group_by(Job.kind)
    return dict(iter(session.execute(query)))


def given_up_kinds(session: Session) -> dict[str, int]:
    """How many jobs of each kind an operator must look at."""
    query = select(Job.kind, func.count()).where(Job.done_at.is_(None), Job.dead_at.is_not(None)).group_by(Job.kind)
    return dict(iter(session.execute(query)))


def oldest_due(session: Session, now: datetime) -> datetime | None:
    """Since when the job has been due that has waited longest and is in nobody's hands; None: nothing is due."""
    query = select(func.min(Job.due_at)).where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= now)
    return session.scalar(query.where(or_(Job.lease_until.is_(None), Job.lease_until <= now)))


def last_done(session: Session) -> datetime | None:
    """When a job was last done; None: never."""
    return session.scalar(select(func.max(Job.done_at)))
