"""The overview of some clinics: today's counts, month by month, filtered. Page, files, JSON and command read from here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.models import Clinic
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import clinics_for
from lms.people.rules import ROLES
from lms.readiness.overview.queries import Snapshot, counts_now, counts_on, months_of, snapshots_of
from lms.readiness.roles import timelines_of
from lms.readiness.rules import RANKS, Word, local_date
from lms.readiness.rules.counts import (
    Cell,
    Wanted,
    by_standing,
    cohort_words,
    last_month_over,
    missing,
    month_ends,
    read_cohort,
    total,
)

MONTHS = 12
"""How many month ends are shown."""
LATE_DAYS = 3
"""A month counted more days after its end than this was counted later, from the histories."""
COLUMNS = ("as_of", "counted_on", "clinic_id", "clinic", "role", "cohort", "standing", "number")
"""The columns of files and of the command, in order: a row for each cell above 0, the earliest day first."""


@dataclass(frozen=True)
class Row:
    """One cell of a day. counted_on: the clinic's day on which it was counted; None: today, as this was asked."""

    as_of: date
    counted_on: date | None
    clinic_id: str
    clinic: str
    role: str
    cohort: str
    standing: Word
    number: int

    def values(self) -> dict[str, str | int | date | None]:
        """Every field by its name."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class MonthSeen:
    """One month end. counted_on: the clinics' days on which it was counted, the first and the last.

    lacking: names of clinics asked for that were not counted then: the sum is without them. late: counted so long after
    the month that its histories were asked.
    """

    as_of: date
    counted_on: tuple[date, date]
    cells: tuple[Cell, ...]
    lacking: tuple[str, ...]
    late: bool


@dataclass(frozen=True)
class Overview:
    """Counts of roles held. `clinics` all that may be seen, as (id, name); `roles` and `cohorts` what may be asked for.

    days: (zone, day) pairs that today's `cells` are for. `months`: the month ends counted, the earliest first.
    left_out: sentences about parameters that asked for nothing there is.
    """

    wanted: Wanted
    left_out: tuple[str, ...]
    clinics: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    cohorts: tuple[date, ...]
    days: tuple[tuple[str, date], ...]
    zones: Mapping[str, str]
    cells: tuple[Cell, ...]
    months: tuple[MonthSeen, ...]
    snapshots: tuple[Snapshot, ...]

    @property
    def asked(self) -> tuple[tuple[str, str], ...]:
        """The clinics asked for, by name."""
        return tuple(each for each in self.clinics if self.wanted.clinic in {None, each[0]})

    @property
    def standings(self) -> tuple[Word, ...]:
        """The standings that anybody has today, in the order of risk."""
        return tuple(word for word, number in by_standing(self.cells).items() if number)

    def parameters(self, **changed: str | None) -> dict[str, str]:
        """What is asked for as parameters of an address, with parts changed."""
        return parameters(self.wanted, **changed)

    def rows(self) -> tuple[Row, ...]:
        """Every cell of every month end and of today."""
        names, days = dict(self.clinics), dict(self.days)
        found = [
            self._row(each, names, snapshot.as_of, _day_of(snapshot))
            for snapshot in self.snapshots
            for each in self.wanted.of(snapshot.cells)
        ]
        found += [self._row(each, names, days[self.zones[each.clinic_id]], None) for each in self.cells]
        return tuple(sorted(found, key=_place))

    def _row(self, cell: Cell, names: Mapping[str, str], as_of: date, counted_on: date | None) -> Row:
        return Row(
            as_of,
            counted_on,
            cell.clinic_id,
            names[cell.clinic_id],
            cell.role,
            cohort_words(cell.cohort),
            cell.standing,
            cell.number,
        )


def _place(row: Row) -> tuple[date, bool, str, str, str, str, int]:
    """Where a row stands: by day, what was counted then before what is counted now, clinic by name, role, cohort, risk."""
    now = row.counted_on is None
    return row.as_of, now, row.clinic.casefold(), row.clinic_id, row.role, row.cohort, RANKS[row.standing]


def parameters(wanted: Wanted, **changed: str | None) -> dict[str, str]:
    """A filter as parameters of an address: those that `/team/` knows, too."""
    asked: dict[str, str | None] = {
        "clinic": wanted.clinic,
        "role": wanted.role,
        "cohort": cohort_words(wanted.cohort) if wanted.cohort else None,
        "standing": wanted.standing.replace(" ", "-") if wanted.standing else None,
        **changed,
    }
    return {key: value for key, value in asked.items() if value}


def find_overview(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str] | None = None,
    as_of: date | None = None,
    months: int = MONTHS,
) -> Overview:
    """The overview of every clinic whose readiness the actor may see; the operator sees all. A few statements for any number.

    `given` are the parameters of an address: clinic, role, cohort, standing. `as_of` asks for the end of a past day in
    place of today, worked out from the histories, and for the month ends up to it.
    """
    seen = _clinics(session, actor)
    counts = counts_on(session, seen, course, as_of, now=now) if as_of else counts_now(session, seen, course, now=now)
    names = tuple(sorted(((each.id, each.name) for each in seen), key=lambda each: (each[1].casefold(), each[0])))
    until = as_of or max((last_month_over(local_date(now, each.zone)) for each in seen), default=None)
    stored: tuple[Snapshot, ...] = ()
    if until is not None:
        since = month_ends(until, months + 1 if as_of else months)[0]
        stored = snapshots_of(session, [each.id for each in seen], since=since, until=until)
    everything = (*counts.cells, *(cell for each in stored for cell in each.cells))
    roles = {each.role for each in everything}
    titles = {role: each.short for role, each in timelines_of(course).items()}
    wanted, left_out = _wanted(given or {}, {each.id for each in seen}, roles)
    return Overview(
        wanted=wanted,
        left_out=left_out,
        clinics=names,
        roles=tuple((role, titles.get(role, role)) for role in _ordered(roles)),
        cohorts=tuple(sorted({each.cohort for each in everything})),
        days=counts.days,
        zones={each.id: each.zone for each in seen},
        cells=wanted.of(counts.cells),
        months=_months(wanted, stored, names),
        snapshots=tuple(each for each in stored if wanted.clinic in {None, each.clinic_id}),
    )


def _clinics(session: Session, actor: Actor) -> Sequence[Clinic]:
    if actor == SYSTEM:
        return list(session.scalars(select(Clinic).order_by(Clinic.id)))
    return clinics_for(session, actor, Permission.CLINIC_READINESS)


def _ordered(roles: set[str]) -> list[str]:
    order = list(ROLES)
    return sorted(roles, key=lambda role: (order.index(role) if role in order else len(order), role))


def _wanted(given: Mapping[str, str], clinics: set[str], roles: set[str]) -> tuple[Wanted, tuple[str, ...]]:
    said = {key: value.strip() for key, value in given.items()}
    clinic, role, cohort = said.get("clinic", ""), said.get("role", ""), read_cohort(said.get("cohort", ""))
    standing: Word | None = next(
        (word for word in RANKS if word == said.get("standing", "").lower().replace("-", " ")), None
    )
    wrong = (
        (clinic and clinic not in clinics, "That clinic is not one of those you look after."),
        (role and role not in roles and role not in ROLES, "There is no such role."),
        (said.get("cohort") and cohort is None, "The month of the start date must be one such as 2027-05."),
        (said.get("standing") and standing is None, "There is no such standing."),
    )
    wanted = Wanted(
        clinic=clinic if clinic in clinics else None,
        role=role if role in roles or role in ROLES else None,
        cohort=cohort,
        standing=standing,
    )
    return wanted, tuple(sentence for is_so, sentence in wrong if is_so)


def _months(wanted: Wanted, stored: Sequence[Snapshot], names: Sequence[tuple[str, str]]) -> tuple[MonthSeen, ...]:
    asked = [each for each in stored if wanted.clinic in {None, each.clinic_id}]
    ids, called = [each for each, _ in names if wanted.clinic in {None, each}], dict(names)
    days: dict[date, list[date]] = {}
    for each in asked:
        days.setdefault(each.as_of, []).append(_day_of(each))
    return tuple(
        MonthSeen(
            as_of=month.as_of,
            counted_on=(min(days[month.as_of]), max(days[month.as_of])),
            cells=wanted.of(month.cells),
            lacking=tuple(called[each] for each in missing(month, ids)),
            late=(max(days[month.as_of]) - month.as_of).days > LATE_DAYS,
        )
        for month in months_of(asked)
    )


def _day_of(snapshot: Snapshot) -> date:
    return local_date(snapshot.made_at, snapshot.zone)


def nobody(found: Overview) -> bool:
    """Whether no clinic, or nobody in any, is there to count, today or before."""
    return not total(found.cells) and not any(each.cells for each in found.months)
