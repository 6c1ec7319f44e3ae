"""Goals of continuing education for tests of the whole house: the clinic's, and one of the owner's that she says is done."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.permissions import Actor, Permission
from lms.people.queries import roles_of
from lms.readiness.goals.actions import By, set_goal, set_template_goal
from lms.readiness.rules.goals import Wanted


def set_up_goals(session: Session, now: datetime, course: Course, supervisor: Actor, owner: Actor) -> dict[str, str]:
    """A goal of the clinic and one of the owner's own, by the supervisor. Returns what stands for them in addresses."""
    ((_, clinic_id),) = supervisor.clinics_with(Permission.PLAN_CHANGE)
    assert clinic_id is not None
    by = By(session, supervisor, now, course)
    held = roles_of(session, owner.account_id)[0]
    shared = set_template_goal(by, clinic_id=clinic_id, role="bhcm", wanted=Wanted(1, "spaced", days=4))
    own = set_goal(by, role_held_id=held.id, wanted=Wanted(1, "case", words="A handoff that went wrong"))
    return {"clinic_goal_id": shared.id, "goal_id": own.id}
