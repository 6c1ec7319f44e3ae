"""The edge cases that an act brings about, through the stored rows: after each, lists, pages and the rule say the same."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lms.acts import checkup
from lms.acts.further_role import hold_further_role
from lms.database import Database
from lms.files import FileStore
from lms.people import changes, upkeep
from lms.people.actions import grant
from lms.people.models import Grant, RoleHeld
from lms.people.permissions import LEARNER, SUPERVISOR
from lms.readiness.actions import reschedule, schedule_new
from lms.readiness.models import ScheduleRow
from lms.readiness.queries import PersonStanding, roles_seen, standing_of
from lms.readiness.rules.dates import local_date
from tests.acts.two_accounts import LESSONS, WORLD, Two
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people import makers

ZONE = "America/Chicago"
TODAY = date(2026, 5, 4)
START = date(2026, 6, 15)
"""The first day of everybody that `makers.learner` makes."""
SHARED = next(each for each in LESSONS if each in WORLD.course.requirements("clinical-supervisor"))
"""A lesson that care managers and supervisors are both asked for."""


class Team(Two):
    """Work and Home at Mill Road, an administrator, and a supervisor who can move."""

    def __init__(self, database: Database, clock: MovableClock, folder: Path) -> None:
        super().__init__(database, clock)
        self.files = FileStore(folder / "files")
        supervisor = makers.make_account(
            database, clock.now(), self.place.saltmarsh, "Sunniva Berg", kinds=(LEARNER, SUPERVISOR),
            clinic_id=self.place.mill_road, role="clinical-supervisor",
        )  # fmt: skip
        self.supervisor = Learner(database, clock, supervisor)
        self.chief.do(
            lambda s, a, n: schedule_new(s, roles=list(s.scalars(select(RoleHeld))), course=WORLD.course, now=n)
        )

    def today(self) -> date:
        return local_date(self.clock.now(), ZONE)

    def give(self, who: Learner, role: str, start: date, clinic: str = "") -> str:
        """Another role from now on, as an administrator gives it; returns its id."""
        return self.chief.do(
            lambda s, a, n: hold_further_role(
                s, actor=a, now=n, course=WORLD.course, account_id=who.account_id,
                clinic_id=clinic or self.place.mill_road, role=role, start_date=start,
            ).id
        )  # fmt: skip

    def end(self, role_held_id: str) -> None:
        self.chief.do(lambda s, a, n: upkeep.end_role(s, actor=a, now=n, role_held_id=role_held_id, reason="Moves on"))

    def roles(self, who: Learner) -> dict[str, RoleHeld]:
        return {row.id: row for row in self.rows(RoleHeld, RoleHeld.account_id == who.account_id)}

    def shown(self, role_held_id: str, day: date | None = None) -> PersonStanding:
        with self.database.session() as session:
            return standing_of(session, session.get_one(RoleHeld, role_held_id), WORLD.course, day or self.today())

    def stored(self, role_held_id: str, day: date | None = None) -> str:
        """What a list shows: the stored row in force on a day."""
        wanted = select(ScheduleRow.standing).where(
            ScheduleRow.role_held_id == role_held_id, ScheduleRow.from_date <= (day or self.today())
        )
        with self.database.session() as session:
            return session.scalars(wanted.order_by(ScheduleRow.from_date.desc()).limit(1)).one()

    def seen_by(self, who: Learner) -> set[str]:
        """The accounts in somebody's readiness list."""
        return who.do(lambda s, a, n: {held.account_id for held in roles_seen(s, a)})

    def agrees(self) -> bool:
        """Whether stored rows and the rule say the same of everybody."""
        return checkup.differences(self.database, self.files, WORLD.course, self.clock.now()) == []


@pytest.fixture
def team(database: Database, clock: MovableClock, tmp_path: Path) -> Team:
    return Team(database, clock, tmp_path)


@pytest.mark.alike
def test_two_roles_with_different_dates_are_late_each_on_its_own_day(team: Team) -> None:
    (first,) = team.roles(team.work)
    second = team.give(team.work, "pcp", START + timedelta(days=30))
    found = team.shown(first).standing, team.shown(second).standing
    assert [each.due_date for each in found] == [START, START + timedelta(days=30)]
    assert [each.opens for each in found] == [date(2026, 3, 15), START]
    assert [each.standing for each in found] == ["not started", "not open yet"]
    late = START + timedelta(days=1)
    assert (team.stored(first, late), team.stored(second, late)) == ("overdue", "not started")
    later = START + timedelta(days=31)
    assert (team.stored(first, later), team.stored(second, later)) == ("overdue", "overdue")
    assert team.agrees()


@pytest.mark.alike
def test_a_part_that_two_roles_ask_for_is_done_once_for_both(team: Team) -> None:
    (first,) = team.roles(team.work)
    second = team.give(team.work, "clinical-supervisor", START)
    before = team.shown(first).standing.minutes_left, team.shown(second).standing.minutes_left
    team.work.read(SHARED)
    minutes = WORLD.course.minutes_of[SHARED]
    after = team.shown(first).standing.minutes_left, team.shown(second).standing.minutes_left
    assert after == (before[0] - minutes, before[1] - minutes)
    assert team.agrees()


