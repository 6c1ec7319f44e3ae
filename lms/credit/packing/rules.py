"""What an audit pack holds and for which days. Pure: dates, zones and figures are passed in (CE rules 5d)."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lms.errors import Invalid

FIRST, LAST = date(2000, 1, 1), date(2200, 12, 31)
MADE = "audit-pack.made"
"""The act that notes a pack; no pack holds it, so that making one changes none."""
HIDDEN_BELOW = 5
"""Below so many answers an evaluation is not summed up: a figure could tell who gave it."""
WHEN_SHOWN = (
    f"Figures and comments are those of whole months that hold {HIDDEN_BELOW} answers or more together, so that none can be "
    "told to be somebody's."
)


@dataclass(frozen=True)
class Period:
    """Days of the provider's zone, both included. `start` and `end` are the instants at which they begin and are over."""

    first: date
    last: date
    zone: str

    @property
    def start(self) -> datetime:
        """Midnight at the beginning of the first day."""
        return datetime.combine(self.first, time.min, ZoneInfo(self.zone))

    @property
    def end(self) -> datetime:
        """Midnight at the end of the last day; what happened then or later is no part of the pack."""
        return datetime.combine(self.last + timedelta(days=1), time.min, ZoneInfo(self.zone))

    def day(self, instant: datetime) -> date:
        """The local day of an instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()


def period(first: date | None, last: date | None, zone: str) -> Period:
    """The days asked for. Raises Invalid where one is missing, they are the wrong way round, or no such days are kept."""
    if first is None:
        raise Invalid("Enter the first day the pack is for, such as 2027-01-01.", field="from")
    if last is None:
        raise Invalid("Enter the last day the pack is for, such as 2027-12-31.", field="to")
    if first > last:
        raise Invalid(
            f"The first day, {first}, is after the last, {last}. Enter them the other way round.", field="from"
        )
    if first < FIRST or last > LAST:
        raise Invalid(f"Enter days from {FIRST} to {LAST}.", field="from" if first < FIRST else "to")
    return Period(first, last, zone)


def safe_name(text: str) -> str:
    """A part of a file's name: letters, digits, dots and dashes, at most 60."""
    return re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-.")[:60] or "file"


def credit_words(hundredths: int) -> str:
    """`1.25` for 125."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"


@dataclass(frozen=True)
class Summary:
    """One question of an evaluation over all answers: mean and distribution, or comments in order of the alphabet."""

    question: str
    n: int
    mean: float | None
    distribution: tuple[tuple[str, int], ...]
    comments: tuple[str, ...]


def months_together(days: Iterable[date], first: date, last: date) -> frozenset[date]:
    """The months, by their first days, whose answers may be summed up for the days `first` to `last`.

    Months that are over are taken together in order until they hold 5 answers; such months are shown whole or not at
    all. So two packs for different days never differ by fewer than 5 answers, and none can be told by leaving days out.
    """
    counted = Counter(day.replace(day=1) for day in days)
    found: set[date] = set()
    held: list[date] = []
    for month in sorted(counted):
        if _month_end(month) > last:
            break
        held.append(month)
        if sum(counted[each] for each in held) >= HIDDEN_BELOW:
            found |= set(held) if held[0] >= first else set()
            held = []
    return frozenset(found)


def _month_end(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def summed_up(answers: Iterable[Mapping[str, Any]]) -> tuple[Summary, ...]:
    """Each question of an evaluation summed up. Empty below 5 answers.

    Numbers have a mean, words that are chosen (yes, no and the like) are counted, longer texts are comments; in the
    order of the alphabet, so that nothing tells which answers came together.
    """
    known = [dict(_flat(each)) for each in answers]
    if len(known) < HIDDEN_BELOW:
        return ()
    return tuple(
        _summary(question, [each[question] for each in known if each.get(question) not in (None, "")])
        for question in sorted({question for each in known for question in each})
    )


def _flat(answers: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in answers.items():
        path = f"{above}{name}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{path}.")
        elif isinstance(value, list | tuple):
            yield path, ", ".join(sorted(str(each) for each in value))
        else:
            yield path, value


CHOSEN_MOST = 24
"""A longer text is a comment, not one of several choices."""


def _summary(question: str, values: list[Any]) -> Summary:
    numbers = [each for each in values if isinstance(each, int | float) and not isinstance(each, bool)]
    if values and len(numbers) == len(values):
        counted = Counter(numbers)
        told = tuple((f"{each:g}", counted[each]) for each in sorted(counted))
        return Summary(question, len(values), round(statistics.fmean(numbers), 4), told, ())
    words = [("yes" if each else "no") if isinstance(each, bool) else str(each) for each in values]
    if all(len(each) <= CHOSEN_MOST and "\n" not in each for each in words):
        return Summary(question, len(words), None, tuple(sorted(Counter(words).items())), ())
    return Summary(question, len(words), None, (), tuple(sorted(words)))
