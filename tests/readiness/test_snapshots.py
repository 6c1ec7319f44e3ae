"""Month ends that are counted once: the same from schedules as from histories, in each clinic's own calendar, and for good."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lms.acts.checkup import months_that_do_not_add_up
from lms.acts.snapshots import SNAPSHOT, put_snapshots, snapshot_all
from lms.curriculum.library import Library
from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.outbox.models import Job
from lms.people import organisations
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import SYSTEM, Actor
from lms.readiness.models import ScheduleState
from lms.readiness.overview.actions import take_snapshot
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.overview.queries import batched, counts_now, counts_on, months_of, snapshots_of
from lms.readiness.queries import standings_of
from lms.readiness.rules.counts import Cell, cohort_of, held_at_end_of, last_month_over, total
from tests.clocks import NOON
from tests.people.makers import Place, make_place
from tests.readiness.population import populate

APRIL, MARCH = date(2026, 4, 30), date(2026, 3, 31)


@pytest.fixture
def course(library: Library):
    return library.current(0.0)


@pytest.fixture
def place(database: Database, course) -> Place:
    """Forty people in many situations at two clinics, as they are on 4 May 2026."""
    place = make_place(database, NOON)
    populate(database, course, NOON, place.saltmarsh, (place.mill_road, place.northgate), 40)
    return place


def clinics(session: Session, *ids: str) -> list[Clinic]:
    return list(session.scalars(select(Clinic).where(Clinic.id.in_(ids)).order_by(Clinic.id)))


def one_by_one(session: Session, course, day: date, ids: tuple[str, ...]) -> Counter[tuple[str, str, date, str]]:
    """The same count by the rule alone, from each role's facts."""
    held = [
        each
        for each in session.scalars(select(RoleHeld).where(RoleHeld.clinic_id.in_(ids)))
        if held_at_end_of(
            day,
            joined_on=each.joined_on,
            ended_on=each.ended_on,
            gone_on=_local(each.account.deactivated_at, each.clinic.zone),
        )
    ]
    found = standings_of(session, held, course, now=NOON, as_of=day)
    return Counter(
        (each.held.clinic_id, each.held.role, cohort_of(each.facts.start_date), each.standing.standing)
        for each in found
    )


def _local(instant: datetime | None, zone: str) -> date | None:
    return instant.astimezone(ZoneInfo(zone)).date() if instant else None


def plain(cells: tuple[Cell, ...]) -> Counter[tuple[str, str, date, str]]:
    return Counter({(each.clinic_id, each.role, each.cohort, each.standing): each.number for each in cells})


def test_stored_schedules_and_histories_count_the_same(database: Database, place: Place, course) -> None:
    ids = (place.mill_road, place.northgate)
    days = [NOON.date(), NOON.date() + timedelta(days=27), APRIL, MARCH]
    with database.session() as session:
        for day in days:
            now = NOON + (day - NOON.date()) + timedelta(days=1)
            found = counts_on(session, clinics(session, *ids), course, day, now=now).cells
            assert plain(found) == one_by_one(session, course, day, ids), day
            assert total(found) > 10
        today = counts_now(session, clinics(session, *ids), course, now=NOON)
        assert plain(today.cells) == one_by_one(session, course, NOON.date(), ids)
        assert today.days == (("America/Chicago", date(2026, 5, 4)),)
        before = counts_on(session, clinics(session, *ids), course, APRIL, now=NOON).cells
    with database.session(write=True) as session:
        session.execute(update(ScheduleState).values(edition="000000000000"))
        assert counts_now(session, clinics(session, *ids), course, now=NOON).cells == today.cells
        assert counts_on(session, clinics(session, *ids), course, APRIL, now=NOON).cells == before


def test_no_clinic_counts_nothing(database: Database, course) -> None:
    with database.session() as session:
        assert counts_now(session, [], course, now=NOON).cells == ()


