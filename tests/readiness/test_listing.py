"""The list as the database keeps it and the list worked out from everybody's facts are one, on random populations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.curriculum.loader import load_course
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import ADMINISTRATOR, SUPERVISOR, SYSTEM, Actor, Granted
from lms.readiness.actions import STALE
from lms.readiness.models import ScheduleState
from lms.readiness.queries import roles_seen, standings_of
from lms.readiness.reach import ANEW, listing_of, reach_of
from lms.readiness.rules import STANDINGS, Filter
from lms.readiness.rules.counts import cohort_of
from lms.readiness.teams import find_rows, find_team
from lms.readiness.worked import worked
from scripts.many_people import FIRST, LAST, ROLES, make_place, populate
from tests.curriculum.small import small
from tests.curriculum.whole import whole_course
from tests.databases import Databases
from tests.kept import KeptDatabases

NOW = datetime(2028, 2, 28, 22, tzinfo=UTC)
ZONES = ("UTC", "America/Los_Angeles", "Asia/Tokyo", "Pacific/Kiritimati")
PEOPLE = 80


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    files, ours = whole_course(), small().files
    for path in [each for each in ours if each.startswith("content/roles/")]:
        files.put(path, ours[path])
    return load_course(files.write(tmp_path_factory.mktemp("listing"))).course


@contextmanager
def population(
    databases: Databases, kept_databases: KeptDatabases, course: Course, seed: int
) -> Iterator[tuple[Session, list[Actor]]]:
    """People of two organisations, at clinics in four zones; and whoever may see all, one organisation, or some clinics."""
    url = databases.fresh()
    database = kept_databases.open(url)
    with database.session(write=True) as session:
        for number in (0, 1):
            world = make_place(session, course, NOW, clinics=5)
            for place, clinic_id in enumerate(world.clinics):
                session.get_one(Clinic, clinic_id).zone = ZONES[(place + number) % len(ZONES)]
            session.flush()
            populate(session, world, PEOPLE // (number + 1), seed=seed + number)
            gone = session.scalars(select(Account).where(Account.organisation_id == world.organisation_id).limit(3))
            for account in gone:
                account.deactivated_at = NOW
        session.commit()
        assert {True, False} == set(session.scalars(select(RoleHeld.listed_alone).where(RoleHeld.ended_on.is_(None))))
        yield session, [SYSTEM, *lookers(world.organisation_id, world.clinics)]
    database.dispose()
    databases.discard(url)


def lookers(organisation_id: str, clinics: list[str]) -> list[Actor]:
    def looker(*grants: Granted) -> Actor:
        return Actor("", organisation_id, "", grants, NOW.date())

    some = [Granted(SUPERVISOR, organisation_id, each, date.min, None) for each in clinics[1:3]]
    return [looker(Granted(ADMINISTRATOR, organisation_id, None, date.min, None)), looker(*some), looker(some[0])]


def change(session: Session, chance: Random, stale: int) -> None:
    """New start dates of some, whose schedules wait to be made anew."""
    held = session.scalars(select(RoleHeld).where(RoleHeld.ended_on.is_(None)).order_by(RoleHeld.id)).all()
    for each in chance.sample(list(held), stale):
        each.start_date += timedelta(days=chance.randint(-200, 200))
        each.listed_edition = chance.choice((STALE, "zzzzzzzzzzzz"))
        session.get_one(ScheduleState, each.id).edition = each.listed_edition
    session.flush()


def wanted(chance: Random, actor_clinics: list[str]) -> Filter:
    def maybe(value: object) -> object:
        return value if chance.random() < 0.4 else None

    name = chance.choice((*FIRST, *LAST, "s", "a", "0000", "-", "nobody at all"))
    return Filter(
        clinic=maybe(chance.choice(actor_clinics)) if actor_clinics else None,
        role=maybe(chance.choice(ROLES)),
        standing=maybe(chance.choice(list(STANDINGS))),
        starts_within=maybe(chance.randint(0, 200)),
        name=str(maybe(name[: chance.randint(1, len(name))]) or ""),
        cohort=maybe(cohort_of(NOW.date() + timedelta(days=chance.randint(-300, 170)))),
    )  # type: ignore[arg-type]


def agree(session: Session, course: Course, actor: Actor, now: datetime, asked: list[Filter], size: int) -> None:
    reach = reach_of(session, actor, course)
    known = listing_of(session, reach, course, now=now)
    held = roles_seen(session, actor)
    facts = worked(standings_of(session, held, course, now=now))
    assert {each.id for each in reach.clinics} == {each.clinic_id for each in held}
    assert list(reach.roles) == sorted({each.role for each in held})
    assert known.listing.people() == facts.people()
    for each in asked:
        ranks = facts.people_by_rank(each)
        assert known.listing.people_by_rank(each) == ranks
        for first in range(0, sum(ranks.values()) + size, size):
            assert known.listing.page(each, ranks, first, size) == facts.page(each, ranks, first, size), (each, first)
        whole = [one for some in facts.roles(each, at_once=1000) for one in some]
        # All at once where everybody is asked for; what goes on from where the last ones ended, for each.
        for at_once in (11, 1000) if each == Filter() else (11,):
            assert [one for some in known.listing.roles(each, at_once=at_once) for one in some] == whole


# The second population tells of the rule, once more; the first of how each engine sorts, counts and finds.
@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.alike)])
def test_the_list_in_the_database_is_the_one_worked_out(
    databases: Databases, kept_databases: KeptDatabases, course: Course, seed: int
) -> None:
    with population(databases, kept_databases, course, seed) as (session, actors):

        @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
        @given(
            chance=st.randoms(use_true_random=False),
            hours=st.one_of(st.integers(0, 30), st.integers(0, 24 * 400)),
            stale=st.sampled_from((0, 0, 1, 15)),
            size=st.sampled_from((7, 25)),
        )
        def agrees(chance: Random, hours: int, stale: int, size: int) -> None:
            change(session, chance, stale)
            actor = chance.choice(actors)
            clinics = sorted({each.clinic_id for each in roles_seen(session, actor)})
            asked = [Filter(), *(wanted(chance, clinics) for _ in range(3))]
            agree(session, course, actor, NOW + timedelta(hours=hours), asked, size)
            session.rollback()
            session.expire_all()

        agrees()


def test_many_stale_schedules_are_said_and_files_are_worked_out(
    databases: Databases, kept_databases: KeptDatabases, course: Course
) -> None:
    """With more stale than a look works out, the list keeps its order of before, and what it shows is right all the same."""
    later = NOW + timedelta(days=40)
    with population(databases, kept_databases, course, 13) as (session, actors):
        before = find_team(session, actors[0], course, now=later, size=1000)
        assert not before.found.earlier
        session.execute(update(RoleHeld).values(listed_edition=STALE))
        held = session.scalars(select(RoleHeld).where(RoleHeld.ended_on.is_(None))).all()
        assert len(held) < ANEW, "one look still works all of them out"
        assert not find_team(session, actors[0], course, now=later, size=10).found.earlier
        chance = Random(13)
        populate_more(session, course)
        session.execute(update(RoleHeld).values(listed_edition=STALE))
        change(session, chance, 60)
        team = find_team(session, actors[0], course, now=later, size=1000)
        assert team.found.earlier
        facts = {each.held.id: each for each in standings_of(session, roles_seen(session, SYSTEM), course, now=later)}
        assert len(team.lines) == team.people > 200
        for line in team.lines:
            for row in (line.first, *line.others):
                assert row.standing == facts[row.role_held_id].standing.standing
        found, rows = find_rows(session, actors[0], course, now=later)
        assert not found.earlier, "files are worked out whole"
        assert [row.urgency for row in rows] == sorted(row.urgency for row in rows)
        assert {row.role_held_id: row.standing for row in rows} == {
            key: each.standing.standing for key, each in facts.items()
        }


def populate_more(session: Session, course: Course) -> None:
    populate(session, make_place(session, course, NOW, clinics=2), ANEW // 2, seed=14)
