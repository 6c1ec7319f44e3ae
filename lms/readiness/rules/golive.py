"""Can a clinic begin on a day? Every requirement with its standing, what stands in the way, and when it could be. Pure.

Dates are the clinic's local dates. Training has a forecast at each person's own pace and at the agreed hours; papers and
meetings have the clinic's own dates or none: nothing here invents one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.holding import Holding
from lms.readiness.rules.words import count_words, day_words, list_words

State = Literal["done", "under way", "not started", "at risk", "missing"]
Group = Literal["team", "meetings", "papers"]
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Expected:
    """When something will be done, as far as it can be told: from, at the faster pace, to, at the slower one. Both None: not known."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Unnamed:
    """What is said of a requirement where nobody is to be named: no name, nothing that somebody wrote freely, no reason of a leave."""

    title: str
    who: str
    why: str


@dataclass(frozen=True)
class Requirement:
    """One thing that must stand before the first patient.

    by: the latest date, the first day itself where nobody set an earlier one. by_words: who set it, or how it comes about.
    needed: it stands in the way while it is open. href: where it is seen to, empty: nowhere here.
    unnamed: the same without names; None: nothing in it names anybody.
    """

    id: str
    group: Group
    title: str
    state: State
    standing: str
    who: str
    by: date | None
    by_words: str
    next: str
    href: str = ""
    why: str = ""
    needed: bool = True
    expected: Expected = Expected()
    unnamed: Unnamed | None = None

    @property
    def closed(self) -> bool:
        """Whether it stands."""
        return self.state == "done"


@dataclass(frozen=True)
class Board:
    """The answer for one day. in_the_way: what is needed and will not stand by then, or cannot be told, most pressing first.

    on_the_way: needed, open, and expected in time. forecast: when all that is needed could stand; None in it: not known.
    """

    opening: date
    today: date
    requirements: tuple[Requirement, ...]
    in_the_way: tuple[Requirement, ...]
    on_the_way: tuple[Requirement, ...]
    forecast: Expected

    @property
    def days_left(self) -> int:
        """Days after today up to the first day; below 0 once it is over."""
        return (self.opening - self.today).days

    @property
    def answer(self) -> str:
        """Yes, not yet, or how it stands, in one sentence or two."""
        if not self.requirements:
            return "That cannot be said: the course names nothing that a clinic needs."
        if self.in_the_way:
            number = len(self.in_the_way)
            return f"Not yet. {count_words(number, 'thing stands', 'things stand').capitalize()} in the way."
        if self.on_the_way:
            number = len(self.on_the_way)
            return f"Yes, if all goes on as it does. {count_words(number, 'thing is', 'things are').capitalize()} still open."
        return "Yes. All that is needed stands."

    def of(self, group: Group) -> tuple[Requirement, ...]:
        """The requirements of one group, in order."""
        return tuple(each for each in self.requirements if each.group == group)

    @property
    def dates(self) -> tuple[tuple[date, str], ...]:
        """The latest dates of what is open, in order, the first day at the end."""
        found = [
            (each.by, each.title)
            for each in self.requirements
            if each.by and not each.closed and each.by < self.opening
        ]
        return (*sorted(found), (self.opening, "First patients"))

    @property
    def this_week(self) -> tuple[Requirement, ...]:
        """What to do within seven days: what is late, due within them, or not begun and in the way."""
        until = self.today + WEEK
        return tuple(
            each
            for each in self.requirements
            if each.needed and not each.closed and each.next and (_pressing(each, until) or each in self.in_the_way)
        )

    @property
    def critical(self) -> tuple[Requirement, ...]:
        """What decides when all can stand: the open requirements that are expected last, or of which nothing can be told."""
        still = [each for each in self.requirements if each.needed and not each.closed]
        unknown = tuple(each for each in still if each.expected.last is None)
        if unknown:
            return unknown
        last = max((each.expected.last for each in still if each.expected.last), default=None)
        return tuple(each for each in still if each.expected.last == last)


def board(requirements: Iterable[Requirement], opening: date, today: date) -> Board:
    """The answer for `opening` as of `today`."""
    found = tuple(requirements)
    still = [each for each in found if each.needed and not each.closed]
    blocks = sorted((each for each in still if not _in_time(each, opening, today)), key=_urgency)
    way = tuple(each for each in still if each not in blocks)
    return Board(opening, today, found, tuple(blocks), way, _forecast(still, today))


def without_names(found: Board) -> Board:
    """The same board where nobody is named."""
    told = [
        replace(each, title=each.unnamed.title, who=each.unnamed.who, why=each.unnamed.why) if each.unnamed else each
        for each in found.requirements
    ]
    return board(told, found.opening, found.today)


def _in_time(each: Requirement, opening: date, today: date) -> bool:
    """Whether something open is expected by the first day: begun, not at risk, its own date not over, its forecast not past it."""
    if each.state in {"missing", "at risk", "not started"}:
        return (
            each.state == "not started"
            and each.by is not None
            and each.by > today + WEEK
            and _forecast_fits(each, opening)
        )
    if each.by is not None and each.by < today:
        return False
    return _forecast_fits(each, opening)


def _forecast_fits(each: Requirement, opening: date) -> bool:
    return each.expected.last is None or each.expected.last <= opening


def _urgency(each: Requirement) -> tuple[int, date]:
    order = {"missing": 0, "at risk": 1, "not started": 2, "under way": 3, "done": 4}
    return order[each.state], each.by or date.max


def _pressing(each: Requirement, until: date) -> bool:
    return each.by is not None and each.by <= until


def _forecast(still: Sequence[Requirement], today: date) -> Expected:
    """From the faster to the slower end; not known while anything needed has no forecast."""
    if not still:
        return Expected(today, today)
    if any(each.expected.first is None or each.expected.last is None for each in still):
        return Expected()
    return Expected(
        max(each.expected.first or today for each in still), max(each.expected.last or today for each in still)
    )


def forecast_words(found: Board) -> str:
    """When all could stand, with its range, or why that cannot be told."""
    first, last = found.forecast.first, found.forecast.last
    if not [each for each in found.requirements if each.needed and not each.closed]:
        return "All that is needed stands today."
    if first is None or last is None:
        names = [each.title for each in found.critical]
        shown = list_words(tuple(names[:3])) if len(names) <= 3 else f"{', '.join(names[:3])} and {len(names) - 3} more"
        return f"No day can be told while nobody can say when this will stand: {shown}."
    if first == last:
        return f"By what is known today, all of it could stand on {day_words(first)}."
    return f"By what is known today, all of it could stand between {day_words(first)} and {day_words(last)}."


def covered_on(holdings: Sequence[Holding], day: date) -> tuple[Holding, ...]:
    """Those who will be there on a day."""
    return tuple(each for each in holdings if each.there_on(day))
