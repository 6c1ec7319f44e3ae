"""Sorting labs: a select box for each entry, then each answer with its reason."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.sorting import SortingState
from lms.sheets import Sheet, csv_text
from lms.web import charts
from lms.web.labs.face import Download, Face, under

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


def answers(played: Played) -> Download:
    """Every entry that was answered, with the answer given and the right one, for a spreadsheet."""
    state: SortingState = played.state
    rows = tuple(
        (each.task.title, entry.text, each.task.word_of(each.chosen[entry.id]), each.task.word_of(entry.key))
        for each in state.answered
        for entry in each.task.entries
    )
    sheet = Sheet("Answers", ("Task", "What", "Your answer", "Where it belongs"), rows)
    return Download(csv_text(sheet).encode(), "text/csv; charset=utf-8")


FACE = Face("labs/sorting.html", "labs/sorting_debrief.html", show, read, tell, {"answers.csv": answers})
