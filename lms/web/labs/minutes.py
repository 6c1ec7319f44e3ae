"""Labs of billing minutes: a log with a tick for each line, four questions on it, then each answer with its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.curriculum.exercises.minutes import MinutesBody
from lms.practice.lab_queries import Fields, Played
from lms.practice.minutes.grading import Graded, Task, in_words
from lms.practice.minutes.lab import NO_CODE, MinutesState, body_of, code_added, codes_offered
from lms.practice.minutes.logs import Entry, Sheet, why_not
from lms.practice.minutes.rules import Line
from lms.sheets import Sheet as Paper
from lms.sheets import csv_text
from lms.web.labs.face import Download, Face, first
from lms.web.words import MONTHS, weekday

MONTH_WORDS = {"initial": "First month", "subsequent": "Later month"}
ADDED = range(5)


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The log, with what is entered so far or, once answered, what was right."""
    state: MinutesState = played.state
    body = body_of(played.exercise)
    graded = state.answered[-1] if state.looking else None
    return {
        "body": body,
        "task": state.task,
        "place": len(state.answered) + (0 if state.looking else 1),
        "of": len(state.tasks),
        "last": len(state.answered) == len(state.tasks),
        "told": tell_log(body, graded) if graded else None,
        "telling": state.telling,
        "lines": _lines(body, state.task),
        "ticked": fields.get("counts", []),
        "given": {name: first(fields, name) for name in ("total", "month", "code", "added", "message")},
        "codes": [(code, code) for code in codes_offered(body)],
        "code_names": {code.code: code.name for code in body.rules.codes},
        "no_code": NO_CODE,
        "words": in_words(state.task.codes),
        "added": (code_added(body), ADDED),
        **_about(body, state.task.sheet),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The answer to a log, or that the learner goes on."""
    if form.get("go") == "on":
        return {"go": "on"}
    if form.get("go") == "tell":
        return {"message": form.get("message", "")}
    return {
        "counts": form.getlist("counts"),
        **{name: form.get(name, "") for name in ("month", "total", "code", "added")},
    }


def tell(played: Played) -> dict[str, Any]:
    """Every log with its answers beside the key."""
    state: MinutesState = played.state
    body = body_of(played.exercise)
    marks = played.lab.marks(played.exercise, state)
    return {
        "body": body,
        "logs": [
            {"told": tell_log(body, each), "lines": _lines(body, each.task), **_about(body, each.task.sheet)}
            for each in state.answered
        ],
        "right": sum(mark.right for mark in marks),
        "out_of": sum(mark.of for mark in marks),
        "months_right": sum(each.parts["codes"] for each in state.answered),
    }


def tell_log(body: MinutesBody, graded: Graded) -> dict[str, Any]:
    """One answer beside its key, part by part, each with the reason."""
    task, answer, parts = graded.task, graded.answer, graded.parts
    given = (Line(answer.code, 1), *((Line(code_added(body), answer.added),) if answer.added else ()))
    options = {option.id: option for option in task.options}
    return {
        "graded": graded,
        "rows": {
            entry.id: (entry.id in answer.counts, entry.id in task.counts, _why(body, task.sheet, entry))
            for entry in task.sheet.entries
        },
        "parts": [
            ("Month", MONTH_WORDS[answer.month], MONTH_WORDS[task.month], parts["month"], body.month_html),
            ("Total", f"{answer.total} min", f"{task.total} min", parts["total"], body.total_html),
            (
                "Code",
                in_words(given if answer.code else given[1:]).capitalize(),
                in_words(task.codes).capitalize(),
                parts["codes"],
                task.why,
            ),
        ],
        "said": options.get(answer.message),
        "best": task.message,
        "others": [option for option in task.options if option.id != answer.message and not option.right],
    }


def _why(body: MinutesBody, sheet: Sheet, entry: Entry) -> str:
    reason = why_not(body, sheet, entry)
    return body.kind(entry.kind).why_html if reason in (None, "kind") else body.reason_html(reason)


def _about(body: MinutesBody, sheet: Sheet) -> dict[str, Any]:
    payer = body.rules.payer(sheet.payer)
    return {
        "sheet": sheet,
        "month_name": _month(sheet.month),
        "payer": payer.name if payer else sheet.payer,
        "history": f"last service in {_month(sheet.last_service)}" if sheet.last_service else "none before this month",
    }


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def _lines(body: MinutesBody, task: Task) -> list[dict[str, Any]]:
    """The lines of a log with the words of each cell, and the one sentence that a screen reader says."""
    who = {"care-manager": "You", "psychiatric-consultant": body.consultant, "pcp": body.pcp}
    found = []
    for entry in task.sheet.entries:
        remarks = [f"on {entry.patient}", body.kind(entry.kind).name]
        remarks += [f"counted for {entry.elsewhere}"] if entry.elsewhere else []
        remarks += ["in hospital that day"] if entry.in_hospital else []
        note = "in the chart" if entry.note else "none"
        sentence = f"{weekday(entry.on)}, {who[entry.by]}: {entry.text}, {', '.join(remarks)}; {entry.minutes} minutes; {'note in the chart' if entry.note else 'no note'}"
        found.append({"entry": entry, "who": who[entry.by], "remarks": remarks, "note": note, "sentence": sentence})
    return found


def answers(played: Played) -> Download:
    """Every line of the logs that were answered, with the answer given and the right one, for a spreadsheet."""
    state: MinutesState = played.state
    rows = tuple(
        (
            each.task.sheet.patient,
            f"{each.task.sheet.month:%Y-%m}",
            entry.on.isoformat(),
            entry.text,
            entry.minutes,
            "counts" if entry.id in each.answer.counts else "does not",
            "counts" if entry.id in each.task.counts else "does not",
        )
        for each in state.answered
        for entry in each.task.sheet.entries
    )
    columns = ("Log of", "Month", "Day", "What", "Minutes", "Your answer", "By the rules")
    return Download(csv_text(Paper("Answers", columns, rows)).encode(), "text/csv; charset=utf-8")


FACE = Face("labs/minutes.html", "labs/minutes_debrief.html", show, read, tell, {"answers.csv": answers})
