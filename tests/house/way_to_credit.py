"""The owner at the beginning of her way to credit, for tests of the whole house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.credit.claiming import actions, queries
from lms.curriculum.course import Course
from lms.people.permissions import Actor


def set_out(session: Session, now: datetime, owner: Actor, course: Course, activity_id: str) -> dict[str, str]:
    """The owner acknowledges the disclosures of an activity. Returns what stands for it in addresses."""
    page = queries.way_of(session, owner, course, activity_id, now=now, demo=False).disclosures.hash
    actions.acknowledge(
        session, actor=owner, now=now, course=course, activity_id=activity_id, text_hash=page, demo=False
    )
    return {"way_id": activity_id}
