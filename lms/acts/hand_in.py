"""Hand in a post-test: grade it, record the pass, move the standing, consider the certificate. One transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.assessment.actions import hand_in_attempt
from lms.assessment.models import Attempt
from lms.credit.models import Certificate
from lms.learning.actions import record_completion
from lms.people.permissions import Actor


@dataclass(frozen=True)
class HandedIn:
    """The graded attempt, whether this act closed it, and what was issued because of it."""

    attempt: Attempt
    new: bool
    issued: tuple[Certificate, ...]


def hand_in(session: Session, *, actor: Actor, now: datetime, world: World, attempt_id: str) -> HandedIn:
    """Hand in once; a second time returns the same result and has no effect."""
    attempt, new = hand_in_attempt(session, actor=actor, now=now, attempt_id=attempt_id)
    if not new or not attempt.passed or world.course.current_id(attempt.test_id) not in world.course.kind_of:
        return HandedIn(attempt, new, ())
    record_completion(
        session,
        actor=actor,
        now=now,
        today=actor.today,
        course=world.course,
        requirement_id=attempt.test_id,
        evidence_id=attempt.id,
    )
    return HandedIn(attempt, new, follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world))
