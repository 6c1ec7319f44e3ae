"""The registry lab: a table of patients with ticks or places, then each answer with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.registry.grading import Graded
from lms.practice.registry.lab import RegistryState
from lms.practice.registry.tasks import key
from lms.web.charts import day_text
from lms.web.labs.face import Face, first, under
from lms.web.labs.registry_files import caseload_csv, caseload_xlsx
from lms.web.labs.registry_history import history
from lms.web.labs.registry_rows import READY_MADE, Row, opened, pcps, rows_of, shown, view_of

PLACE = "place-"


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The question with the registry, or what was found, missed and wrongly named."""
    state: RegistryState = played.state
    around = {
        "task": state.task,
        "limits": state.limits,
        "caseload": state.caseload,
        "at": len(state.graded) + (0 if state.looking else 1),
        "of": len(state.tasks),
        "graded": state.graded[-1] if state.looking else None,
        "last": len(state.graded) == len(state.tasks),
    }
    if state.looking:
        return around | told(state, state.graded[-1])
    places = {ident: text for ident, text in under(fields, PLACE).items() if text.strip()}
    picked = set(places) if state.task.ordered else set(fields.get("pick", ()))
    view, rows = view_of(fields), rows_of(state.caseload)
    # A place that cannot be meant is pointed out in its row, so whoever has one stays in sight.
    seen = shown(rows, view, picked, keep=picked if state.task.ordered else set())
    return around | {
        "view": view,
        "rows": seen,
        "count": len(rows),
        "hidden": _hidden(rows, seen, picked),
        "picked": picked,
        "places": places,
        "ready_made": READY_MADE,
        "pcps": pcps(state.caseload),
        "papers": state.task.id == "graduation",
        "day": day_text,
        "history": opened(state.caseload, view),
        "chosen": [row.patient.name for row in rows if row.ident in picked],
    }


def _hidden(rows: Sequence[Row], seen: Sequence[Row], picked: set[str]) -> list[str]:
    """Who is ticked and filtered out of sight; they stay ticked."""
    visible = {row.ident for row in seen}
    return [row.ident for row in rows if row.ident in picked and row.ident not in visible]


def told(state: RegistryState, graded: Graded) -> dict[str, Any]:
    """What a page needs to explain one answer."""
    return {
        "order": key(graded.task, state.caseload, state.limits) if graded.task.ordered else (),
        "histories": {
            line.patient.id: history(line.patient, state.caseload.as_of)
            for line in graded.lines
            if line.verdict != "found"
        },
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The patients ticked or numbered, or that the learner goes on."""
    if form.get("go") == "on":
        return {"go": "on"}
    fields = {name: form.getlist(name) for name in form}
    places = {ident: text.strip() for ident, text in under(fields, PLACE).items() if text.strip()}
    picked = list(dict.fromkeys(form.getlist("pick")))
    return {"task": first(fields, "task"), "picked": picked, "places": places}


def tell(played: Played) -> dict[str, Any]:
    """Every question with what was found, missed and wrongly named."""
    state: RegistryState = played.state
    return {
        "answers": [(graded, told(state, graded)["order"]) for graded in state.graded],
        "limits": state.limits,
        "well": sum(graded.passed for graded in state.graded),
        "unsafe": [graded for graded in state.graded if graded.safety_missed],
    }


FILES = {"caseload.csv": caseload_csv, "caseload.xlsx": caseload_xlsx}
FACE = Face("labs/registry.html", "labs/registry_debrief.html", show, read, tell, FILES)
