"""How people of the demonstration work through labs."""

from __future__ import annotations

from datetime import datetime, timedelta

from lms.acts.lab import step_lab
from lms.cli.demo_stage import Stage
from lms.people.permissions import Actor
from lms.practice.known import known_move
from lms.practice.lab import Move
from lms.practice.lab_actions import start_lab
from lms.practice.lab_queries import Played

MINUTE = timedelta(minutes=1)


def step(stage: Stage, now: datetime, actor: Actor, slug: str, number: int, move: Move) -> Played:
    """Make a move, a minute later than the last one."""
    exercise = stage.course.exercise(slug)
    assert exercise is not None
    stepped = step_lab(
        stage.session, actor=actor, now=now + (number + 1) * MINUTE, world=stage.world,
        exercise_id=exercise.id, number=number, move=move,
    )  # fmt: skip
    return stepped.moved.played


def start(stage: Stage, now: datetime, actor: Actor, slug: str) -> Played:
    """Begin a lab by its address or ID, always the same variant."""
    exercise = stage.course.exercise(slug)
    assert exercise is not None
    return start_lab(stage.session, actor=actor, now=now, course=stage.course, exercise_id=exercise.id, seed=1)


def work_through(stage: Stage, now: datetime, who: str, slug: str) -> None:
    """From start to end as somebody does who knows it; a kind that nobody is required to do is not among them."""
    actor = stage.actor(who, now)
    played, number = start(stage, now, actor, slug), 0
    while not played.ended:
        played = step(stage, now, actor, slug, number, known_move(played.exercise, played.state))
        number += 1
