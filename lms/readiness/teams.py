"""Lists of people by risk, filtered and counted: the one place from which pages, files, answers and commands read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.people.models import RoleHeld
from lms.people.permissions import Actor
from lms.readiness.queries import PersonStanding, load_plans, local_today, roles_seen, standings_of, stored_standings
from lms.readiness.roles import timelines_of
from lms.readiness.rows import Row, rows_of, urgency
from lms.readiness.rules import GROUPS, Filter, Group, RoleTimeline, Word, due_of, group_of, read_filter
from lms.readiness.rules.filters import read_day


@dataclass(frozen=True)
class Glance:
    """A role held with the word of its standing: enough to sort, filter and count."""

    held: RoleHeld
    standing: Word
    start_date: date
    due_date: date | None
    today: date

    @property
    def urgency(self) -> tuple[int, date, str, str]:
        """Where it stands in a list by risk."""
        return urgency(self.standing, self.due_date, self.held.account.name, self.held.id)


@dataclass(frozen=True)
class Found:
    """What a filter finds among the roles held that somebody may see, each list most urgent first.

    `left_out` are sentences about parameters that asked for nothing there is. `clinics` and `roles` are (id, name)
    pairs to choose from. `days` are (zone, day) pairs: the day all of it is for, in each zone.
    """

    filter: Filter
    left_out: tuple[str, ...]
    clinics: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    days: tuple[tuple[str, date], ...]
    seen: tuple[Glance, ...]
    matching: tuple[Glance, ...]
    computed: Mapping[str, PersonStanding]


@dataclass(frozen=True)
class Line:
    """One person: the most urgent of the roles asked for, and the other roles the actor may see."""

    first: Row
    others: tuple[Row, ...]


@dataclass(frozen=True)
class Team:
    """One page of people. `counts` are people by group over all pages, `seen` all people without the filter.

    `overdue` are the names of those past their date. `first` and `last` are the places of this page's lines, from 1.
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


def find_rows(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str] | None = None,
    as_of: date | None = None,
) -> tuple[Found, tuple[Row, ...]]:
    """All rows of a filter, one for each role held, most urgent first; every standing is computed from the facts.

    `given` are parameters as `read_filter` takes them. `as_of` replaces each clinic's own today.
    """
    found = _look(session, actor, course, now=now, given=given or {}, as_of=as_of, whole=True)
    return found, rows_of(session, course, (found.computed[each.held.id] for each in found.matching))


def find_team(
    session: Session, actor: Actor, course: Course, *, now: datetime, given: Mapping[str, str] | None = None, size: int
) -> Team:
    """A page of up to `size` people. Sorting and counting read the stored schedules where they are of the course as it
    stands; what is shown is computed from the facts. A page past the last one is the last one.
    """
    found = _look(session, actor, course, now=now, given=given or {}, as_of=None, whole=False)
    firsts: dict[str, Glance] = {}
    for each in found.matching:
        firsts.setdefault(each.held.account_id, each)
    people = list(firsts.values())
    pages = max(1, -(-len(people) // size))
    page = min(found.filter.page, pages)
    here = people[(page - 1) * size : page * size]
    groups = [group_of(each.standing) for each in people]
    return Team(
        found=replace(found, filter=replace(found.filter, page=page)),
        lines=_lines(session, course, found, here, now=now),
        counts={group: groups.count(group) for group in GROUPS},
        people=len(people),
        seen=len({each.held.account_id for each in found.seen}),
        overdue=tuple(each.held.account.name for each in people if each.standing == "overdue"),
        page=page,
        pages=pages,
        first=(page - 1) * size + 1 if here else 0,
        last=(page - 1) * size + len(here),
    )


def _look(
    session: Session,
    actor: Actor,
    course: Course,
    *,
    now: datetime,
    given: Mapping[str, str],
    as_of: date | None,
    whole: bool,
) -> Found:
    held = roles_seen(session, actor, as_of=as_of or read_day(given.get("as_of", ""))[0])
    timelines = timelines_of(course)
    clinics = {each.clinic_id: each.clinic.name for each in held}
    roles = {role: timelines[role].short for role in sorted({each.role for each in held})}
    wanted, left_out = read_filter(given, clinics=clinics, roles=roles)
    as_of = as_of or wanted.as_of
    days = {each.clinic.zone: as_of or local_today(each, now) for each in held}
    stored = {} if whole or as_of else stored_standings(session, actor, course, days)
    missing = [each for each in held if each.id not in stored]
    load_plans(session, held)
    computed = {each.held.id: each for each in standings_of(session, missing, course, now=now, as_of=as_of)}
    words: dict[str, Word] = stored | {key: each.standing.standing for key, each in computed.items()}
    seen = sorted(
        (
            _glance(each, words[each.id], timelines[each.role], days[each.clinic.zone], computed.get(each.id))
            for each in held
        ),
        key=lambda each: each.urgency,
    )
    return Found(
        filter=wanted,
        left_out=left_out,
        clinics=tuple(sorted(clinics.items(), key=lambda each: (each[1].casefold(), each[0]))),
        roles=tuple(sorted(roles.items(), key=lambda each: each[1])),
        days=tuple(sorted(days.items())),
        seen=tuple(seen),
        matching=tuple(each for each in seen if _fits(wanted, each)),
        computed=computed,
    )


def _glance(held: RoleHeld, word: Word, timeline: RoleTimeline, today: date, known: PersonStanding | None) -> Glance:
    if known is not None:
        return Glance(held, word, known.facts.start_date, known.standing.due_date, today)
    continuing = word == "in continuing education"
    due = due_of(timeline, held.start_date, held.clinic_due_on, continuing=continuing)
    return Glance(held, word, held.start_date, due, today)


def _fits(wanted: Filter, each: Glance) -> bool:
    held = each.held
    return wanted.fits(
        clinic=held.clinic_id,
        role=held.role,
        standing=each.standing,
        start_date=each.start_date,
        name=held.account.name,
        today=each.today,
    )


def _lines(
    session: Session, course: Course, found: Found, firsts: Iterable[Glance], *, now: datetime
) -> tuple[Line, ...]:
    first_of = {each.held.account_id: each for each in firsts}
    shown = [each.held for each in found.seen if each.held.account_id in first_of]
    missing = [each for each in shown if each.id not in found.computed]
    computed = dict(found.computed)
    computed |= {each.held.id: each for each in standings_of(session, missing, course, now=now)}
    rows = {row.role_held_id: row for row in rows_of(session, course, (computed[each.id] for each in shown))}
    return tuple(
        Line(
            rows[each.held.id],
            tuple(rows[one.id] for one in shown if one.account_id == account_id and one.id != each.held.id),
        )
        for account_id, each in first_of.items()
    )
