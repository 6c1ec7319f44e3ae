"""What was completed, of everybody whom an actor may see: in the order it was done, so that a program can follow it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.learning.models import Completion
from lms.people.access import visible_people
from lms.people.models import Account
from lms.people.permissions import Actor, Permission


def completed(
    session: Session,
    actor: Actor,
    *,
    account_id: str | None,
    since: datetime | None,
    after: tuple[datetime, str] | None,
    limit: int,
) -> list[Completion]:
    """Up to `limit` completions that count, of oneself and of whom one looks after, behind the instant and id `after`."""
    reach = visible_people(actor, Permission.CLINIC_READINESS)
    query = select(Completion).where(
        Completion.undone_at.is_(None),
        or_(
            Completion.account_id == actor.account_id,
            exists().where(and_(Account.id == Completion.account_id, reach)),
        ),
    )
    if account_id is not None:
        query = query.where(Completion.account_id == account_id)
    if since is not None:
        query = query.where(Completion.completed_at >= since)
    if after is not None:
        at, behind = after
        same = and_(Completion.completed_at == at, Completion.id > behind)
        query = query.where(or_(Completion.completed_at > at, same))
    return list(session.scalars(query.order_by(Completion.completed_at, Completion.id).limit(limit)))
