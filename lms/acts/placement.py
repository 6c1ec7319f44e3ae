"""Placement: take the diagnostic of a module once, skip its practice after a pass, and undo that. One transaction each.

A supervisor may undo the choice with a reason; then it is hers to let it stand again, and the learner cannot choose anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.assessment.actions import start_attempt
from lms.assessment.models import Attempt
from lms.credit.models import Certificate
from lms.curriculum.course import Course, Module
from lms.errors import NotFound, Refusal
from lms.learning.placement.models import Placement, SkippedPart
from lms.learning.placement.queries import Place, place_of
from lms.people.access import get_person_for, hold
from lms.people.noting import checked_reason, note
from lms.people.permissions import Actor, Permission


class NotNow(Refusal):
    """What was asked for is not to be had as things stand; nothing was changed."""


@dataclass(frozen=True)
class Skipped:
    """The choice, whether this act made it, and what was issued because of it."""

    placement: Placement
    new: bool
    issued: tuple[Certificate, ...]


def begin_diagnostic(session: Session, *, actor: Actor, now: datetime, course: Course, module_id: str) -> Attempt:
    """Begin the diagnostic of a module, or go on with the one under way. Raises NotNow where it is not offered."""
    module, place = _mine(session, actor, course, module_id)
    if place.state not in ("offered", "under way") or module.diagnostic is None:
        raise NotNow(_why_not(place))
    return start_attempt(session, actor=actor, now=now, course=course, test_id=module.diagnostic.id)


def _why_not(place: Place) -> str:
    if place.state == "nothing open":
        return "No required practice of this module is open, so there is nothing to skip. Nothing was begun."
    if place.state == "none":
        return "There is no diagnostic for you in this module. Nothing was begun."
    return "The diagnostic of a module is taken once, and you have handed it in. Nothing was begun."


def skip_practice(session: Session, *, actor: Actor, now: datetime, world: World, module_id: str) -> Skipped:
    """Skip the required practice of a module that is still open, after a pass; NotNow without one. A second time changes nothing."""
    module, place = _mine(session, actor, world.course, module_id)
    if place.state == "skipped" and place.placement is not None:
        return Skipped(place.placement, False, ())
    if place.state != "passed" or place.attempt is None:
        raise NotNow("There is no practice that you can skip in this module now. Look at the page again.")
    row = Placement(
        account_id=actor.account_id,
        module_id=module.id,
        attempt_id=place.attempt.id,
        chosen_at=now,
        chosen_on=actor.today,
        parts=[SkippedPart(requirement_id=each, minutes=world.course.minutes_of[each]) for each in place.open_parts],
    )
    session.add(row)
    session.flush()
    _note(session, actor, now, "placement.practice-skipped", row)
    return Skipped(row, True, follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world))


def take_back_skip(session: Session, *, actor: Actor, now: datetime, world: World, module_id: str) -> bool:
    """Open what one skipped oneself. False: nothing of this module is skipped."""
    _, place = _mine(session, actor, world.course, module_id)
    row = place.placement
    if row is None or not row.stands:
        return False
    row.taken_back_at = now
    session.flush()
    _note(session, actor, now, "placement.taken-back", row)
    follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world)
    return True


def get_placement_for(session: Session, actor: Actor, account_id: str, placement_id: str) -> Placement:
    """A choice of somebody whose plan the actor may change, never one's own. Raises NotFound."""
    person = get_person_for(session, actor, account_id, Permission.PLAN_CHANGE)
    row = session.get(Placement, placement_id)
    if row is None or row.account_id != person.id or row.account_id == actor.account_id:
        raise NotFound()
    return row


def undo_skip(
    session: Session, *, actor: Actor, now: datetime, world: World, account_id: str, placement_id: str, reason: str
) -> bool:
    """Open what somebody skipped, with a reason that she reads. False: it does not stand any more. Raises Invalid."""
    row = _held(session, actor, account_id, placement_id)
    if not row.stands:
        return False
    row.reason = checked_reason(reason)
    row.taken_back_at, row.undone_by_account_id = now, actor.account_id
    session.flush()
    _note(session, actor, now, "placement.undone", row, reason=row.reason)
    follow_up(session, actor=actor, now=now, account_id=row.account_id, world=world)
    return True


def let_stand(
    session: Session, *, actor: Actor, now: datetime, world: World, account_id: str, placement_id: str
) -> Skipped:
    """Take back the undoing of a choice, so that it stands as it did. Raises NotNow where another one stands by now."""
    row = _held(session, actor, account_id, placement_id)
    if not row.undone:
        return Skipped(row, False, ())
    module = world.course.module(world.course.current_id(row.module_id))
    place = place_of(session, row.account_id, world.course, module) if module else None
    if place is not None and place.placement is not None and place.placement.id != row.id:
        raise NotNow("The practice of this module was dealt with again since. Look at the hours; nothing was changed.")
    row.taken_back_at = row.undone_by_account_id = row.reason = None
    session.flush()
    _note(session, actor, now, "placement.stands-again", row)
    return Skipped(row, True, follow_up(session, actor=actor, now=now, account_id=row.account_id, world=world))


def _mine(session: Session, actor: Actor, course: Course, module_id: str) -> tuple[Module, Place]:
    if not (actor.may(Permission.OWN_LEARNING) and actor.may(Permission.OWN_ATTEMPT)):
        raise NotFound()
    module = course.module(module_id)
    if module is None or not module.number:
        raise NotFound()
    hold(session, actor.account_id)
    return module, place_of(session, actor.account_id, course, module)


def _held(session: Session, actor: Actor, account_id: str, placement_id: str) -> Placement:
    row = get_placement_for(session, actor, account_id, placement_id)
    hold(session, row.account_id)
    session.refresh(row)
    return row


def _note(session: Session, actor: Actor, now: datetime, act: str, row: Placement, **more: object) -> None:
    """An audit line: which module and parts; never how the diagnostic went."""
    parts = [each.requirement_id for each in row.parts]
    note(session, (actor, now), actor.organisation_id, act, row, module=row.module_id, parts=parts, **more)
