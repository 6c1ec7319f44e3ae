"""Decide on outside training: accept it, with the parts it waives, or not; take a decision back. One transaction, standings moved with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.outside.actions import note
from lms.learning.outside.models import OutsideTraining, Waiver
from lms.learning.outside.queries import state, waived
from lms.learning.outside.rules import WAIVABLE, waiver_problem
from lms.learning.queries import completions
from lms.people.access import get_person_for, hold
from lms.people.models import RoleHeld
from lms.people.noting import checked_reason
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.actions import reschedule


@dataclass(frozen=True)
class OpenPart:
    """A part of somebody's pathways that could be waived: planned minutes."""

    id: str
    title: str
    minutes: int


def open_parts(session: Session, account_id: str, course: Course) -> tuple[OpenPart, ...]:
    """What outside training could stand for: required lessons and cases neither done nor waived, in reading order."""
    held = roles_of(session, account_id)
    required = dict.fromkeys(each for role in held for each in course.requirements(role.role, role.champion))
    settled = {*completions(session, account_id, course)}
    settled |= {each.requirement_id for each in waived(session, [account_id], course).get(account_id, ())}
    wanted = [each for each in required if each not in settled and course.kind_of[each] in WAIVABLE]
    return tuple(OpenPart(each, course.title_of[each], course.minutes_of[each]) for each in wanted)


def get_training_for(session: Session, actor: Actor, account_id: str, training_id: str) -> OutsideTraining:
    """A training of somebody whose plan the actor may change, never one's own. Raises NotFound."""
    person = get_person_for(session, actor, account_id, Permission.PLAN_CHANGE)
    row = session.get(OutsideTraining, training_id)
    if row is None or row.account_id != person.id or row.account_id == actor.account_id:
        raise NotFound()
    return row


def decide(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str,
    training_id: str,
    accept: bool,
    waives: Sequence[str] = (),
    reason: str = "",
) -> OutsideTraining:
    """Accept a training and waive the named parts, or decline it with a reason. Raises Invalid, and Refusal when it does not wait."""
    row = get_training_for(session, actor, account_id, training_id)
    hold(session, account_id)
    session.refresh(row)
    if state(row) != "waiting":
        raise Refusal(
            "This training does not wait for a decision any more. Look at the list again; nothing was changed."
        )
    parts = {each.id: each.minutes for each in open_parts(session, account_id, course)} if accept else {}
    chosen = tuple(dict.fromkeys(waives)) if accept else ()
    problem = waiver_problem(chosen, parts, row.minutes)
    if problem is not None:
        raise Invalid(problem, field="waives")
    words = checked_reason(reason) if reason.strip() or not accept else None
    row.accepted, row.reason = accept, words
    row.decided_at, row.decided_on, row.decided_by_account_id = now, actor.today, actor.account_id
    row.waivers = [Waiver(requirement_id=each, minutes=parts[each]) for each in chosen]
    act = "outside-training.accepted" if accept else "outside-training.declined"
    note(session, actor, now, act, row, waives=list(chosen), reason=words or "")
    session.flush()
    _reschedule(session, account_id, course, now)
    return row


def take_back(
    session: Session, *, actor: Actor, now: datetime, course: Course, account_id: str, training_id: str
) -> bool:
    """Undo a decision: the training waits again and waives nothing. False: it waits already."""
    row = get_training_for(session, actor, account_id, training_id)
    hold(session, account_id)
    session.refresh(row)
    if row.accepted is None:
        return False
    row.accepted = row.reason = row.decided_at = row.decided_on = row.decided_by_account_id = None
    row.waivers = []
    note(session, actor, now, "outside-training.decision-taken-back", row)
    session.flush()
    _reschedule(session, account_id, course, now)
    return True


def _reschedule(session: Session, account_id: str, course: Course, now: datetime) -> None:
    wanted = select(RoleHeld).where(RoleHeld.account_id == account_id, RoleHeld.ended_on.is_(None))
    for held in session.scalars(wanted.order_by(RoleHeld.id)):
        reschedule(session, held=held, course=course, now=now)
