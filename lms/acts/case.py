"""Take a decision in a case; reaching an ending completes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.credit.models import Certificate
from lms.learning.actions import record_completion
from lms.people.permissions import Actor
from lms.practice.actions import Decided, decide


@dataclass(frozen=True)
class Stepped:
    """What came of the decision, and what was issued because of it."""

    decided: Decided
    issued: tuple[Certificate, ...]


def step_case(
    session: Session, *, actor: Actor, now: datetime, world: World, case_id: str, stage_id: str, choice_id: str
) -> Stepped:
    """Decide; at an ending record the completion with the run as its evidence and follow up."""
    case_id = world.course.current_id(case_id)
    decided = decide(
        session, actor=actor, now=now, course=world.course, case_id=case_id, stage_id=stage_id, choice_id=choice_id
    )
    if not decided.ended_now or case_id not in world.course.kind_of:
        return Stepped(decided, ())
    record_completion(
        session,
        actor=actor,
        now=now,
        today=actor.today,
        course=world.course,
        requirement_id=case_id,
        evidence_id=decided.walk.run.id,
    )
    return Stepped(decided, follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world))
