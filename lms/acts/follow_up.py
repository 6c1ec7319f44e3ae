"""What follows whenever somebody's learning changed: the schedule of standings, and perhaps a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.claims import claims
from lms.credit.actions import Issuer, issue_if_due
from lms.credit.models import Certificate
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.queries import roles_of
from lms.readiness.actions import reschedule


@dataclass(frozen=True)
class World:
    """What an act needs besides the session: the course as it stands, and who issues certificates."""

    course: Course
    issuer: Issuer


def follow_up(
    session: Session, *, actor: Actor, now: datetime, account_id: str, world: World
) -> tuple[Certificate, ...]:
    """Recompute the schedules of an account's roles and issue what is now due. Returns what was issued."""
    account = session.get_one(Account, account_id)
    for held in roles_of(session, account_id):
        reschedule(session, held=held, course=world.course, now=now)
    issued = []
    for claim in claims(session, account, world.course):
        ensure_edition(session, world.course, now)
        made = issue_if_due(session, actor=actor, now=now, account=account, claim=claim, issuer=world.issuer)
        if made is not None:
            issued.append(made)
    return tuple(issued)
