"""Mark a lesson complete, and undo it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.credit.models import Certificate
from lms.credit.queries import named_in_certificates
from lms.errors import Refusal
from lms.learning.actions import record_completion, undo_completion
from lms.learning.models import Completion
from lms.people.access import hold
from lms.people.permissions import Actor


@dataclass(frozen=True)
class Completed:
    """The completion, whether this act made it, and what was issued because of it."""

    completion: Completion
    new: bool
    issued: tuple[Certificate, ...]


def complete_lesson(session: Session, *, actor: Actor, now: datetime, world: World, lesson_id: str) -> Completed:
    """Complete a lesson on the learner's local day; a second time changes nothing."""
    row, new = record_completion(
        session, actor=actor, now=now, today=actor.today, course=world.course, requirement_id=lesson_id
    )
    issued = follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world) if new else ()
    return Completed(row, new, issued)


def undo_lesson(session: Session, *, actor: Actor, now: datetime, world: World, lesson_id: str) -> bool:
    """Take a lesson's completion back; False if there was none. Refused once a certificate names the lesson."""
    hold(session, actor.account_id)
    named = {world.course.current_id(each) for each in named_in_certificates(session, actor.account_id)}
    if world.course.current_id(lesson_id) in named:
        raise Refusal("Your certificate names this lesson, so it stays complete. Nothing was changed.")
    row = undo_completion(session, actor=actor, now=now, course=world.course, requirement_id=lesson_id)
    if row is not None:
        follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world)
    return row is not None
