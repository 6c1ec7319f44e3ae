"""The condition of an installation in numbers: the outbox, sessions, certificates. Read by metrics, /readyz and `lms doctor`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.acts.health.rules.going import RESTED, STUCK
from lms.credit.models import Certificate
from lms.outbox.queries import given_up_kinds, last_done, oldest_due, waiting_kinds
from lms.people.models import SignedIn

IN_USE = timedelta(minutes=15)


@dataclass(frozen=True)
class Outbox:
    """Numbers of jobs by kind; instants in UTC, None: there is none."""

    waiting: Mapping[str, int]
    given_up: Mapping[str, int]
    oldest_due: datetime | None
    last_done: datetime | None

    def is_stuck(self, now: datetime) -> bool:
        """Whether a job waits that should have been done."""
        return self.oldest_due is not None and now - self.oldest_due > STUCK

    def worker_runs(self, now: datetime) -> bool:
        """Whether a job loop has done anything lately."""
        return self.last_done is not None and now - self.last_done < RESTED


@dataclass(frozen=True)
class Condition:
    """The outbox; sessions in use; certificates issued, and when the oldest was whose file is not finished (None: none)."""

    outbox: Outbox
    sessions: int
    certificates: int
    preparing_since: datetime | None


def look_at_outbox(session: Session, now: datetime) -> Outbox:
    """The outbox now; four statements."""
    return Outbox(waiting_kinds(session), given_up_kinds(session), oldest_due(session, now), last_done(session))


def look(session: Session, now: datetime) -> Condition:
    """The condition now; seven statements."""
    in_use = select(func.count()).select_from(SignedIn)
    preparing = Certificate.pdf_hash.is_(None) & Certificate.revoked_at.is_(None) & Certificate.superseded_at.is_(None)
    return Condition(
        outbox=look_at_outbox(session, now),
        sessions=session.scalar(in_use.where(SignedIn.revoked_at.is_(None), SignedIn.seen_at > now - IN_USE)) or 0,
        certificates=session.scalar(select(func.count()).select_from(Certificate)) or 0,
        preparing_since=session.scalar(select(func.min(Certificate.issued_at)).where(preparing)),
    )
