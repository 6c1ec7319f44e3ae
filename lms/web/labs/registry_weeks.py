"""The registry week by week: three choices a row, what came of them, and at the end one's own weeks beside an expert's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

from werkzeug.datastructures import MultiDict

from lms.practice.lab_queries import Fields, Played
from lms.practice.registry.patients import Caseload, Patient
from lms.practice.registry.rules import Limits, call_today, overdue, panel_review, plan_change
from lms.practice.registry.weeks import Week
from lms.practice.registry.weeks_judged import Figures, Judged, Part, figures
from lms.practice.registry.weeks_lab import WeeksState
from lms.web.charts import day_text
from lms.web.labs.face import Face
from lms.web.labs.registry_files import caseload_csv, caseload_xlsx
from lms.web.labs.registry_rows import READY_MADE, opened, pcps, rows_of, shown, view_of

PARTS: tuple[Part, ...] = get_args(Part)
HEADS: dict[Part, str] = {"call": "Call", "review": "Review", "change": "Change plan"}
LINES = (
    ("people", "In your care"),
    ("overdue", "Overdue for a contact"),
    ("calls_today", "To be called today"),
    ("unreviewed", "Never at panel review"),
    ("stuck", "Ten weeks on a plan that does not work"),
    ("responded", "Responded, remission included"),
    ("remitted", "In remission"),
    ("lost", "Lost from sight, all told"),
)
GROUPS = {1: "Review: safety", 2: "Review: new", 3: "Review: not improving"}


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """This week's registry with its choices, or what came of the last ones."""
    state: WeeksState = played.state
    body = state.body
    around = {
        "body": body,
        "at": len(state.judged) + (0 if state.looking else 1),
        "heads": HEADS,
        "looking": state.looking,
    }
    if state.looking:
        return around | _looked_at(state, len(state.judged) - 1) | {"last": state.walk.ended}
    caseload = Caseload(
        state.walk.as_of, tuple(each for each in state.walk.caseload.patients if each.phase != "discharged")
    )
    picked = {part: set(fields.get(part, ())) for part in PARTS}
    view = view_of(fields, usual="-urgency")
    rows = rows_of(caseload, lambda patient: list(_flags(patient, caseload, state.limits)))
    anybody = picked["call"] | picked["review"] | picked["change"]
    seen = shown(rows, view, anybody)
    visible = {row.ident for row in seen}
    return around | {
        "caseload": caseload,
        "view": view,
        "rows": seen,
        "count": len(rows),
        "hidden": [(part, each) for part in PARTS for each in sorted(picked[part] - visible)],
        "picked": picked,
        "ready_made": (("-urgency", "Most pressing"), *READY_MADE),
        "pcps": pcps(caseload),
        "day": day_text,
        "history": opened(caseload, view),
        "rooms": {"call": body.calls, "review": body.places},
    }


def _flags(patient: Patient, caseload: Caseload, limits: Limits) -> Iterator[tuple[str, str]]:
    """What the rules say of a patient this week, in words with a colour beside them."""
    day = caseload.as_of
    call, late, look = call_today(patient), overdue(patient, day, limits), panel_review(patient, day, limits)
    if call.named:
        yield "Call today", "overdue"
    if late.named:
        yield "Overdue", "overdue" if late.safety else "at-risk"
    if look.named:
        yield GROUPS[look.group], "at-risk" if look.group == 1 else "on-track"
    if plan_change(patient, day, limits).named:
        yield "Change plan", "at-risk"


def _looked_at(state: WeeksState, at: int) -> dict[str, Any]:
    """A week that is over."""
    week, judged = state.walk.over[at], state.judged[at]
    after = state.walk.over[at + 1].caseload if at + 1 < len(state.walk.over) else state.walk.caseload
    return {
        "week": week,
        "judged": judged,
        "notes": {part: judged.of_part(part) for part in PARTS},
        "marks": {part: judged.marks(part) for part in PARTS},
        "events": _events(week, after),
        "before": week.caseload.as_of,
        "after": week.caseload.as_of + timedelta(7),
        "figures": _beside(state.limits, week.caseload, after),
        "safety": [note for note in judged.notes if note.unsafe],
    }


def _events(week: Week, after: Caseload) -> dict[str, list[tuple[Patient, str]]]:
    """What happened, of the kinds worth reading, by kind."""
    chosen = {*week.choice.call, *week.choice.review, *week.choice.change}
    found: dict[str, list[tuple[Patient, str]]] = {}
    for event in week.events:
        patient = after.patient(event.patient_id)
        mine = event.patient_id in chosen and event.kind in ("reached", "missed", "score", "changed", "unchanged")
        if patient is not None and (mine or event.kind in ("safety", "lost", "new", "missed")):
            kind = "yours" if mine else event.kind
            found.setdefault(kind, []).append((patient, event.words))
    return found


def _beside(limits: Limits, *caseloads: Caseload) -> list[tuple[str, list[int]]]:
    all_of: list[Figures] = [figures(each, limits) for each in caseloads]
    return [(words, [getattr(each, name) for each in all_of]) for name, words in LINES]


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The choices of a week, or that the learner goes on."""
    if form.get("go") == "on":
        return {"go": "on"}
    return {part: list(dict.fromkeys(form.getlist(part))) for part in PARTS}


def tell(played: Played) -> dict[str, Any]:
    """Every week, and the caseload at the start, at the end, and at the end of an expert's weeks."""
    state: WeeksState = played.state
    expert = state.expert
    return {
        "weeks": [_looked_at(state, at) for at in range(len(state.judged))],
        "heads": HEADS,
        "figures": _beside(state.limits, state.walk.over[0].caseload, state.walk.caseload, expert.caseload),
        "unsafe": sum(judged.safety_missed for judged in state.judged),
        "total": _total(state.judged),
    }


def _total(judged: tuple[Judged, ...]) -> dict[Part, tuple[int, int]]:
    return {
        part: (sum(each.marks(part)[0] for each in judged), sum(each.marks(part)[1] for each in judged))
        for part in PARTS
    }


FILES = {"caseload.csv": caseload_csv, "caseload.xlsx": caseload_xlsx}
FACE = Face("labs/registry_weeks.html", "labs/registry_weeks_debrief.html", show, read, tell, FILES)
