"""A variant of the lab of minutes as plain data: logs, rules in words and as a table, tasks with their keys. Pure.

Every key follows from the data and the rule beside it: whoever reads only this can solve it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lms.curriculum.code_tables import MONTHS, MonthTable, Payer
from lms.curriculum.course import Exercise
from lms.curriculum.exercises.minutes import MinutesBody
from lms.practice.minutes.grading import Option, Task
from lms.practice.minutes.lab import body_of, tasks_of
from lms.practice.minutes.logs import BREAK, Sheet
from lms.practice.minutes.rules import Line

COUNTS = (
    "A line counts when it is about the log's patient, lies in the log's month, is the care manager's work, is of a kind that counts, "
    "has a note in the chart, is not counted for another service, and was not done while the patient was in hospital (F5.04, F5.33 to F5.39)."
)
MONTH = (
    f"initial when there was no service before, or {BREAK} or more whole months without one lie between the last service and this month; "
    "else subsequent (F5.30, F5.31)."
)
TOTAL = "The sum of the minutes of the lines that count."
CODES = (
    "The band of the payer's table for this type of month that holds the total gives the code, if the payer takes it. Where the table adds a code "
    "and the total reaches its first minute, one unit is added, and one more for each further step, up to the payer's most (F5.23 to F5.32)."
)
MESSAGE = (
    "The one message whose minutes are the total, whose codes are the month's codes, which leaves the claim to the practitioner "
    "and adds no minutes (F5.04, F5.33, F5.45, F5.50)."
)


def sample(exercise: Exercise, seed: int) -> dict[str, Any]:
    """The variant that a seed gives. Raises CannotBeMade."""
    body = body_of(exercise)
    tasks = tasks_of(body, exercise.id, seed)
    return {
        "kind": exercise.kind,
        "exercise": exercise.id,
        "seed": seed,
        "rules": str(body.rules.year),
        "kinds_of_work": [{"id": kind.id, "name": kind.name, "counts": kind.counts} for kind in body.kinds],
        "payers": [_payer(body, payer) for payer in body.rules.payers if _used(payer, tasks)],
        "logs": [_log(task.sheet) for task in tasks],
        "tasks": [each for task in tasks for each in _tasks(task)],
    }


def _used(payer: Payer, tasks: tuple[Task, ...]) -> bool:
    return any(task.sheet.payer == payer.id for task in tasks)


def _payer(body: MinutesBody, payer: Payer) -> dict[str, Any]:
    table = body.rules.table_for(payer, "cocm")
    return {
        "id": payer.id,
        "name": payer.name,
        "codes": list(payer.codes),
        "most_added": payer.most,
        "months": {} if table is None else {month: _bands(table.of(month)) for month in MONTHS},
    }


def _bands(table: MonthTable) -> dict[str, Any]:
    add = table.add
    return {
        "bands": [{"from": band.least, "to": band.most, "code": band.code} for band in table.bands],
        "add": None if add is None else {"code": add.code, "from": add.least, "every": add.every},
    }


def _log(sheet: Sheet) -> dict[str, Any]:
    return {
        "id": sheet.id,
        "patient": sheet.patient,
        "payer": sheet.payer,
        "month": f"{sheet.month:%Y-%m}",
        "last_service": None if sheet.last_service is None else f"{sheet.last_service:%Y-%m}",
        "lines": [{**vars(entry), "on": entry.on.isoformat()} for entry in sheet.entries],
    }


def _tasks(task: Task) -> list[dict[str, Any]]:
    name, patient = task.sheet.id, task.sheet.patient
    month = f"{task.sheet.month:%Y-%m}"
    rows: list[tuple[str, str, str, list[Any], Mapping[str, Any]]] = [
        ("counts", f"Which lines of {patient}'s log of {month} count?", COUNTS, sorted(task.counts, key=_number), {}),
        ("month", "Is it a first or a later month?", MONTH, [task.month], {}),
        ("total", "How many minutes count?", TOTAL, [task.total], {}),
        ("codes", "Which codes does the month support?", CODES, [_line(each) for each in task.codes], {}),
        ("message", "What do you tell the PCP?", MESSAGE, [task.message.id], {"options": [_option(each) for each in task.options]}),
    ]  # fmt: skip
    return [
        {"id": f"{name}-{what}", "log": name, "question": question, "rule": rule, "key": key, **more}
        for what, question, rule, key, more in rows
    ]


def _number(entry_id: str) -> int:
    return int(entry_id.rsplit("-", 1)[-1])


def _line(line: Line) -> dict[str, Any]:
    return {"code": line.code, "units": line.units}


def _option(option: Option) -> dict[str, Any]:
    return {
        "id": option.id,
        "text": option.text,
        "minutes": option.minutes,
        "codes": [_line(each) for each in option.codes],
        "claim_by": option.biller,
        "adds_minutes": option.adds,
    }
