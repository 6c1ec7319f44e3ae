"""Acts that reach over several subjects: each one story in one transaction, whoever else acts at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from lms.acts.claims import claims
from lms.acts.invite import invite_person
from lms.audit.queries import verify_all
from lms.credit.models import Certificate
from lms.database import Database
from lms.errors import Invalid, NotFound, Refusal
from lms.learning.models import Completion
from lms.people.models import Account, RoleHeld
from lms.people.permissions import LEARNER
from lms.readiness.models import ScheduleRow, ScheduleState
from tests.clocks import MovableClock
from tests.learner import Learner, our_course
from tests.people import makers
from tests.people.makers import Place

REQUIRED = our_course().published_modules[0].required
LESSONS = [each for each in REQUIRED if our_course().kind_of[each] == "lesson"]


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return makers.make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> Learner:
    return Learner(database, clock, makers.learner(database, clock.now(), place))


def rows(database: Database, table: Any) -> list[Any]:
    with database.session() as session:
        return list(session.scalars(select(table)))


def schedule(database: Database) -> list[tuple[date, str]]:
    found = rows(database, ScheduleRow)
    return sorted((row.from_date, row.standing) for row in found)


def test_a_completed_lesson_moves_the_schedule_and_an_undone_one_moves_it_back(
    marisol: Learner, database: Database
) -> None:
    marisol.read(LESSONS[0])
    marisol.undo(LESSONS[0])
    nothing_done = schedule(database)
    marisol.read(LESSONS[0])
    assert schedule(database) != nothing_done
    marisol.undo(LESSONS[0])
    assert schedule(database) == nothing_done
    (state,) = rows(database, ScheduleState)
    assert (state.edition, state.computed_for) == (marisol.course.edition, date(2026, 5, 4))


@pytest.mark.parametrize("_round", range(4))
def test_undoing_a_lesson_while_the_last_gate_closes_leaves_one_truth(
    marisol: Learner, database: Database, _round: int
) -> None:
    for gate in REQUIRED:
        marisol.close(gate)
    start = Barrier(2)

    def undo() -> None:
        start.wait()
        try:
            marisol.undo(LESSONS[0])
        except Refusal as refusal:
            assert "names this lesson" in str(refusal)  # noqa: PT017

    def confirm() -> None:
        start.wait()
        marisol.confirm()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(undo), pool.submit(confirm)]:
            done.result()
    standing = {row.requirement_id for row in rows(database, Completion) if row.undone_at is None}
    assert (len(rows(database, Certificate)) == 1) is (LESSONS[0] in standing)


def test_everything_at_once_counts_each_thing_once(marisol: Learner, database: Database) -> None:
    start = Barrier(len(REQUIRED) + 1)

    def close(gate: str) -> int:
        start.wait()
        return len(marisol.close(gate))

    with ThreadPoolExecutor(len(REQUIRED) + 1) as pool:
        issued = sum(pool.map(close, (*REQUIRED, "name")))
    assert issued == len(rows(database, Certificate)) == 1
    assert sorted(row.requirement_id for row in rows(database, Completion)) == sorted(REQUIRED)
    with database.session() as session:
        assert verify_all(session) == []


@pytest.mark.alike
def test_an_act_that_is_not_committed_leaves_nothing(marisol: Learner, database: Database) -> None:
    def fail(session: Any, actor: Any, now: Any) -> None:
        from lms.acts.lesson import complete_lesson

        complete_lesson(session, actor=actor, now=now, world=marisol.world, lesson_id=LESSONS[0])
        raise Invalid("Stop here.")

    with pytest.raises(Invalid):
        marisol.do(fail)
    assert rows(database, Completion) == rows(database, ScheduleRow) == []


@pytest.mark.alike
@pytest.mark.parametrize("name", ["", "   ", "\u202eserava", "x" * 121, "line\nbreak", "42"])
def test_a_name_that_cannot_be_printed_is_refused(marisol: Learner, database: Database, name: str) -> None:
    with pytest.raises(Invalid):
        marisol.confirm(name)
    assert rows(database, Account)[0].legal_name_confirmed_at is None


@pytest.mark.alike
def test_c04_a_role_without_modules_of_its_own_has_no_claim(
    database: Database, clock: MovableClock, place: Place
) -> None:
    course = our_course()
    for role, pathway in course.pathways.items():
        name = f"{role.replace('-', '').title()} Person"
        account = makers.make_account(
            database, clock.now(), place.saltmarsh, name, clinic_id=place.mill_road, role=role
        )
        with database.session() as session:
            found = claims(session, session.get_one(Account, account), course)
        wanted = [f"module:{each.id}" for each in course.published_modules if each.id in pathway.modules]
        wanted += [f"pathway:{role}"] if pathway.status == "complete" else []
        assert [claim.scope.removesuffix(":complete") for claim in found] == wanted


@pytest.mark.alike
def test_an_invitation_plans_the_time_from_the_first_day(database: Database, clock: MovableClock, place: Place) -> None:
    odile = Learner(database, clock, makers.administrator(database, clock.now(), place))

    def invite(session: Any, actor: Any, now: Any) -> Any:
        return invite_person(
            session, actor=actor, now=now, course=our_course(), base_url="https://training.example.org",
            email="new@saltmarsh.example", name="New Person", clinic_id=place.mill_road, role="bhcm",
            start_date=date(2026, 9, 1), grants=(LEARNER,),
        )  # fmt: skip

    made = odile.do(invite)
    (held,) = rows(database, RoleHeld)
    assert held.id == made.role_held_id
    assert {row.role_held_id for row in rows(database, ScheduleRow)} == {held.id}


@pytest.mark.alike
def test_a_learner_invites_nobody(database: Database, clock: MovableClock, place: Place, marisol: Learner) -> None:
    with pytest.raises(NotFound):
        marisol.do(
            lambda s, a, n: invite_person(
                s, actor=a, now=n, course=our_course(), base_url="https://training.example.org",
                email="new@saltmarsh.example", name="New Person", clinic_id=place.mill_road, role="bhcm",
                start_date=date(2026, 9, 1),
            )
        )  # fmt: skip
