"""Make a move in a lab; ending a lab that is required completes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.credit.models import Certificate
from lms.learning.actions import record_completion
from lms.people.permissions import Actor
from lms.practice.lab import Move
from lms.practice.lab_actions import Moved, move_lab


@dataclass(frozen=True)
class LabStepped:
    """What came of the move, and what was issued because of it."""

    moved: Moved
    issued: tuple[Certificate, ...]


def step_lab(
    session: Session, *, actor: Actor, now: datetime, world: World, exercise_id: str, number: int, move: Move
) -> LabStepped:
    """Move; at the end record the completion with the run as its evidence and follow up."""
    course = world.course
    moved = move_lab(session, actor=actor, now=now, course=course, exercise_id=exercise_id, number=number, move=move)
    wanted = course.current_id(moved.played.exercise.id)
    if not moved.ended_now or wanted not in course.kind_of:
        return LabStepped(moved, ())
    record_completion(
        session,
        actor=actor,
        now=now,
        today=actor.today,
        course=course,
        requirement_id=wanted,
        evidence_id=moved.played.run.id,
    )
    return LabStepped(moved, follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world))
