"""Practice that the owner of the scene skipped."""

from __future__ import annotations

from sqlalchemy.orm import Session

from lms.assessment.models import Attempt
from lms.curriculum.course import Course
from lms.learning.placement.models import Placement, SkippedPart
from lms.people.permissions import Actor


def skip_a_case(session: Session, owner: Actor, course: Course, attempt_id: str) -> str:
    """A case of the second module, as if its diagnostic had been passed in that attempt; returns the placement's id."""
    case = course.published_modules[1].cases[0]
    attempt = session.get_one(Attempt, attempt_id)
    row = Placement(
        account_id=owner.account_id,
        module_id=case.module_id,
        attempt_id=attempt.id,
        chosen_at=attempt.started_at,
        chosen_on=owner.today,
        parts=[SkippedPart(requirement_id=case.id, minutes=case.minutes)],
    )
    session.add(row)
    session.flush()
    return row.id
