"""Sorting labs: a select box for each entry, then each answer with its reason."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.sorting import SortingState
from lms.web import charts
from lms.web.labs.face import Face, under

PREFIX = "place-"


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The task, with what is chosen so far or, once answered, what was right."""
    state: SortingState = played.state
    task = state.task
    answered = state.answered[-1] if state.looking else None
    return {
        "task": task,
        "place": len(state.answered) + (0 if state.looking else 1),
        "of": len(state.tasks),
        "answered": answered,
        "chosen": answered.chosen if answered else under(fields, PREFIX),
        "chart": charts.score_chart(task.chart.measure, task.chart.scores) if task.chart else None,
        "last": len(state.answered) == len(state.tasks),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The choices, or that the learner goes on."""
    if form.get("go") == "on":
        return {"go": "on"}
    return {"answers": {name.removeprefix(PREFIX): form[name] for name in form if name.startswith(PREFIX)}}


def tell(played: Played) -> dict[str, Any]:
    """Every task with its answers."""
    state: SortingState = played.state
    return {
        "answered": state.answered,
        "right": sum(each.count for each in state.answered),
        "of": sum(len(each.task.entries) for each in state.answered),
    }


FACE = Face("labs/sorting.html", "labs/sorting_debrief.html", show, read, tell)
