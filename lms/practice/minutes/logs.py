"""Activity logs made from a seed: months of fictional patients, each line with what decides whether it counts. Pure.

The same lab and seed give the same logs for ever; `VERSION` changes when the way they are made does.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lms.curriculum.code_tables import Month
from lms.curriculum.exercises.minutes import By, LogLine, LogPatient, MinutesBody, Reason
from lms.practice.minutes.rules import Line, codes_of

VERSION = 1
BREAK = 6
"""Months in a row without a service after which an episode begins anew (F5.30, F5.31)."""
_TRIES = 200
_FEWEST, _LONGEST = 2, 8
"""How many lines that count a log has."""
_ANYHOW = 30
"""About how many minutes a month has where no number of them changes anything."""
_NEAR = (-6, -4, -2, -1, 0, 1, 2, 4, 7)
"""How far from a threshold the minutes of a month come to lie."""
_TRAPS: tuple[Reason, ...] = (
    "other-patient", "other-month", "not-care-manager", "kind", "no-note", "counted-elsewhere", "in-hospital"
)  # fmt: skip


class CannotBeMade(Exception):
    """The lab as it is written gives no log; the message says what is wanting."""


@dataclass(frozen=True)
class Entry:
    """One line of a log. `elsewhere` names the service that counts these minutes already, or is empty."""

    id: str
    on: date
    patient: str
    by: By
    kind: str
    text: str
    minutes: int
    note: bool
    elsewhere: str
    in_hospital: bool


@dataclass(frozen=True)
class Sheet:
    """One patient's log of one month. `last_service` is the first day of the last month with a service before it, or None."""

    id: str
    patient: str
    payer: str
    month: date
    last_service: date | None
    entries: tuple[Entry, ...]


def why_not(body: MinutesBody, sheet: Sheet, entry: Entry) -> Reason | None:
    """Why a line does not count for this patient and month; None when it counts (F5.04, F5.33 to F5.39)."""
    if entry.patient != sheet.patient:
        return "other-patient"
    if (entry.on.year, entry.on.month) != (sheet.month.year, sheet.month.month):
        return "other-month"
    if entry.by != "care-manager":
        return "not-care-manager"
    if not body.kind(entry.kind).counts:
        return "kind"
    if not entry.note:
        return "no-note"
    if entry.elsewhere:
        return "counted-elsewhere"
    return "in-hospital" if entry.in_hospital else None


def month_type(sheet: Sheet) -> Month:
    """First month: without a service before, or after BREAK months in a row without one (F5.30, F5.31)."""
    if sheet.last_service is None:
        return "initial"
    apart = (sheet.month.year - sheet.last_service.year) * 12 + sheet.month.month - sheet.last_service.month
    return "initial" if apart - 1 >= BREAK else "subsequent"


def make_sheets(body: MinutesBody, exercise_id: str, seed: int) -> tuple[Sheet, ...]:
    """The logs of a variant. Raises CannotBeMade."""
    chance = random.Random(f"minutes-{VERSION}-{exercise_id}-{seed}")
    wanted = (body.sheets + 1) // 2
    if len(body.patients) < wanted + 1:
        raise CannotBeMade(f"{body.sheets} logs want {wanted + 1} patients or more.")
    patients = chance.sample(body.patients, wanted)
    histories = chance.sample(("new", "continuing", "after a break", "after a long break"), k=min(4, wanted))
    histories += chance.choices(("new", "continuing"), k=wanted - len(histories))
    sheets: list[Sheet] = []
    for patient, history in zip(patients, histories, strict=True):
        payer = chance.choice(patient.payers)
        month = date(body.rules.year, chance.randint(2, 10), 1)
        last = _last_service(month, history, chance)
        for _ in range(min(2, body.sheets - len(sheets))):
            sheets.append(_sheet(body, f"log-{len(sheets) + 1}", patient, payer, month, last, chance))
            last, month = month, _months_on(month, 1)
    return tuple(sheets)


def _last_service(month: date, history: str, chance: random.Random) -> date | None:
    if history == "new":
        return None
    if history == "continuing":
        return _months_on(month, -1)
    apart = chance.randint(3, BREAK) if history == "after a break" else chance.randint(BREAK + 1, BREAK + 4)
    return _months_on(month, -apart)


def _sheet(
    body: MinutesBody,
    name: str,
    patient: LogPatient,
    payer: str,
    month: date,
    last: date | None,
    chance: random.Random,
) -> Sheet:
    bare = Sheet(name, patient.name, payer, month, last, ())
    total = max(8, chance.choice(thresholds(body, payer, month_type(bare))) + chance.choice(_NEAR))
    counted, spare = _counted(body, total, chance)
    entries = [_entry(line, minutes, patient.name, month, chance) for line, minutes in counted]
    traps = chance.sample(_TRAPS, k=chance.randint(3, 4))
    entries += [_trap(body, trap, spare, bare, chance) for trap in traps]
    entries.sort(key=lambda each: (each.on, each.text))
    numbered = tuple(replace(each, id=f"{name}-{at}") for at, each in enumerate(entries, 1))
    return Sheet(name, patient.name, payer, month, last, numbered)


