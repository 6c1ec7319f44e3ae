"""Counts of roles held by clinic, role, cohort and standing, and the days on which a month is counted. Pure.

A cohort is the month of the start date, written as its first day. A person in two roles counts once in each. Dates are
the clinic's local dates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.judge import RANKS, Word

_DAY = timedelta(days=1)
Band = Literal["overdue", "at risk", "on the way", "ready"]
BANDS: dict[Band, tuple[Word, ...]] = {
    "overdue": ("overdue",),
    "at risk": ("at risk",),
    "on the way": ("not started", "on track", "not open yet", "paused"),
    "ready": ("ready", "in continuing education", "complete"),
}
"""The nine standings in four parts, for pictures and sums: each in exactly one."""
_BAND_OF: dict[str, Band] = {word: band for band, several in BANDS.items() for word in several}


@dataclass(frozen=True)
class Counted:
    """One role held as it is counted: where, which, since when it counts from, and how it stands."""

    clinic_id: str
    role: str
    start_date: date
    standing: Word


@dataclass(frozen=True, order=True)
class Cell:
    """How many roles held have all four in common. cohort: the first day of the month of their start dates."""

    clinic_id: str
    role: str
    cohort: date
    standing: Word
    number: int


def band_of(standing: Word) -> Band:
    """The part a standing belongs to."""
    return _BAND_OF[standing]


def cohort_of(start_date: date) -> date:
    """The first day of the month in which somebody starts."""
    return start_date.replace(day=1)


def cohort_words(cohort: date) -> str:
    """A cohort as an address, a file and the JSON door write it: `2027-05`."""
    return f"{cohort.year:04}-{cohort.month:02}"


def read_cohort(text: str) -> date | None:
    """The cohort written as `2027-05`; None where the text is none, or lies outside 2000 to 2100."""
    year, dash, month = text.partition("-")
    if not (dash and len(year) == 4 and len(month) == 2 and text.isascii() and (year + month).isdigit()):
        return None
    if not (2000 <= int(year) <= 2100 and 1 <= int(month) <= 12):
        return None
    return date(int(year), int(month), 1)


def month_end(day: date) -> date:
    """The last day of a day's month: 28 or 29 February."""
    return (day.replace(day=1) + 31 * _DAY).replace(day=1) - _DAY


def last_month_over(today: date) -> date:
    """The last day of the last month that is over on the local `today`; on the last day of a month it is not over yet."""
    return today.replace(day=1) - _DAY


def month_ends(last: date, number: int) -> tuple[date, ...]:
    """The ends of `number` months, the earliest first, of which `last` is in the last one."""
    found = [month_end(last)]
    while len(found) < number:
        found.append(last_month_over(found[-1]))
    return tuple(reversed(found))


def held_at_end_of(day: date, *, joined_on: date, ended_on: date | None, gone_on: date | None) -> bool:
    """Whether a role is counted at the end of a local day: recorded by then, not ended by then, its person not gone.

    `ended_on` is the last day in the role, `gone_on` the day on which the account was closed or deactivated: at the end
    of either day she is not on the list any more, as on the page of the team.
    """
    return joined_on <= day and (ended_on is None or ended_on > day) and (gone_on is None or gone_on > day)


def tally(held: Iterable[Counted]) -> tuple[Cell, ...]:
    """The cells of some roles held, in order, none of them empty: their numbers add up to the roles given."""
    found = Counter((each.clinic_id, each.role, cohort_of(each.start_date), each.standing) for each in held)
    return tuple(sorted(Cell(*key, number) for key, number in found.items()))


def added(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    """Cells of several counts put together: equal ones become one with the sum."""
    found: Counter[tuple[str, str, date, Word]] = Counter()
    for each in cells:
        found[each.clinic_id, each.role, each.cohort, each.standing] += each.number
    return tuple(sorted(Cell(*key, number) for key, number in found.items() if number))


def total(cells: Iterable[Cell]) -> int:
    """How many roles held some cells hold."""
    return sum(each.number for each in cells)


def by_standing(cells: Iterable[Cell]) -> dict[Word, int]:
    """All nine standings in the order of risk, with how many have each; 0 where nobody does."""
    found = Counter[Word]()
    for each in cells:
        found[each.standing] += each.number
    return {word: found[word] for word in sorted(RANKS, key=lambda word: RANKS[word])}


def by_band(cells: Iterable[Cell]) -> dict[Band, int]:
    """All four parts with how many are in each."""
    found = Counter(dict.fromkeys(BANDS, 0))
    for each in cells:
        found[band_of(each.standing)] += each.number
    return dict(found)


@dataclass(frozen=True)
class Wanted:
    """Which cells are asked for; None asks for all."""

    clinic: str | None = None
    role: str | None = None
    cohort: date | None = None
    standing: Word | None = None

    @property
    def narrows(self) -> bool:
        """Whether any may be left out."""
        return self != Wanted()

    def fits(self, cell: Cell) -> bool:
        """Whether a cell is one of those asked for."""
        return (
            self.clinic in {None, cell.clinic_id}
            and self.role in {None, cell.role}
            and self.cohort in {None, cell.cohort}
            and self.standing in {None, cell.standing}
        )

    def of(self, cells: Iterable[Cell]) -> tuple[Cell, ...]:
        """Those asked for, in their order."""
        return tuple(each for each in cells if self.fits(each))


@dataclass(frozen=True)
class Month:
    """What was counted at the end of a month. counted: ids of the clinics with a count; cells: of those alone."""

    as_of: date
    counted: tuple[str, ...]
    cells: tuple[Cell, ...]


def missing(month: Month, clinics: Sequence[str]) -> tuple[str, ...]:
    """Those of some clinics that were not counted at the end of a month, so that a sum without them says so."""
    known = set(month.counted)
    return tuple(each for each in clinics if each not in known)