def test_ended_and_deactivated_are_counted_up_to_the_day_before(database: Database, place: Place, course) -> None:
    with database.session(write=True) as session:
        held = session.scalars(
            select(RoleHeld)
            .where(RoleHeld.clinic_id == place.mill_road, RoleHeld.joined_on <= MARCH)
            .order_by(RoleHeld.account_id)
        ).all()
        first = held[0]
        second = next(each for each in held if each.account_id != first.account_id)
        all_of_it = total(counts_on(session, clinics(session, place.mill_road), course, APRIL, now=NOON).cells)
        first.ended_on = APRIL
        # 23:30 on 30 April at the clinic, which is 1 May in UTC.
        session.get_one(Account, second.account_id).deactivated_at = datetime(2026, 5, 1, 4, 30, tzinfo=UTC)
        session.flush()
        other_roles = session.scalar(
            select(func.count())
            .select_from(RoleHeld)
            .where(
                RoleHeld.account_id == second.account_id,
                RoleHeld.clinic_id == place.mill_road,
                RoleHeld.joined_on <= APRIL,
            )
        )
        found = counts_on(session, clinics(session, place.mill_road), course, APRIL, now=NOON).cells
        assert total(found) == all_of_it - 1 - (other_roles or 0)
        before = counts_on(session, clinics(session, place.mill_road), course, APRIL - timedelta(days=1), now=NOON)
        assert plain(before.cells) == one_by_one(session, course, APRIL - timedelta(days=1), (place.mill_road,))
        session.get_one(Account, second.account_id).deactivated_at = datetime(2026, 5, 1, 5, 0, tzinfo=UTC)
        session.flush()
        assert (
            total(counts_on(session, clinics(session, place.mill_road), course, APRIL, now=NOON).cells) == all_of_it - 1
        )


def test_a_snapshot_is_made_once_and_stays(database: Database, place: Place, course) -> None:
    with database.session() as session:
        dry = take_snapshot(
            session,
            actor=SYSTEM,
            now=NOON,
            clinic=session.get_one(Clinic, place.mill_road),
            course=course,
            as_of=APRIL,
            write=False,
        )
        assert dry.new
        assert snapshots_of(session, [place.mill_road]) == ()
        both = clinics(session, place.mill_road, place.northgate)
    made = snapshot_all(database, course=course, now=NOON, as_of=APRIL, clinics=both, write=True)
    assert [each.new for each in made] == [True, True]
    assert next(each.snapshot for each in made if each.snapshot.clinic_id == place.mill_road) == dry.snapshot
    with database.session(write=True) as session:
        # A record of the past changes, and somebody is gone: what was counted stays.
        session.execute(update(RoleHeld).values(start_date=date(2026, 1, 1), joined_on=date(2026, 5, 4)))
        session.commit()
    later = NOON + timedelta(days=3)
    again = snapshot_all(database, course=course, now=later, as_of=APRIL, clinics=both, write=True)
    assert [each.new for each in again] == [False, False]
    assert [each.snapshot for each in again] == [each.snapshot for each in made]
    with database.session() as session:
        stored = snapshots_of(session, [place.mill_road, place.northgate], since=APRIL, until=APRIL)
        assert set(stored) == {each.snapshot for each in made}
        assert {each.held for each in stored} == {total(each.cells) for each in stored}
        (month,) = months_of(stored)
        assert set(month.counted) == {place.mill_road, place.northgate}
        assert total(month.cells) == sum(each.held for each in stored) > 10


@pytest.mark.alike
def test_an_empty_clinic_was_counted_too(database: Database, course) -> None:
    place = make_place(database, NOON)
    with database.session(write=True) as session:
        clinic = session.get_one(Clinic, place.harbour)
        take_snapshot(session, actor=SYSTEM, now=NOON, clinic=clinic, course=course, as_of=APRIL)
        assert [(each.held, each.cells) for each in snapshots_of(session, [clinic.id])] == [(0, ())]


