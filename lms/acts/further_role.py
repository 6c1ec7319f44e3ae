"""A further role for somebody who has an account, with its plan from the first day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people import actions
from lms.people.access import get_person_for
from lms.people.models import RoleHeld
from lms.people.permissions import LEARNER, Actor, Permission
from lms.people.queries import grants_of
from lms.readiness.actions import reschedule


def hold_further_role(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str,
    clinic_id: str,
    role: str,
    start_date: date,
    champion: bool = False,
) -> RoleHeld:
    """The role, access to learn there if there is none yet, and the schedule of standings. Raises NotFound, Invalid."""
    person = get_person_for(session, actor, account_id, Permission.ROLE_CHANGE)
    held = actions.hold_role(
        session,
        actor=actor,
        now=now,
        account_id=person.id,
        clinic_id=clinic_id,
        role=role,
        start_date=start_date,
        champion=champion,
    )
    day = actions.local_day(held.clinic, now)
    if not any(given.kind == LEARNER and given.holds_on(day) for given in grants_of(session, person.id)):
        actions.grant(
            session,
            actor=actor,
            now=now,
            account_id=person.id,
            kind=LEARNER,
            organisation_id=held.clinic.organisation_id,
            clinic_id=clinic_id,
            from_date=day,
        )
    reschedule(session, held=held, course=course, now=now)
    return held
