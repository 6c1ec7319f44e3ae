"""Counts of today and of the end of an earlier day, and the stored counts of month ends. Nothing here writes.

Nothing here asks for permission: whoever shows a number has checked that its clinic is theirs to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast as known_as
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.people.models import Account, Clinic, RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.queries import standings_of
from lms.readiness.rules import RANKS, Word, local_date
from lms.readiness.rules.counts import Cell, Counted, Month, added, cohort_of, tally

AT_ONCE = 1000
"""Roles worked out in one go, as a database takes only so many values in a statement."""


@dataclass(frozen=True)
class Counts:
    """Cells of some clinics on a day. `days`: (zone, day) pairs, as each clinic has its own today."""

    cells: tuple[Cell, ...]
    days: tuple[tuple[str, date], ...]


def counts_now(session: Session, clinics: Sequence[Clinic], course: Course, *, now: datetime) -> Counts:
    """Roles held in some clinics by role, cohort and standing today, in a few statements however many there are.

    Whoever the page of the team lists is counted. The database counts by the row noted beside each role, in one pass
    over an index; where days have passed since by the stored schedule; only roles whose schedule is of another edition
    of the course are computed one by one.
    """
    days = {each.zone: local_date(now, each.zone) for each in clinics}
    last = max(days.values(), default=date.min)
    noted = and_(RoleHeld.listed_edition == course.edition, RoleHeld.listed_until > last)
    there = and_(RoleHeld.ended_on.is_(None), Account.deactivated_at.is_(None), ~noted)
    found = _noted(session, clinics, noted)
    if session.scalar(_others(course, last)) is None:
        return Counts(added(found), tuple(sorted(days.items())))
    rest = _counted(session, clinics, course, days, there, now=now, as_of=None)
    return Counts(added((*found, *rest.cells)), rest.days)


_MONTH = func.substr(cast(RoleHeld.start_date, String), 1, 7)
"""Both databases write a date as 2027-05-04."""
_WORD = {rank: word for word, rank in RANKS.items()}


def _noted(session: Session, clinics: Sequence[Clinic], noted: ColumnElement[bool]) -> list[Cell]:
    """Roles counted by the rank noted beside them: of whole organisations, so that one index holds all that is asked."""
    gone = select(Account.id).where(Account.deactivated_at.is_not(None))
    here = and_(
        RoleHeld.organisation_id.in_(sorted({each.organisation_id for each in clinics})),
        RoleHeld.clinic_id.in_([each.id for each in clinics]),
        RoleHeld.ended_on.is_(None),
        RoleHeld.account_id.not_in(gone),
    )
    parts = RoleHeld.clinic_id, RoleHeld.role, _MONTH, RoleHeld.listed_rank
    rows = session.execute(select(*parts, func.count()).where(here, noted).group_by(*parts))
    return [
        Cell(clinic_id, role, date.fromisoformat(f"{month}-01"), _WORD[rank], number)
        for clinic_id, role, month, rank, number in rows
    ]


def _others(course: Course, last: date) -> Select[str]:
    """One role, of anybody, that is counted in another way, if there is any: each side by its own index."""
    sides = (
        RoleHeld.listed_edition < course.edition, RoleHeld.listed_edition > course.edition, RoleHeld.listed_until <= last
    )  # fmt: skip
    found = [select(RoleHeld.id).where(RoleHeld.ended_on.is_(None), side).limit(1).subquery() for side in sides]
    return select(union_all(*(select(each.c.id) for each in found)).subquery().c.id).limit(1)


def counts_on(session: Session, clinics: Sequence[Clinic], course: Course, day: date, *, now: datetime) -> Counts:
    """The same as it was at the end of a local `day` that is over at each of the clinics, by what is on record now.

    A stored schedule that was written by then is what was known then, since each fact writes it anew; for all others
    the histories are asked, with the course as it is now.
    """
    days = {each.zone: day for each in clinics}
    gone = (and_(Clinic.zone == zone, Account.deactivated_at < _end_of(day, zone)) for zone in days)
    there = and_(
        RoleHeld.joined_on <= day,
        or_(RoleHeld.ended_on.is_(None), RoleHeld.ended_on > day),
        or_(Account.deactivated_at.is_(None), ~or_(false(), *gone)),
    )
    return _counted(session, clinics, course, days, there, now=now, as_of=day)


def _end_of(day: date, zone: str) -> datetime:
    """The instant at which a local day is over: the first one of the next."""
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _counted(
    session: Session,
    clinics: Sequence[Clinic],
    course: Course,
    days: Mapping[str, date],
    there: ColumnElement[bool],
    *,
    now: datetime,
    as_of: date | None,
) -> Counts:
    if not clinics:
        return Counts((), ())
    listed = and_(RoleHeld.clinic_id.in_([each.id for each in clinics]), there)
    known = and_(
        ScheduleState.role_held_id == RoleHeld.id,
        ScheduleState.edition == course.edition,
        or_(*(and_(Clinic.zone == zone, ScheduleState.computed_for <= day) for zone, day in days.items())),
    )
    stored = _stored(session, listed, known, days)
    others = (
        select(RoleHeld)
        .join(Account, Account.id == RoleHeld.account_id)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(listed, ~exists().where(known))
        .options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic))
        .order_by(RoleHeld.id)
    )
    computed = tally(
        Counted(each.held.clinic_id, each.held.role, each.facts.start_date, each.standing.standing)
        for some in batched(list(session.scalars(others)), AT_ONCE)
        for each in standings_of(session, some, course, now=now, as_of=as_of)
    )
    return Counts(added((*stored, *computed)), tuple(sorted(days.items())))


def batched(held: Sequence[RoleHeld], size: int) -> Iterator[Sequence[RoleHeld]]:
    """The same in their order, up to `size` at a time."""
    for first in range(0, len(held), size):
        yield held[first : first + size]


def _stored(
    session: Session, listed: ColumnElement[bool], known: ColumnElement[bool], days: Mapping[str, date]
) -> list[Cell]:
    """What the stored schedules say: the row in force is the last one not after the day; its sums come from the database."""
    in_force = or_(*(and_(Clinic.zone == zone, ScheduleRow.from_date <= day) for zone, day in days.items()))
    newest = (
        select(ScheduleRow.role_held_id, func.max(ScheduleRow.from_date).label("from_date"))
        .join(RoleHeld, RoleHeld.id == ScheduleRow.role_held_id)
        .join(Account, Account.id == RoleHeld.account_id)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .join(ScheduleState, known)
        .where(listed, in_force)
        .group_by(ScheduleRow.role_held_id)
        .subquery()
    )
    rows = session.execute(
        select(RoleHeld.clinic_id, RoleHeld.role, RoleHeld.start_date, ScheduleRow.standing, func.count())
        .join(newest, newest.c.role_held_id == RoleHeld.id)
        .join(
            ScheduleRow,
            and_(ScheduleRow.role_held_id == RoleHeld.id, ScheduleRow.from_date == newest.c.from_date),
        )
        .group_by(RoleHeld.clinic_id, RoleHeld.role, RoleHeld.start_date, ScheduleRow.standing)
    )
    return [
        Cell(clinic_id, role, cohort_of(start), known_as("Word", standing), number)
        for clinic_id, role, start, standing, number in rows
    ]


@dataclass(frozen=True)
class Snapshot:
    """One clinic at the end of one month, as it was counted: `made_at` is when, `edition` with which course."""

    clinic_id: str
    as_of: date
    zone: str
    held: int
    edition: str
    made_at: datetime
    cells: tuple[Cell, ...]


def snapshots_of(
    session: Session, clinic_ids: Sequence[str], *, since: date | None = None, until: date | None = None
) -> tuple[Snapshot, ...]:
    """The stored month ends of some clinics, the earliest first, in two statements however many there are."""
    heads = select(MonthSnapshot).where(MonthSnapshot.clinic_id.in_(clinic_ids))
    rows = select(MonthCount).where(MonthCount.clinic_id.in_(clinic_ids))
    if since is not None:
        heads, rows = heads.where(MonthSnapshot.as_of >= since), rows.where(MonthCount.as_of >= since)
    if until is not None:
        heads, rows = heads.where(MonthSnapshot.as_of <= until), rows.where(MonthCount.as_of <= until)
    cells: dict[tuple[str, date], list[Cell]] = {}
    for row in session.scalars(rows):
        cell = Cell(row.clinic_id, row.role, row.cohort, known_as("Word", row.standing), row.number)
        cells.setdefault((row.clinic_id, row.as_of), []).append(cell)
    return tuple(
        Snapshot(
            head.clinic_id,
            head.as_of,
            head.zone,
            head.held,
            head.edition,
            head.made_at,
            tuple(sorted(cells.get((head.clinic_id, head.as_of), ()))),
        )
        for head in session.scalars(heads.order_by(MonthSnapshot.as_of, MonthSnapshot.clinic_id))
    )


def months_of(snapshots: Sequence[Snapshot]) -> tuple[Month, ...]:
    """The same by month, the earliest first, over all clinics that were counted at its end."""
    found: dict[date, list[Snapshot]] = {}
    for each in snapshots:
        found.setdefault(each.as_of, []).append(each)
    return tuple(
        Month(as_of, tuple(each.clinic_id for each in several), tuple(cell for each in several for cell in each.cells))
        for as_of, several in sorted(found.items())
    )