@pytest.mark.parametrize(
    ("zone", "instant", "as_of", "over"),
    [
        ("America/Chicago", datetime(2028, 3, 1, 5, 59, tzinfo=UTC), date(2028, 2, 29), False),
        ("America/Chicago", datetime(2028, 3, 1, 6, 0, tzinfo=UTC), date(2028, 2, 29), True),
        ("Pacific/Kiritimati", datetime(2028, 2, 29, 10, 0, tzinfo=UTC), date(2028, 2, 29), True),
        ("Pacific/Kiritimati", datetime(2028, 2, 29, 9, 59, tzinfo=UTC), date(2028, 2, 29), False),
        # In Lisbon clocks went back within October 2026, and forward on the last day of March 2024.
        ("Europe/Lisbon", datetime(2026, 10, 31, 23, 59, tzinfo=UTC), date(2026, 10, 31), False),
        ("Europe/Lisbon", datetime(2026, 11, 1, 0, 0, tzinfo=UTC), date(2026, 10, 31), True),
        ("Europe/Lisbon", datetime(2024, 3, 31, 22, 59, tzinfo=UTC), date(2024, 3, 31), False),
        ("Europe/Lisbon", datetime(2024, 3, 31, 23, 0, tzinfo=UTC), date(2024, 3, 31), True),
    ],
)
def test_a_month_is_over_by_the_calendar_of_the_clinic(
    database: Database, course, zone: str, instant: datetime, as_of: date, over: bool
) -> None:
    with database.session(write=True) as session:
        organisation = organisations.create_organisation(session, actor=SYSTEM, now=NOON, name="Away")
        clinic = organisations.create_clinic(
            session, actor=SYSTEM, now=NOON, organisation_id=organisation.id, name="Far", zone=zone
        )
        if over:
            taken = take_snapshot(session, actor=SYSTEM, now=instant, clinic=clinic, course=course, as_of=as_of)
            assert taken.snapshot.as_of == as_of
        else:
            with pytest.raises(Invalid, match="not over yet at Far"):
                take_snapshot(session, actor=SYSTEM, now=instant, clinic=clinic, course=course, as_of=as_of)
        put_snapshots(session, now=instant)
        asked = {job.payload["as_of"] for job in session.scalars(select(Job).where(Job.kind == SNAPSHOT))}
        assert asked == (set() if over else {last_month_over(as_of).isoformat()})


@pytest.mark.alike
def test_only_month_ends_and_only_the_operator(database: Database, course) -> None:
    place = make_place(database, NOON)
    nobody = Actor("a", place.saltmarsh, "Odile", (), NOON.date())
    with database.session(write=True) as session:
        clinic = session.get_one(Clinic, place.harbour)
        with pytest.raises(Invalid, match="29 April 2026 is not the last day of a month"):
            take_snapshot(session, actor=SYSTEM, now=NOON, clinic=clinic, course=course, as_of=date(2026, 4, 29))
        with pytest.raises(NotFound):
            take_snapshot(session, actor=nobody, now=NOON, clinic=clinic, course=course, as_of=APRIL)
        assert session.scalar(select(func.count()).select_from(MonthSnapshot)) == 0


def test_two_at_once_count_once(database: Database, place: Place, course) -> None:
    start = Barrier(4)
    with database.session() as session:
        clinic = session.get_one(Clinic, place.mill_road)

    def take(_number: int) -> bool:
        start.wait()
        (taken,) = snapshot_all(database, course=course, now=NOON, as_of=APRIL, clinics=[clinic], write=True)
        return taken.new

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(take, range(4))) == [False, False, False, True]
    with database.session() as session:
        (stored,) = snapshots_of(session, [place.mill_road])
        assert total(stored.cells) == stored.held
        assert session.scalar(select(func.sum(MonthCount.number))) == stored.held


def test_jobs_are_put_down_once_for_each_clinic_and_month(database: Database, course) -> None:
    make_place(database, NOON)
    with database.session(write=True) as session:
        assert put_snapshots(session, now=NOON) == 3
        assert put_snapshots(session, now=NOON + timedelta(days=20)) == 0
        assert put_snapshots(session, now=NOON + timedelta(days=30)) == 3


def test_the_check_names_a_count_that_does_not_add_up(database: Database, place: Place, course) -> None:
    with database.session() as session:
        clinic = session.get_one(Clinic, place.mill_road)
    snapshot_all(database, course=course, now=NOON, as_of=APRIL, clinics=[clinic], write=True)
    with database.session(write=True) as session:
        assert list(months_that_do_not_add_up(session)) == []
        session.execute(update(MonthSnapshot).values(held=MonthSnapshot.held + 1))
        (found,) = months_that_do_not_add_up(session)
        assert f"clinic {clinic.id} at the end of 2026-04-30 does not add up" in found


@pytest.mark.alike
def test_many_roles_are_worked_out_some_at_a_time(database: Database, place: Place) -> None:
    with database.session() as session:
        held = list(session.scalars(select(RoleHeld).order_by(RoleHeld.id)))
        some = [list(each) for each in batched(held, 7)]
    assert [one for each in some for one in each] == held
    assert {len(each) for each in some[:-1]} == {7}
    assert list(batched([], 7)) == []
