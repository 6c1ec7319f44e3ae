"""Invite someone, and plan their time from the first day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people import invitations
from lms.people.models import RoleHeld
from lms.people.permissions import Actor
from lms.readiness.actions import reschedule


def invite_person(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    base_url: str,
    email: str,
    name: str,
    clinic_id: str,
    role: str | None,
    start_date: date | None,
    grants: Iterable[str] = (),
    champion: bool = False,
    send: bool = True,
) -> invitations.Invited:
    """Account, role, access, mailed link (with `send`), and the schedule of standings; without a role, a leader.

    Raises NotFound, Invalid.
    """
    made = invitations.invite(
        session,
        actor=actor,
        now=now,
        base_url=base_url,
        email=email,
        name=name,
        clinic_id=clinic_id,
        role=role,
        start_date=start_date,
        grants=grants,
        champion=champion,
        send=send,
    )
    if made.role_held_id is not None:
        held = session.get_one(RoleHeld, made.role_held_id)
        reschedule(session, held=held, course=course, now=now)
    return made