def thresholds(body: MinutesBody, payer_id: str, month: Month) -> tuple[int, ...]:
    """The minutes at which this payer's codes change in such a month."""
    payer = body.rules.payer(payer_id)
    table = body.rules.table_for(payer, "cocm") if payer else None
    if payer is None or table is None:
        raise CannotBeMade(f"For the payer {payer_id} no code is worked out.")
    bands = table.of(month)
    edges = [band.least for band in bands.bands if band.least > 1]
    if bands.add is not None:
        edges += [bands.add.least, bands.add.least + bands.add.every]
    codes = [[_codes(body, payer_id, month, each) for each in (edge - 1, edge)] for edge in edges]
    found = [edge for edge, (before, after) in zip(edges, codes, strict=True) if before != after]
    return tuple(found) or (_ANYHOW,)


def _codes(body: MinutesBody, payer_id: str, month: Month, minutes: int) -> tuple[Line, ...]:
    return codes_of(body.rules, month=month, minutes=minutes, payer_id=payer_id)


def _counted(body: MinutesBody, total: int, chance: random.Random) -> tuple[list[tuple[LogLine, int]], list[LogLine]]:
    """Lines that count and come to `total` together, and lines of the same sort that are left."""
    usable = [line for line in body.lines if line.plain and not line.at_end and body.kind(line.kind).counts]
    for _ in range(_TRIES):
        lines = chance.sample(usable, len(usable))
        taken: list[LogLine] = []
        while lines and (len(taken) < _FEWEST or sum(line.most for line in taken) < total):
            taken.append(lines.pop())
        least, most = sum(line.least for line in taken), sum(line.most for line in taken)
        if least <= total <= most and len(taken) <= _LONGEST and len(lines) >= 3:
            return list(zip(taken, _shares(taken, total, chance), strict=True)), lines
    raise CannotBeMade(f"No lines that count come to {total} minutes and leave three more.")


def _shares(lines: Sequence[LogLine], total: int, chance: random.Random) -> list[int]:
    minutes = [line.least for line in lines]
    left = total - sum(minutes)
    while left:
        at = chance.randrange(len(lines))
        room = min(left, lines[at].most - minutes[at])
        given = chance.randint(0, room)
        minutes[at] += given
        left -= given
    return minutes


def _trap(body: MinutesBody, trap: Reason, spare: list[LogLine], sheet: Sheet, chance: random.Random) -> Entry:
    """A line that does not count, for one reason alone."""
    line = _line_for(body, trap, spare, chance)
    made = _entry(line, chance.randint(line.least, line.most), sheet.patient, sheet.month, chance)
    if trap == "other-patient":
        others = [each.name for each in body.patients if each.name != sheet.patient]
        return replace(made, patient=chance.choice(others))
    if trap == "other-month":
        return replace(made, on=_beside(sheet.month, chance))
    return replace(made, note=False) if trap == "no-note" else made


def _line_for(body: MinutesBody, trap: Reason, spare: list[LogLine], chance: random.Random) -> LogLine:
    counts = {kind.id for kind in body.kinds if kind.counts}
    fitting = {
        "not-care-manager": [each for each in body.lines if each.by != "care-manager"],
        "kind": [each for each in body.lines if each.plain and each.kind not in counts],
        "counted-elsewhere": [each for each in body.lines if each.elsewhere],
        "in-hospital": [each for each in body.lines if each.in_hospital],
    }
    if trap not in fitting:
        return spare.pop()
    if not fitting[trap]:
        raise CannotBeMade(f"No line is there that does not count for the reason `{trap}`.")
    return chance.choice(fitting[trap])


def _entry(line: LogLine, minutes: int, patient: str, month: date, chance: random.Random) -> Entry:
    days = _workdays(month)
    on = days[-1] if line.at_end else chance.choice(days)
    return Entry("", on, patient, line.by, line.kind, line.text, minutes, True, line.elsewhere, line.in_hospital)


def _workdays(month: date) -> list[date]:
    days = [month + timedelta(days=at) for at in range((_months_on(month, 1) - month).days)]
    return [day for day in days if day.weekday() < 5]


def _beside(month: date, chance: random.Random) -> date:
    before, after = _workdays(_months_on(month, -1))[-2:], _workdays(_months_on(month, 1))[:2]
    return chance.choice([*before, *after])


def _months_on(month: date, count: int) -> date:
    at = month.year * 12 + month.month - 1 + count
    return date(at // 12, at % 12 + 1, 1)
