"""How people of the demonstration work through labs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from lms.acts.lab import step_lab
from lms.cli.demo_stage import Stage
from lms.practice.lab import Move
from lms.practice.lab_actions import start_lab
from lms.practice.lab_queries import Played
from lms.practice.scoring import questions

MINUTE = timedelta(minutes=1)
IN_HER_WORDS = "In the patient’s words, as far as I could write them down."


def step(stage: Stage, now: datetime, who: str, slug: str, number: int, move: Move) -> Played:
    """Make a move, a minute later than the last one."""
    exercise = stage.course.exercise(slug)
    assert exercise is not None
    stepped = step_lab(
        stage.session, actor=stage.actor(who, now), now=now + (number + 1) * MINUTE, world=stage.world,
        exercise_id=exercise.id, number=number, move=move,
    )  # fmt: skip
    return stepped.moved.played


def start(stage: Stage, now: datetime, who: str, slug: str) -> Played:
    """Begin a lab by its address or ID, always the same variant."""
    exercise = stage.course.exercise(slug)
    assert exercise is not None
    actor = stage.actor(who, now)
    return start_lab(stage.session, actor=actor, now=now, course=stage.course, exercise_id=exercise.id, seed=1)


def work_through(stage: Stage, now: datetime, who: str, slug: str) -> None:
    """From start to end as somebody does who knows it; a kind that nobody is required to do is not among them."""
    played, number = start(stage, now, who, slug), 0
    while not played.ended:
        looking = getattr(played.state, "looking", False)
        move = {"go": "on"} if looking else KNOWN[played.exercise.kind](played)
        played = step(stage, now, who, slug, number, move)
        number += 1


def _sorted(played: Played) -> Move:
    return {"answers": {entry.id: entry.key for entry in played.state.task.entries}}


def _scored(played: Played) -> Move:
    return {"said": {each.name: each.key for each in questions(played.exercise.body, played.state.here)}}


def _written(played: Played) -> Move:
    part: Any = played.state.part
    if played.state.comparing:
        return {"rated": {line.id: "yes" for line in part.lines}}
    return {"written": {each.id: each.options[0] if each.options else IN_HER_WORDS for each in part.fields}}


KNOWN: Mapping[str, Callable[[Played], Move]] = {
    "builder": _written, "documentation": _written, "scoring": _scored, "sorting": _sorted,
}  # fmt: skip
