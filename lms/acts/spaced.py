"""Answer a key point in spaced review; keeping it up may close a goal of continuing education."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.learning.spaced.actions import answer_key_point
from lms.learning.spaced.models import SpacedAnswer
from lms.people.permissions import Actor
from lms.readiness.goals.actions import reschedule_checked


def answer_and_follow_up(
    session: Session, *, actor: Actor, now: datetime, course: Course, **given: Any
) -> SpacedAnswer:
    """Keep the answer, with what `answer_key_point` takes and raises, and move the schedules that depend on it."""
    row = answer_key_point(session, actor=actor, now=now, course=course, **given)
    reschedule_checked(session, account_id=actor.account_id, course=course, now=now)
    return row
