"""Begin a test or a case, where what must come before it is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.assessment.actions import start_attempt
from lms.assessment.models import Attempt
from lms.curriculum.course import Course
from lms.errors import NotFound, Refusal
from lms.learning.queries import completions
from lms.learning.waived import waived
from lms.people.permissions import Actor
from lms.practice.actions import start_case
from lms.practice.queries import Walk


class NotYet(Refusal):
    """Something comes first; `parts` are what is left of it, in order."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        super().__init__("Something comes first. What is left of it stands on this page; nothing was begun.")
        self.parts = parts


def left_before(session: Session, account_id: str, course: Course, requirement_id: str) -> tuple[str, ...]:
    """The parts this account has still to do before it may begin this one; what is waived is done."""
    done = set(completions(session, account_id, course))
    done |= {each.requirement_id for each in waived(session, [account_id], course).get(account_id, ())}
    return tuple(each for each in course.before(requirement_id) if each not in done)


def begin_test(session: Session, *, actor: Actor, now: datetime, course: Course, test_id: str) -> Attempt:
    """Draw an attempt, or return the open one. Raises NotYet, and what `start_attempt` raises.

    A diagnostic is no post-test, and begins by `lms.acts.placement` alone.
    """
    quiz = course.quiz(test_id)
    if quiz is not None and quiz.kind == "diagnostic":
        raise NotFound()
    _demand(session, actor, course, test_id)
    return start_attempt(session, actor=actor, now=now, course=course, test_id=test_id)


def begin_case(
    session: Session, *, actor: Actor, now: datetime, course: Course, case_id: str, again: bool = False, seat: str = ""
) -> Walk:
    """Begin a case, or return the open run. Raises NotYet, and what `start_case` raises."""
    _demand(session, actor, course, case_id)
    return start_case(session, actor=actor, now=now, course=course, case_id=case_id, again=again, seat=seat)


def _demand(session: Session, actor: Actor, course: Course, requirement_id: str) -> None:
    left = left_before(session, actor.account_id, course, course.current_id(requirement_id))
    if left:
        raise NotYet(left)
