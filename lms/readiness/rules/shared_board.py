"""A go-live board as it stood at one instant, to be kept as text and read again later, word for word. Pure.

The text is JSON with a version of its own (`SCHEMA`): a later program reads what an earlier one wrote. Dates are the
clinic's local dates, instants UTC; the zone stands beside them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, cast

from lms.readiness.rules.golive import Board, Group, Requirement, State, forecast_words, without_names
from lms.readiness.rules.words import count_words, day_words, list_words

SCHEMA = 1
DAYS_LEAST, DAYS_MOST, DAYS_USUAL = 1, 90, 14
NOTE_MOST = 500


@dataclass(frozen=True)
class SharedLine:
    """One requirement as it was told. place: where it stood among what was in the way, 1 first; None: it was not."""

    group: Group
    title: str
    state: State
    standing: str
    who: str
    by: date | None
    by_words: str
    why: str
    next: str
    needed: bool
    expected: date | None
    place: int | None

    @property
    def closed(self) -> bool:
        """Whether it stood."""
        return self.state == "done"


@dataclass(frozen=True)
class Tried:
    """What was tried out and not saved: another first day than the clinic's own, more hours a week, roles filled.

    plain: the answer as it was without any of it; empty: the clinic had no first day.
    """

    clinic_day: date | None
    hours: int
    added: tuple[str, ...]
    plain: str


@dataclass(frozen=True)
class SharedBoard:
    """The whole of it. stands: `3 of 14 requirements stand`. tried: None where nothing was tried out."""

    clinic: str
    zone: str
    opening: date
    as_of: date
    computed_at: datetime
    edition: str
    answer: str
    stands: str
    forecast: str
    named: bool
    tried: Tried | None
    dates: tuple[tuple[date, str], ...]
    lines: tuple[SharedLine, ...]

    def of(self, group: str) -> tuple[SharedLine, ...]:
        """The requirements of one group, in order."""
        return tuple(each for each in self.lines if each.group == group)

    @property
    def in_the_way(self) -> tuple[SharedLine, ...]:
        """What stood in the way, most pressing first."""
        return tuple(
            sorted((each for each in self.lines if each.place is not None), key=lambda each: cast("int", each.place))
        )

    @property
    def days_left(self) -> int:
        """Days from the day it was worked out to the first day."""
        return (self.opening - self.as_of).days


def shared(
    found: Board,
    *,
    clinic: str,
    zone: str,
    computed_at: datetime,
    edition: str,
    stands: str,
    named: bool,
    tried: Tried | None,
) -> SharedBoard:
    """A board as it is told to somebody outside; `named`: with the names of people. What was written of a leave never goes out."""
    plain = without_names(found)
    told = _with_names(found, plain) if named else plain
    places = {each.id: number for number, each in enumerate(told.in_the_way, 1)}
    return SharedBoard(
        clinic, zone, told.opening, told.today, computed_at, edition, told.answer, stands, forecast_words(told), named,
        tried, told.dates, tuple(_line(each, places.get(each.id)) for each in told.requirements),
    )  # fmt: skip


def _with_names(found: Board, plain: Board) -> Board:
    """As it is, but for the reasons of standings, which may say why somebody is on leave."""
    without = {each.id: each.why for each in plain.requirements}

    def told(each: Requirement) -> Requirement:
        return _replaced(each, without[each.id]) if each.group == "team" else each

    return Board(
        found.opening,
        found.today,
        tuple(map(told, found.requirements)),
        tuple(map(told, found.in_the_way)),
        tuple(map(told, found.on_the_way)),
        found.forecast,
    )


def _replaced(each: Requirement, why: str) -> Requirement:
    return Requirement(**{**{one.name: getattr(each, one.name) for one in fields(each)}, "why": why})


def _line(each: Requirement, place: int | None) -> SharedLine:
    return SharedLine(
        each.group, each.title, each.state, each.standing, each.who, each.by, each.by_words, each.why, each.next,
        each.needed, each.expected.last, place,
    )  # fmt: skip


def tried_words(found: SharedBoard) -> str:
    """What was tried out, in a sentence; empty where nothing was."""
    tried = found.tried
    if tried is None:
        return ""
    parts = []
    if tried.clinic_day != found.opening:
        own = f", not on {day_words(tried.clinic_day)}, the clinic’s own day" if tried.clinic_day else ""
        parts.append(f"the first day were {day_words(found.opening)}{own}")
    if tried.hours:
        parts.append(f"everybody had {count_words(tried.hours, 'hour', 'hours')} a week more")
    if tried.added:
        parts.append(f"somebody were found for: {list_words(tried.added)}")
    return f"What if {list_words(tuple(parts))}? Nothing of this was decided or saved." if parts else ""


def written(found: SharedBoard) -> str:
    """The board as text."""
    return json.dumps(
        {"schema": SCHEMA, **asdict(found)}, default=lambda value: value.isoformat(), ensure_ascii=False, sort_keys=True
    )


def read(text: str) -> SharedBoard:
    """The board that a text holds. Raises ValueError for a text of another version, or none."""
    given: dict[str, Any] = json.loads(text)
    if given.pop("schema", None) != SCHEMA:
        raise ValueError("a shared board of a version that is not known here")
    tried = given["tried"]
    return SharedBoard(
        **{
            **given,
            "opening": date.fromisoformat(given["opening"]),
            "as_of": date.fromisoformat(given["as_of"]),
            "computed_at": datetime.fromisoformat(given["computed_at"]),
            "dates": tuple((date.fromisoformat(day), title) for day, title in given["dates"]),
            "lines": tuple(
                SharedLine(**{**each, "by": _day(each["by"]), "expected": _day(each["expected"])})
                for each in given["lines"]
            ),
            "tried": tried and Tried(_day(tried["clinic_day"]), tried["hours"], tuple(tried["added"]), tried["plain"]),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
