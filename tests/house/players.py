"""Somebody who knows every lab: the best move of each kind, so that any lab can be taken to its end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lms.curriculum.course import Exercise
from lms.practice.day import expert as day
from lms.practice.day.lab import body_of as day_body
from lms.practice.lab import Lab, Move
from lms.practice.registry.weeks_judged import expert as weeks
from lms.practice.rehearsal.table import expert as rehearsal
from lms.practice.scoring import questions
from tests.practice.test_minutes_lab import right as minutes
from tests.practice.test_registry_lab import answer as registry

Knows = Callable[[Exercise, Any], Move]


def _written(_exercise: Exercise, state: Any) -> Move:
    if state.comparing:
        return {"rated": {line.id: "yes" for line in state.part.lines}}
    return {"written": {each.id: each.options[0] if each.options else "In his words." for each in state.part.fields}}


def _scored(exercise: Exercise, state: Any) -> Move:
    return {"said": {each.name: each.key for each in questions(exercise.body, state.here)}}


def _weeks(_exercise: Exercise, state: Any) -> Move:
    choice = weeks(state.walk.caseload, state.body.calls, state.body.places)
    return {"call": list(choice.call), "review": list(choice.review), "change": list(choice.change)}


def _worked_out(_exercise: Exercise, state: Any) -> Move:
    if state.now is None:
        return {"values": dict(state.start)}
    return {"way": state.now.better[0].id} if state.page.decision is not None and not state.now.way else {"go": "on"}


KNOWS: Mapping[str, Knows] = {
    "builder": _written,
    "day": lambda exercise, state: day.next_move(day_body(exercise), state),
    "documentation": _written,
    "minutes": lambda _exercise, state: minutes(state),
    "reflection": _written,
    "registry": lambda _exercise, state: registry(state),
    "registry-weeks": _weeks,
    "rehearsal": lambda _exercise, state: rehearsal(state) if state.seats else {"seat": "bhcm"},
    "scoring": _scored,
    "sorting": lambda _exercise, state: {"answers": {entry.id: entry.key for entry in state.task.entries}},
    "worksheet": _worked_out,
}


def moves(lab: Lab[Any], exercise: Exercise, seed: int) -> Iterator[Move]:
    """The best moves of a variant from its start to its end."""
    state = lab.begin(exercise, seed)
    while not lab.ended(state):
        looking = getattr(state, "looking", False) and not getattr(state, "telling", False)
        move = {"go": "on"} if looking else KNOWS[exercise.kind](exercise, state)
        yield move
        state = lab.move(exercise, state, move)
