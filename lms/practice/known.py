"""What somebody does who knows a lab: the right answers, and words where words are asked for. Pure.

For those who stand in for people: in the demonstration, and in an author's preview. Only the kinds that a module may
require are here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lms.curriculum.course import Exercise
from lms.practice.lab import Move
from lms.practice.scoring import questions

IN_HER_WORDS = "In the patient’s words, as far as I could write them down."


def known_move(exercise: Exercise, state: Any) -> Move:
    """The next move of such a person. Raises KeyError for a kind that nobody is required to do."""
    if getattr(state, "looking", False):
        return {"go": "on"}
    return _KNOWN[exercise.kind](exercise, state)


def _sorted(_exercise: Exercise, state: Any) -> Move:
    return {"answers": {entry.id: entry.key for entry in state.task.entries}}


def _scored(exercise: Exercise, state: Any) -> Move:
    return {"said": {each.name: each.key for each in questions(exercise.body, state.here)}}


def _written(_exercise: Exercise, state: Any) -> Move:
    if state.comparing:
        return {"rated": {line.id: "yes" for line in state.part.lines}}
    return {"written": {each.id: each.options[0] if each.options else IN_HER_WORDS for each in state.part.fields}}


_KNOWN: Mapping[str, Callable[[Exercise, Any], Move]] = {
    "builder": _written,
    "documentation": _written,
    "scoring": _scored,
    "sorting": _sorted,
}
