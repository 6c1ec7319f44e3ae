"""What is stored for lists and what the pure rule says of the same facts are one: ten thousand random histories."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.people.models import RoleHeld
from lms.people.permissions import SYSTEM
from lms.readiness.actions import STALE, reschedule_some
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.queries import PersonStanding, roles_seen, standings_of
from lms.readiness.rules import RANKS, schedule, stand
from scripts.many_people import make_place, populate
from tests.curriculum.small import small
from tests.curriculum.whole import whole_course
from tests.databases import Databases
from tests.kept import KeptDatabases

NOW = datetime(2028, 2, 29, 17, tzinfo=UTC)
AFTER = (0, 1, 2, 7, 13, 28, 29, 45, 90, 200, 366)
"""Days after the one on which schedules are made; the first of them is a leap day."""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course with nothing missing, so that people come to the end of it, and our own timelines."""
    files, ours = whole_course(), small().files
    for path in [each for each in ours if each.startswith("content/roles/")]:
        files.put(path, ours[path])
    return load_course(files.write(tmp_path_factory.mktemp("histories"))).course


@contextmanager
def histories(databases: Databases, kept_databases: KeptDatabases, course: Course) -> Iterator[Session]:
    """Ten thousand people on SQLite, a thousand on PostgreSQL, with schedules made by the action that stores them."""
    url = databases.fresh()
    database = kept_databases.open(url)
    with database.session(write=True) as made:
        world = make_place(made, course, NOW, clinics=6)
        populate(made, world, 10_000 if database.is_sqlite else 1_000)
        yield made
    database.dispose()
    databases.discard(url)


def rows(session: Session) -> dict[str, list[tuple[object, str, int]]]:
    found: dict[str, list[tuple[object, str, int]]] = defaultdict(list)
    wanted = select(ScheduleRow.role_held_id, ScheduleRow.from_date, ScheduleRow.standing, ScheduleRow.rank)
    for role_id, day, standing, rank in session.execute(wanted.order_by(ScheduleRow.from_date)):
        found[role_id].append((day, standing, rank))
    return found


def editions(session: Session) -> dict[str, tuple[str, date]]:
    found = select(ScheduleState.role_held_id, ScheduleState.edition, ScheduleState.computed_for)
    return {role_id: (edition, day) for role_id, edition, day in session.execute(found)}


def computed(session: Session, course: Course, now: datetime) -> list[PersonStanding]:
    held = roles_seen(session, SYSTEM)
    return [
        each
        for at in range(0, len(held), 1_000)
        for each in standings_of(session, held[at : at + 1_000], course, now=now)
    ]


def rows_and_rule_agree(session: Session, course: Course) -> None:
    stored, found = rows(session), computed(session, course, NOW)
    whole = session.get_bind().dialect.name == "sqlite"
    assert len(found) >= (10_000 if whole else 1_000)
    words = set()
    for number, each in enumerate(found):
        coming = stored[each.held.id]
        assert coming == [
            (row.from_date, row.standing, row.rank) for row in schedule(each.timeline, each.facts, each.today)
        ]
        days = [day for day, _, _ in coming]
        for after in {AFTER[number % len(AFTER)], AFTER[number // 7 % len(AFTER)]}:
            day = each.today + timedelta(days=after)
            foretold = coming[bisect_right(days, day) - 1]
            told = stand(each.timeline, each.facts, day)
            assert foretold[1:] == (told.standing, told.rank), (each.facts, day)
            words.add(told.standing)
    assert words == set(RANKS) or not whole, "the histories come to every standing"


def only_what_is_stale_is_made_anew(session: Session, course: Course) -> None:
    """Three weeks on some start dates have moved: a pass over those and over rows that have passed gives what a pass over everything gives."""
    later = NOW + timedelta(days=21)
    held = session.scalars(select(RoleHeld).where(RoleHeld.ended_on.is_(None)).order_by(RoleHeld.id)).all()
    ids, some = [each.id for each in held], [each.id for each in held[::50]]
    for each in held[::50]:
        each.start_date += timedelta(days=35)
    session.flush()
    mark(session, some)
    before = rows(session)
    again(session, course, later)
    after = rows(session)
    stored = editions(session)
    passed = {each for each in ids if any(day <= later.date() for day, _, _ in before[each][1:])}
    made = passed | set(some)
    assert {each for each in ids if stored[each] == (course.edition, later.date())} == made
    assert {each for each in ids if stored[each] == (course.edition, NOW.date())} == set(ids) - made
    assert all(after[each] == before[each] for each in set(ids) - made)
    assert any(after[each] != before[each] for each in some)
    for each in passed - set(some):
        goes_on(before[each], after[each], later.date())
    mark(session, ids[:2_000])
    again(session, course, later)
    anew = rows(session)
    for each in ids[:2_000]:
        goes_on(after[each], anew[each], later.date())


def goes_on(stored: list[tuple[date, str, int]], anew: list[tuple[date, str, int]], day: date) -> None:
    """What was stored on an earlier day says from this day on just what is worked out then."""
    place = bisect_right([each for each, _, _ in stored], day) - 1
    assert anew[0][1:] == stored[place][1:]
    assert anew[1:] == stored[place + 1 :]


def mark(session: Session, ids: list[str]) -> None:
    session.execute(update(ScheduleState).where(ScheduleState.role_held_id.in_(ids)).values(edition=STALE))
    session.expire_all()


def again(session: Session, course: Course, now: datetime) -> None:
    while reschedule_some(session, course=course, now=now, most=500):
        session.expunge_all()


def test_rows_and_rule_agree_on_ten_thousand_histories(
    databases: Databases, kept_databases: KeptDatabases, course: Course
) -> None:
    with histories(databases, kept_databases, course) as session:
        rows_and_rule_agree(session, course)
        only_what_is_stale_is_made_anew(session, course)
