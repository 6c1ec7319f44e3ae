"""Who covers a role of a clinic on which days: gaps and overlaps when people leave and enter (S-133). Pure.

Dates are the clinic's local dates; a stretch runs from its first to its last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lms.readiness.rules.holding import Holding

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Days on which the same people cover a role; nobody: a gap, two or more: an overlap."""

    first: date
    last: date
    people: tuple[str, ...]

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.last - self.first).days + 1


def stretches(holdings: Sequence[Holding], first: date, last: date) -> tuple[Stretch, ...]:
    """The days from `first` to `last` as stretches with the same people, in order and without holes. Empty: last is before first."""
    if last < first:
        return ()
    edges = {first}
    for each in holdings:
        edges.update(_edges(each))
    starts = sorted(day for day in edges if first <= day <= last)
    found: list[Stretch] = []
    for at, day in enumerate(starts):
        until = starts[at + 1] - ONE_DAY if at + 1 < len(starts) else last
        people = tuple(each.name for each in holdings if each.there_on(day))
        if found and found[-1].people == people:
            found[-1] = Stretch(found[-1].first, until, people)
        else:
            found.append(Stretch(day, until, people))
    return tuple(found)


def gaps(covered: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """The stretches on which nobody covers the role."""
    return tuple(each for each in covered if not each.people)


def _edges(each: Holding) -> Iterable[date]:
    """Days on which somebody begins to be there, or has just ceased to be."""
    yield each.first
    ends = [each.last, *(pause.last for pause in each.pauses)]
    yield from (pause.first for pause in each.pauses)
    yield from (end + ONE_DAY for end in ends if end is not None and end < date.max)
