"""The plan of a role held as it stood on a day: dates, leave, agreed time and the length of the window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.people.changes import AGREED, CLINIC_DUE, LEAVE, READ, START, WINDOW, changes_of, leave_dates, leave_text
from lms.people.models import RoleHeld
from lms.people.rules import Change, fields_of, value_on
from lms.readiness.rules import Pause
from lms.readiness.rules.dates import local_date


@dataclass(frozen=True)
class Plan:
    """What was decided about one role held, as it was recorded by the end of a local day."""

    start_date: date
    agreed_minutes_per_week: int | None
    window_weeks: int
    clinic_due_on: date | None
    pauses: tuple[Pause, ...]


def plan_on(held: RoleHeld, day: date) -> Plan:
    """The plan as it stood at the end of `day`; what was changed later does not count then."""
    made = changes_of(held)
    if all(each.on <= day for each in made):
        leave = tuple(Pause(each.from_date, each.to_date, each.reason) for each in held.pauses)
        return Plan(held.start_date, held.agreed_minutes_per_week, held.window_weeks or 0, held.clinic_due_on, leave)
    start = _then(made, START, held.start_date.isoformat(), day)
    agreed = _then(made, AGREED, _text(held.agreed_minutes_per_week), day)
    weeks = _then(made, WINDOW, _text(held.window_weeks), day)
    due = _then(made, CLINIC_DUE, held.clinic_due_on.isoformat() if held.clinic_due_on else None, day)
    return Plan(start or held.start_date, agreed, weeks or 0, due, _leave(held, made, day))


def held_on(held: RoleHeld, day: date) -> bool:
    """Whether a role was held at the end of a local day, by somebody who might sign in then. Needs account and clinic."""
    gone = held.account.deactivated_at
    still = held.ended_on is None or held.ended_on > day
    return held.joined_on <= day and still and (gone is None or local_date(gone, held.clinic.zone) > day)


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)


def _then(made: tuple[Change, ...], field: str, present: str | None, day: date) -> Any:
    found = value_on(made, field, present, day)
    return None if found is None else READ[field](found)


def _leave(held: RoleHeld, made: tuple[Change, ...], day: date) -> tuple[Pause, ...]:
    there = {f"{LEAVE}{each.id}": each for each in held.pauses}
    reasons = {each.field: each.reason for each in held.changes if each.before is None}
    found = []
    for field in dict.fromkeys((*there, *fields_of(made, LEAVE))):
        text = value_on(made, field, leave_text(there[field]) if field in there else None, day)
        if text is not None:
            found.append(Pause(*leave_dates(text), there[field].reason if field in there else reasons.get(field, "")))
    return tuple(sorted(found, key=lambda each: each.first))
