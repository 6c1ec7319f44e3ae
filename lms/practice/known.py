"""What somebody does who knows a lab: the right answers, and words where words are asked for. Pure.

For those who stand in for people: in the demonstration, and in an author's preview.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lms.curriculum.course import Exercise
from lms.practice.day import expert as day
from lms.practice.day.lab import body_of as day_of
from lms.practice.lab import Move
from lms.practice.minutes.grading import base_and_added
from lms.practice.minutes.lab import NO_CODE
from lms.practice.registry import weeks_judged
from lms.practice.registry.tasks import key
from lms.practice.rehearsal import table
from lms.practice.scoring import questions

IN_HER_WORDS = "In the patient’s words, as far as I could write them down."


def known_move(exercise: Exercise, state: Any) -> Move:
    """The next move of such a person."""
    return KNOWN[exercise.kind](exercise, state)


def _sorted(_exercise: Exercise, state: Any) -> Move:
    if state.looking:
        return {"go": "on"}
    return {"answers": {entry.id: entry.key for entry in state.task.entries}}


def _scored(exercise: Exercise, state: Any) -> Move:
    if state.looking:
        return {"go": "on"}
    return {"said": {each.name: each.key for each in questions(exercise.body, state.here)}}


def _written(_exercise: Exercise, state: Any) -> Move:
    if state.comparing:
        return {"rated": {line.id: "yes" for line in state.part.lines}}
    return {"written": {each.id: each.options[0] if each.options else IN_HER_WORDS for each in state.part.fields}}


def _counted(_exercise: Exercise, state: Any) -> Move:
    task = state.task
    if state.telling:
        return {"message": task.message.id}
    if state.looking:
        return {"go": "on"}
    code, added = base_and_added(task.codes)
    counts = sorted(task.counts)
    return {"counts": counts, "month": task.month, "total": task.total, "code": code or NO_CODE, "added": added}


def _named(_exercise: Exercise, state: Any) -> Move:
    if state.looking:
        return {"go": "on"}
    named = key(state.task, state.caseload, state.limits)
    if state.task.ordered:
        return {"task": state.task.id, "places": {each: str(at) for at, each in enumerate(named, 1)}}
    return {"task": state.task.id, "picked": list(named)}


def _lived(_exercise: Exercise, state: Any) -> Move:
    if state.looking:
        return {"go": "on"}
    found = weeks_judged.expert(state.walk.caseload, state.body.calls, state.body.places, state.limits)
    return {"call": list(found.call), "review": list(found.review), "change": list(found.change)}


def _worked(_exercise: Exercise, state: Any) -> Move:
    if state.now is None:
        return {"values": dict(state.start)}
    if state.now.page.decision is not None and not state.now.way:
        return {"way": state.now.better[0].id}
    return {"go": "on"}


def _rehearsed(_exercise: Exercise, state: Any) -> Move:
    return table.expert(state) if state.seats else {"seat": "bhcm"}


def _spent(exercise: Exercise, state: Any) -> Move:
    return day.next_move(day_of(exercise), state)


KNOWN: Mapping[str, Callable[[Exercise, Any], Move]] = {
    "builder": _written,
    "day": _spent,
    "documentation": _written,
    "minutes": _counted,
    "reflection": _written,
    "registry": _named,
    "registry-weeks": _lived,
    "rehearsal": _rehearsed,
    "scoring": _scored,
    "sorting": _sorted,
    "worksheet": _worked,
}
