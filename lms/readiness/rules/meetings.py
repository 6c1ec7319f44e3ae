"""The three meetings of a team: how often (R.14 to R.16), who must come and who as able, what is planned, due and overdue.

Pure. Dates are the clinic's own local dates; times of day are minutes after local midnight.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.dates import add_months
from lms.readiness.rules.words import day_words

Unit = Literal["week", "month"]
What = Literal["moved", "held", "cancelled", "undone"]
State = Literal["scheduled", "moved", "held", "cancelled"]
Standing = Literal["scheduled", "overdue"]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS_MOST, WEEKS_MOST = 3, 12
"""A quarter: three calendar months. Thirteen weeks are longer than the shortest of them, so twelve are the most."""
LENGTH_LEAST, LENGTH_MOST, DAY = 5, 480, 24 * 60
PLACE_MOST, REASON_MOST, NOTE_MOST = 200, 500, 2000
LOOK_BACK = timedelta(weeks=8)
"""How far back a date of a weekly rhythm is still asked about."""


@dataclass(frozen=True)
class Kind:
    """One of the three meetings as published: role ids of who must come and who comes as able, and what helps to hold it.

    `agenda` and `practice` are ids of the course: a tool on paper and a lab.
    """

    id: str
    title: str
    every: int
    unit: Unit
    must: tuple[str, ...]
    able: tuple[str, ...]
    leaders: bool
    source: str
    purpose: str
    agenda: str
    practice: str
    minutes: int

    @property
    def asks(self) -> tuple[str, ...]:
        """Every role that is asked to come."""
        return self.must + self.able


PANEL, CASELOAD, PROGRAM = "panel", "caseload", "program"
KINDS: dict[str, Kind] = {
    each.id: each
    for each in (
        Kind(
            PANEL, "Panel review", 1, "week", ("bhcm", "psychiatric-consultant"), (), False, "R.14",
            "Care manager and psychiatric consultant go through the registry: new patients, those who are not improving, questions about medication.",
            "m5-t-panel-agenda", "m2-x-panel-review", 60,
        ),
        Kind(
            CASELOAD, "Caseload review", 3, "month", ("bhcm", "clinical-supervisor"), ("psychiatric-consultant",), False, "R.15",
            "Care manager and clinical supervisor look at the whole caseload: size, contacts, who is stuck, what the care manager needs.",
            "sup-t-caseload-review-guide", "m7-x-caseload-review", 60,
        ),
        Kind(
            PROGRAM, "Program review", 3, "month", ("bhcm", "clinical-supervisor", "program-manager", "qi-coordinator"),
            ("psychiatric-consultant",), True, "R.16",
            "The team looks at the program: who is reached, what comes of it, what is to be changed and tried next.",
            "pm-t-program-review-guide", "pm-x-program-review", 60,
        ),
    )
}  # fmt: skip
"""The templates a clinic begins with."""


@dataclass(frozen=True)
class Rhythm:
    """How often a meeting is held: every so many weeks or months, on a weekday (0 is Monday), at a local time.

    `at` is in minutes after midnight, `minutes` the length. `from_date` is the first day on which it may be.
    """

    every: int
    unit: Unit
    weekday: int
    at: int
    minutes: int
    place: str
    from_date: date
    reason: str = ""


@dataclass(frozen=True)
class Mark:
    """One thing recorded of the meeting planned for `slot`; `undone` takes the mark before it back."""

    slot: date
    what: What
    on: date | None = None
    at: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Occurrence:
    """One meeting: the day it was planned for (`slot`, which names it), and the day and time it is or was on."""

    slot: date
    state: State
    on: date
    at: int
    reason: str = ""


@dataclass(frozen=True)
class Series:
    """A meeting of one clinic as it is kept. `opens_on` is the clinic's first day, None while it is not set.

    `set_up_on` is the local day it was set up here, `last_before` when it was last held before that, if anybody said.
    """

    kind: Kind
    rhythm: Rhythm
    opens_on: date | None
    set_up_on: date
    last_before: date | None = None
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Outlook:
    """A series on a day: `next` is not recorded yet and on or after it, `waiting` are past and not recorded.

    `due`: the last day in time, None while nothing is due. `ahead` begins with `next`; `history` is newest first.
    """

    standing: Standing
    below: bool
    due: date | None
    last_held: date | None
    next: Occurrence
    waiting: tuple[Occurrence, ...]
    history: tuple[Occurrence, ...]
    ahead: tuple[Occurrence, ...]
    reason: str

    @property
    def planned_late(self) -> bool:
        """Whether the next one is planned for a day after it is due."""
        return self.due is not None and self.standing == "scheduled" and self.next.on > self.due


def below_published(kind: Kind, rhythm: Rhythm) -> bool:
    """Whether a rhythm is less often than published; only a panel review can be (R.14)."""
    if kind.unit == "week":
        return rhythm.unit == "month" or rhythm.every > kind.every
    return rhythm.every > (MONTHS_MOST if rhythm.unit == "month" else WEEKS_MOST)


def rhythm_problems(kind: Kind, rhythm: Rhythm) -> dict[str, str]:
    """Field → why a rhythm cannot be saved. More often than published is always allowed (R.16: during rollout)."""
    found: dict[str, str] = {}
    most = MONTHS_MOST if rhythm.unit == "month" else WEEKS_MOST
    if rhythm.every < 1:
        found["every"] = "Enter how often as a whole number from 1."
    elif rhythm.every > most:
        found["every"] = (
            f"{rhythm_words(rhythm).capitalize()} is less than once a quarter. "
            + (
                f"Published for a {kind.title.lower()} is at least once a quarter ({kind.source})"
                if kind.unit == "month"
                else f"Published for a {kind.title.lower()} is every week ({kind.source}), and less than once a quarter is not saved, whatever the reason"
            )
            + f": choose every {MONTHS_MOST} months, every {WEEKS_MOST} weeks, or more often."
        )
    elif below_published(kind, rhythm) and not rhythm.reason:
        found["reason"] = (
            f"Published for a {kind.title.lower()} is every week ({kind.source}). Say why it is less often here; the reason is shown beside it."
        )
    if rhythm.weekday not in range(7):
        found["weekday"] = "Choose a day of the week."
    if rhythm.at not in range(DAY):
        found["at"] = "Enter a time such as 12:30."
    if not LENGTH_LEAST <= rhythm.minutes <= LENGTH_MOST:
        found["minutes"] = f"Enter a length from {LENGTH_LEAST} to {LENGTH_MOST} minutes."
    for name, text, limit in (("place", rhythm.place, PLACE_MOST), ("reason", rhythm.reason, REASON_MOST)):
        if len(text) > limit:
            found[name] = f"Use at most {limit} characters."
        elif not text.isprintable():
            found[name] = "This holds a character that cannot be printed. Type it again."
    return found


def outlook(series: Series, today: date, *, ahead: int = 4) -> Outlook:
    """How a series stands on a local day, with the next `ahead` dates. A meeting on its due date is in time."""
    kind, rhythm = series.kind, series.rhythm
    recorded = fold(series.marks, rhythm.at)
    held = [each for each in recorded.values() if each.state == "held" and each.on <= today]
    last = max([each.on for each in held] + ([series.last_before] if series.last_before else []), default=None)
    base, counted = _counted_from(series, last)
    due = None if base is None else _after(rhythm, _base_of(rhythm, held, base))
    find = _weekly if rhythm.unit == "week" else _monthly
    waiting, coming = find(series, recorded, base, today)
    overdue = due is not None and due < today
    return Outlook(
        standing="overdue" if overdue else "scheduled",
        below=below_published(kind, rhythm),
        due=due,
        last_held=last,
        next=coming,
        waiting=waiting,
        history=tuple(
            sorted(
                (each for each in recorded.values() if each.state in ("held", "cancelled")),
                key=lambda each: (each.on, each.slot),
                reverse=True,
            )
        ),
        ahead=_chain(rhythm, coming, recorded, ahead),
        reason=_reason(kind, base, due, today, counted, coming),
    )


def fold(marks: Iterable[Mark], at: int) -> dict[date, Occurrence]:
    """Slot → the meeting as recorded last, from marks in order; a slot whose marks were all taken back is left out."""
    stacks: dict[date, list[Mark]] = {}
    for mark in marks:
        stack = stacks.setdefault(mark.slot, [])
        if mark.what != "undone":
            stack.append(mark)
        elif stack:
            stack.pop()
    found: dict[date, Occurrence] = {}
    for slot, stack in stacks.items():
        day, time = slot, at
        for mark in stack:
            day, time = mark.on or day, at if mark.at is None else mark.at
        if stack:
            state: State = stack[-1].what if stack[-1].what != "undone" else "scheduled"
            found[slot] = Occurrence(slot, state, day, time, stack[-1].reason)
    return found


def is_a_date_of(series: Series, slot: date, today: date) -> bool:
    """Whether a day names a meeting of the series: one recorded, asked about, or to come within a year."""
    known = outlook(series, today, ahead=60)
    if slot in fold(series.marks, series.rhythm.at) or slot in {each.slot for each in (*known.waiting, *known.ahead)}:
        return True
    begins = min(series.set_up_on, series.rhythm.from_date)
    return begins <= slot <= today and slot.weekday() == series.rhythm.weekday


def _counted_from(series: Series, last: date | None) -> tuple[date | None, str]:
    """The day that due dates count from, and its words: the last one held, or the clinic's first day."""
    opens = series.opens_on
    if last is not None and (opens is None or last >= opens):
        return last, f"the last one, on {day_words(last)}"
    if opens is None:
        return None, ""
    if opens >= series.set_up_on:
        return opens, f"the clinic’s first day, {day_words(opens)}"
    return series.set_up_on, f"{day_words(series.set_up_on)}, when it was set up here"


