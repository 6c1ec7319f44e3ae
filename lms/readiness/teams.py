"""Lists of people by risk, filtered and counted: the one place from which pages, files, answers and commands read.

Today's list is sorted, filtered, counted and paged by the database (`listing.py`); only what is shown is computed, from
the facts. An earlier day is worked out from the facts of everybody (`worked.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.models import Account, RoleHeld
from lms.people.permissions import Actor
from lms.readiness.listing import Listing, Place
from lms.readiness.queries import PersonStanding, local_today, roles_seen, standings_of
from lms.readiness.reach import Reach, choices, listing_of, reach_of, roles_of
from lms.readiness.roles import timelines_of
from lms.readiness.rows import Row, rows_of
from lms.readiness.rules import GROUPS, RANKS, Filter, Group, group_of, read_filter
from lms.readiness.rules.filters import read_day
from lms.readiness.worked import Worked, worked

AT_ONCE, WHOLE = 100, 500
"""Roles that are read at once: of a file that leaves row by row, where more take more memory and no less time a row, and of
an answer that is held in memory whole."""
NAMED = 3
"""Up to so many who are past their date are named over a list."""
_GROUP_OF: dict[int, Group] = {rank: group_of(word) for word, rank in RANKS.items()}


@dataclass(frozen=True)
class Found:
    """What was asked of a list, and what may be asked.

    `left_out` are sentences about parameters that asked for nothing there is. `clinics` and `roles` are (id, name)
    pairs to choose from. `days` are (zone, day) pairs: the day all of it is for, in each zone. `earlier`: many schedules
    are stale, so that order and counts are of before until they are made anew.
    """

    filter: Filter
    left_out: tuple[str, ...]
    clinics: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, date], ...]
    earlier: bool


@dataclass(frozen=True)
class Line:
    """One person: the most urgent of the roles asked for, and the other roles the actor may see."""

    first: Row
    others: tuple[Row, ...]


@dataclass(frozen=True)
class Team:
    """One page of people. `counts` are people by group over all pages, `seen` all people without the filter.

    `overdue` are the names of those past their date where they are few, else nobody's; `counts` says how many.
    `first` and `last` are the places of this page's lines, from 1.
    """

    found: Found
    lines: tuple[Line, ...]
    counts: Mapping[Group, int]
    people: int
    seen: int
    overdue: tuple[str, ...]
    page: int
    pages: int
    first: int
    last: int

    @property
    def needing(self) -> int:
        """How many need help this week."""
        return self.counts["overdue"] + self.counts["at risk"]


@dataclass(frozen=True)
class _Look:
    """A list in its order, with what is known already of those on it."""

    session: Session
    course: Course
    now: datetime
    found: Found
    reach: Reach | None
    order: Listing | Worked
    computed: Mapping[str, PersonStanding]

    def standings(self, held: Sequence[RoleHeld]) -> dict[str, PersonStanding]:
        """Their standings, computed from the facts unless they were."""
        missing = [each for each in held if each.id not in self.computed]
        more = {each.held.id: each for each in standings_of(self.session, missing, self.course, now=self.now)}
        return {each.id: more.get(each.id) or self.computed[each.id] for each in held}

    def of_people(self, ids: set[str]) -> Sequence[RoleHeld]:
        """All roles on the list, without the filter, of some people."""
        if self.reach is None:
            return [each.held for each in self.computed.values() if each.held.account_id in ids]
        return roles_of(self.session, self.reach, RoleHeld.account_id.in_(ids))

    def some(self, ids: set[str]) -> Sequence[RoleHeld]:
        """Some roles of the list, by their own ids."""
        if self.reach is None:
            return [self.computed[each].held for each in ids]
        return roles_of(self.session, self.reach, RoleHeld.id.in_(ids))


def find_rows(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> tuple[Found, tuple[Row, ...]]:
    """All rows of a filter, one for each role held, most urgent first; every row is computed from the facts.

    `given` are parameters as `read_filter` takes them. `as_of` replaces each clinic's own today.
    """
    look = _look(session, actor, course, now=now, given=given or {}, as_of=as_of, exact=True)
    return look.found, tuple(_rows(look, WHOLE))


def stream_rows(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> tuple[Found, Iterator[Row]]:
    """The same one after the other, with no more than `AT_ONCE` in memory.

    As of an earlier day, and while many schedules are stale, everybody is worked out first, which takes memory for all.
    """
    look = _look(session, actor, course, now=now, given=given or {}, as_of=as_of, exact=True)
    return look.found, _rows(look, AT_ONCE)


def _rows(look: _Look, at_once: int) -> Iterator[Row]:
    for places in look.order.roles(look.found.filter, at_once=at_once):
        standings = look.standings(look.some({each.role_held_id for each in places}))
        here = (standings[each.role_held_id] for each in places if each.role_held_id in standings)
        yield from rows_of(look.session, look.course, here)


def find_team(
    session: Session, actor: Actor, course: Course, *, now: datetime, given: Mapping[str, str] | None = None, size: int
) -> Team:
    """A page of up to `size` people: sorted, filtered and counted by the database, and computed from the facts.

    A page past the last one is the last one.
    """
    look = _look(session, actor, course, now=now, given=given or {}, as_of=None, exact=False)
    wanted = look.found.filter
    ranks = look.order.people_by_rank(wanted)
    people = sum(ranks.values())
    pages = max(1, -(-people // size))
    page = min(wanted.page, pages)
    places = look.order.page(wanted, ranks, (page - 1) * size, size)
    counts: dict[Group, int] = dict.fromkeys(GROUPS, 0)
    for rank, number in ranks.items():
        counts[_GROUP_OF[rank]] += number
    return Team(
        found=replace(look.found, filter=replace(wanted, page=page)),
        lines=_lines(look, places),
        counts=counts,
        people=people,
        seen=look.order.people() if wanted.narrows else people,
        overdue=_names(look, ranks) if 0 < counts["overdue"] <= NAMED else (),
        page=page,
        pages=pages,
        first=(page - 1) * size + 1 if places else 0,
        last=(page - 1) * size + len(places),
    )


def _look(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str],
    as_of: date | None,
    exact: bool,
) -> _Look:
    day = as_of or read_day(given.get("as_of", ""))[0]
    if day is not None:
        return _worked(session, actor, course, now=now, given=given, as_of=day)
    reach = reach_of(session, actor, course)
    known = listing_of(session, reach, course, now=now)
    if known.earlier and exact:
        return _worked(session, actor, course, now=now, given=given, as_of=None)
    clinics = choices(reach.clinics)
    found = _found(course, given, clinics, reach.roles, reach.days(now), earlier=known.earlier)
    return _Look(session, course, now, found, reach, known.listing, known.computed)


def _worked(
    session: Session, actor: Actor, course: Course, *, now: datetime, given: Mapping[str, str], as_of: date | None
) -> _Look:
    held = roles_seen(session, actor, as_of=as_of)
    computed = worked(standings_of(session, held, course, now=now, as_of=as_of))
    days = {each.clinic.zone: as_of or local_today(each, now) for each in held}
    clinics = choices(each.clinic for each in held)
    found = _found(course, given, clinics, sorted({each.role for each in held}), days, earlier=False)
    return _Look(session, course, now, found, None, computed, computed.computed)


def _found(
    course: Course,
    given: Mapping[str, str],
    clinics: tuple[tuple[str, str], ...],
    roles: Sequence[str],
    days: Mapping[str, date],
    *,
    earlier: bool,
) -> Found:
    timelines = timelines_of(course)
    named = {role: timelines[role].short for role in roles}
    wanted, left_out = read_filter(given, clinics=dict(clinics), roles=named)
    in_order = tuple(sorted(named.items(), key=lambda each: each[1]))
    return Found(wanted, left_out, clinics, in_order, tuple(sorted(days.items())), earlier)


def _lines(look: _Look, firsts: Sequence[Place]) -> tuple[Line, ...]:
    shown = look.of_people({each.account_id for each in firsts})
    rows = rows_of(look.session, look.course, look.standings(shown).values())
    by_id = {row.role_held_id: row for row in rows}
    others: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda each: each.urgency):
        others.setdefault(row.account_id, []).append(row)
    return tuple(
        Line(
            by_id[each.role_held_id],
            tuple(row for row in others[each.account_id] if row.role_held_id != each.role_held_id),
        )
        for each in firsts
        if each.role_held_id in by_id
    )


def _names(look: _Look, ranks: Mapping[int, int]) -> tuple[str, ...]:
    """Who is past the date, in the order of the list."""
    late = look.order.page(look.found.filter, ranks, 0, ranks[RANKS["overdue"]])
    wanted = select(Account.id, Account.name).where(Account.id.in_([each.account_id for each in late]))
    names = {row.id: row.name for row in look.session.execute(wanted)}
    return tuple(names[each.account_id] for each in late)
