"""Something written in a lab and shown to a supervisor, for tests of the whole house."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from lms.people.permissions import Actor
from lms.practice.feedback import ask_for_feedback
from lms.practice.lab_actions import move_lab, start_lab


def show_writing(session: Session, scene: Any, owner: Actor) -> str:
    """A builder worked through and shown to the supervisor; returns the run's id."""
    lab = next(each for each in scene.course.exercises if each.kind == "builder")
    common: dict[str, Any] = {"actor": owner, "now": scene.now, "course": scene.course, "exercise_id": lab.id}
    played = start_lab(session, **common)
    for number, part in enumerate(lab.body.parts):
        written = {each.id: each.options[0] if each.options else "In his words." for each in part.fields}
        move_lab(session, **common, number=2 * number, move={"written": written})
        rated = {each.id: "yes" for each in part.lines}
        played = move_lab(session, **common, number=2 * number + 1, move={"rated": rated}).played
    ask_for_feedback(session, actor=owner, now=scene.now, played=played)
    return played.run.id