def _base_of(rhythm: Rhythm, held: list[Occurrence], base: date) -> date:
    """A weekly one held some days early keeps its own day: the next is a week after the day it was planned for."""
    slots = [each.slot for each in held if each.on == base]
    return max([base, *slots]) if rhythm.unit == "week" else base


def _after(rhythm: Rhythm, day: date) -> date:
    if rhythm.unit == "week":
        return day + timedelta(weeks=rhythm.every)
    return add_months(day, rhythm.every)


def _on_or_after(weekday: int, day: date) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(weekday: int, day: date) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _weekly(
    series: Series, recorded: dict[date, Occurrence], _base: date | None, today: date
) -> tuple[tuple[Occurrence, ...], Occurrence]:
    rhythm = series.rhythm
    step = timedelta(weeks=rhythm.every)
    slot = _on_or_after(rhythm.weekday, rhythm.from_date)
    since = max(today - LOOK_BACK, series.set_up_on, (series.last_before or date.min) + timedelta(days=1))
    if slot < since:
        slot += step * (-(-(since - slot).days // step.days))
    found = [each for each in recorded.values() if each.state == "moved"]
    while slot < today or slot in recorded:
        if slot not in recorded:
            found.append(Occurrence(slot, "scheduled", slot, rhythm.at))
        slot += step
    found.append(Occurrence(slot, "scheduled", slot, rhythm.at))
    return _split(found, today)


def _monthly(
    series: Series, recorded: dict[date, Occurrence], base: date | None, today: date
) -> tuple[tuple[Occurrence, ...], Occurrence]:
    """The last such weekday that is in time. Once it is past, the first one from today on is proposed as well."""
    rhythm = series.rhythm
    slot = _on_or_after(rhythm.weekday, rhythm.from_date)
    if base is not None:
        slot = max(slot, _on_or_before(rhythm.weekday, _after(rhythm, base)))
    soon = _on_or_after(rhythm.weekday, today)
    done = {each.slot for each in recorded.values() if each.state != "moved"}
    while slot in done:
        slot = max(slot + timedelta(weeks=1), soon)
    found = [each for each in recorded.values() if each.state == "moved"]
    if slot not in recorded:
        found.append(Occurrence(slot, "scheduled", slot, rhythm.at))
    if all(each.on < today for each in found):
        while soon in recorded:
            soon += timedelta(weeks=1)
        found.append(Occurrence(soon, "scheduled", soon, rhythm.at))
    return _split(found, today)


def _split(found: list[Occurrence], today: date) -> tuple[tuple[Occurrence, ...], Occurrence]:
    found.sort(key=lambda each: (each.on, each.slot))
    return tuple(each for each in found if each.on < today), next(each for each in found if each.on >= today)


def _chain(rhythm: Rhythm, first: Occurrence, recorded: dict[date, Occurrence], count: int) -> tuple[Occurrence, ...]:
    """`first` and the dates after it, as they follow if each is held on its day; cancelled ones are left out."""
    found, moved = [first], [each for each in recorded.values() if each.state == "moved" and each.on > first.on]
    slot = first.slot if rhythm.unit == "week" else first.on
    while len(found) < count:
        slot = _after(rhythm, slot)
        if rhythm.unit == "month":
            slot = _on_or_before(rhythm.weekday, slot)
        if slot not in recorded and slot > first.slot:
            found.append(Occurrence(slot, "scheduled", slot, rhythm.at))
    found += [each for each in moved if each.slot != first.slot]
    return tuple(sorted(found, key=lambda each: (each.on, each.slot))[:count])


def _reason(kind: Kind, base: date | None, due: date | None, today: date, counted: str, coming: Occurrence) -> str:
    if base is None or due is None:
        return "Nothing is due yet: dates count from the clinic’s first day, and that is not set."
    if due >= today:
        if coming.on > due:
            return f"One is due by {day_words(due)}, counted from {counted}. The next is planned later than that."
        return f"One is due by {day_words(due)}, counted from {counted}."
    said = f"One was due by {day_words(due)}, counted from {counted}, and none is recorded."
    quarter = add_months(base, kind.every) if kind.unit == "month" else due
    if quarter >= today:
        said += f" That is your own rhythm; the published least, once a quarter, is kept until {day_words(quarter)}."
    return said


def rhythm_words(rhythm: Rhythm) -> str:
    """`every week`, `every 2 weeks`, `every month`, `every 3 months`."""
    return f"every {rhythm.unit}" if rhythm.every == 1 else f"every {rhythm.every} {rhythm.unit}s"


def time_words(at: int) -> str:
    """`12:30`."""
    return f"{at // 60:02}:{at % 60:02}"
