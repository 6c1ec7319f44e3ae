"""What follows whenever somebody's learning changed: the schedule of standings, and perhaps a certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.claims import claims
from lms.credit.actions import Issuer, gates_of, issue_if_due
from lms.credit.models import Certificate
from lms.credit.rules import may_issue
from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.queries import roles_of
from lms.readiness.actions import reschedule


@dataclass(frozen=True)
class World:
    """What an act needs besides the session: the course as it stands, and who issues certificates.

    `schedules`: whether an act writes schedules anew; who lives through a year in one transaction does it once, at its end.
    """

    course: Course
    issuer: Issuer
    schedules: bool = True


def follow_up(
    session: Session, *, actor: Actor, now: datetime, account_id: str, world: World
) -> tuple[Certificate, ...]:
    """Recompute the schedules of an account's roles and issue what is now due. Returns what was issued."""
    account = session.get_one(Account, account_id)
    roles = roles_of(session, account_id)
    for held in roles if world.schedules else ():
        reschedule(session, held=held, course=world.course, now=now)
    passed = [
        claim
        for claim in claims(session, account, world.course, roles)
        if may_issue(gates_of(account, claim, world.issuer.zone))
    ]
    if passed:
        ensure_edition(session, world.course, now)
    issued = []
    for claim in passed:
        made = issue_if_due(session, actor=actor, now=now, account=account, claim=claim, issuer=world.issuer)
        if made is not None:
            issued.append(made)
    return tuple(issued)
