"""What two people of the cast do together."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from lms.people.permissions import Actor
from lms.practice.together import begin_together, sit_down


def rehearse(session: Session, scene: Any, owner: Actor, teammate: Actor) -> str:
    """A rehearsal of panel review in which both sit, the owner as care manager; returns its code."""
    lab = scene.rehearsal
    common: dict[str, Any] = {"actor": owner, "now": scene.now, "course": scene.course, "exercise_id": lab.id}
    row = begin_together(session, seat="bhcm", seed=1, **common)
    sit_down(session, actor=teammate, now=scene.now, exercise=lab, code=row.code)
    return row.code