@pytest.mark.alike
def test_a_role_that_ended_leaves_the_list_and_keeps_the_standing_of_its_last_day(team: Team) -> None:
    (held,) = team.roles(team.work)
    team.work.read(LESSONS[0])
    before = team.shown(held).standing
    team.end(held)
    assert team.roles(team.work)[held].ended_on == TODAY
    assert team.work.account_id not in team.seen_by(team.supervisor)
    team.clock.move(days=90)
    assert team.shown(held).standing.standing == before.standing
    assert team.shown(held).standing.reason == before.reason
    assert team.agrees()


@pytest.mark.alike
def test_who_rejoins_has_new_dates_and_keeps_what_was_done(team: Team) -> None:
    (old,) = team.roles(team.work)
    team.work.read(LESSONS[0])
    left = team.shown(old).standing.minutes_left
    team.end(old)
    team.clock.move(days=60)
    start = date(2026, 10, 31)
    new = team.give(team.work, "bhcm", start)
    found = team.shown(new).standing
    assert (found.opens, found.due_date, found.minutes_left) == (date(2026, 7, 31), start, left)
    assert team.stored(new) == found.standing == "not open yet"
    assert f"{WORLD.course.minutes_of[LESSONS[0]]} min is done already and counts." in found.reason
    assert team.roles(team.work)[old].ended_on == TODAY
    assert team.seen_by(team.supervisor) >= {team.work.account_id}
    assert team.agrees()


def test_a_start_date_in_the_past_is_late_at_once_and_says_when_it_was_recorded(team: Team) -> None:
    new = team.give(team.home, "pcp", date(2026, 2, 28))
    found = team.shown(new).standing
    assert (found.opens, found.due_date, found.standing) == (date(2026, 1, 28), date(2026, 2, 28), "overdue")
    assert team.stored(new) == "overdue"
    assert "4 May 2026" in found.reason
    assert team.agrees()


@pytest.mark.alike
def test_leave_over_the_due_date_rests_it_and_moves_nothing(team: Team) -> None:
    (held,) = team.roles(team.work)
    leave: dict[str, Any] = {"from_date": START - timedelta(days=5), "to_date": START + timedelta(days=5)}
    team.chief.do(lambda s, a, n: changes.pause_role(s, actor=a, now=n, role_held_id=held, reason="Leave", **leave))
    team.chief.do(lambda s, a, n: reschedule(s, held=s.get_one(RoleHeld, held), course=WORLD.course, now=n))
    assert team.shown(held).standing.due_date == START
    said = [team.stored(held, START + timedelta(days=days)) for days in (-6, -5, 0, 5, 6)]
    assert said == ["at risk", "paused", "paused", "paused", "overdue"]
    assert team.agrees()


@pytest.mark.alike
def test_a_supervisor_who_moves_sees_the_new_clinic_and_keeps_her_own_training(team: Team) -> None:
    (old,) = team.roles(team.supervisor)
    team.supervisor.read(SHARED)
    northgate = makers.make_account(
        team.database, team.clock.now(), team.place.saltmarsh, "Nora Quist", clinic_id=team.place.northgate, role="pcp"
    )
    assert team.seen_by(team.supervisor) == {team.work.account_id, team.home.account_id, team.supervisor.account_id}
    done = team.shown(old).facts.minutes_done
    grants = [row for row in team.rows(Grant, Grant.account_id == team.supervisor.account_id) if row.kind == SUPERVISOR]
    team.end(old)
    who, place = team.supervisor.account_id, team.place
    team.chief.do(lambda s, a, n: upkeep.end_grant(s, actor=a, now=n, account_id=who, grant_id=grants[0].id))
    team.chief.do(
        lambda s, a, n: grant(
            s,
            actor=a,
            now=n,
            account_id=who,
            kind=SUPERVISOR,
            organisation_id=place.saltmarsh,
            clinic_id=place.northgate,
        )
    )
    new = team.give(team.supervisor, "clinical-supervisor", date(2026, 7, 1), place.northgate)
    team.clock.move(days=1)
    assert team.seen_by(team.supervisor) == {northgate, who}
    found = team.shown(new)
    assert (found.standing.opens, found.standing.due_date) == (date(2026, 6, 1), date(2026, 7, 1))
    assert found.facts.minutes_done == done > 0
    assert team.agrees()


@pytest.mark.alike
def test_of_a_person_with_two_accounts_one_role_goes_on_with_what_both_did(team: Team) -> None:
    (mine,), (theirs,) = team.roles(team.work), team.roles(team.home)
    team.work.read(LESSONS[0])
    team.home.read(LESSONS[0])
    team.home.read(LESSONS[1])
    team.chief.do(
        lambda s, a, n: changes.change_start_date(
            s, actor=a, now=n, role_held_id=theirs, start_date=date(2026, 8, 31), reason="Their clinic opens later"
        )
    )
    team.join(keep=[theirs])
    assert {key: row.ended_on is None for key, row in team.roles(team.work).items()} == {mine: False, theirs: True}
    found = team.shown(theirs)
    assert (found.standing.opens, found.standing.due_date) == (date(2026, 5, 31), date(2026, 8, 31))
    assert found.facts.minutes_done == sum(WORLD.course.minutes_of[each] for each in LESSONS[:2])
    assert team.stored(theirs) == found.standing.standing == "not open yet"
    assert team.agrees()
