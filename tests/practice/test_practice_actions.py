"""Walks as actions: kept step by step, of the case as it was, for learners only."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from lms.database import Database
from lms.errors import Invalid, NotFound
from lms.people.permissions import SUPERVISOR
from lms.practice.actions import decide, start_case
from lms.practice.models import CaseRun, CaseStep
from lms.practice.queries import latest_walk
from lms.practice.rules import begin, choose
from tests.clocks import MovableClock
from tests.learner import Learner, our_course
from tests.people import makers
from tests.people.makers import Place

CASE = our_course().published_modules[0].cases[0]


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return makers.make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> Learner:
    return Learner(database, clock, makers.learner(database, clock.now(), place))


def start(learner: Learner, *, again: bool = False) -> Any:
    return learner.do(
        lambda s, a, n: start_case(s, actor=a, now=n, course=learner.course, case_id=CASE.id, again=again)
    )


def take(learner: Learner, stage_id: str, choice_id: str) -> Any:
    return learner.do(
        lambda s, a, n: decide(
            s, actor=a, now=n, course=learner.course, case_id=CASE.id, stage_id=stage_id, choice_id=choice_id
        )
    )


def rows(database: Database, table: Any) -> list[Any]:
    with database.session() as session:
        return list(session.scalars(select(table)))


@pytest.mark.alike
@pytest.mark.parametrize("seed", range(5))
def test_a_walk_read_back_stands_where_it_was_left(marisol: Learner, database: Database, seed: int) -> None:
    chance, place = random.Random(seed), begin(CASE)
    start(marisol)
    while not place.ended:
        choice = chance.choice(place.stage.choices).id
        decided = take(marisol, place.stage.id, choice)
        place = choose(CASE, place, choice)
        with database.session() as session:
            walk = latest_walk(session, marisol.account_id, CASE)
        assert walk is not None
        assert walk.place == decided.walk.place == place
    assert decided.ended_now
    (run,) = rows(database, CaseRun)
    assert (run.ending, run.finished_at) == (place.stage.id, marisol.clock.now())


@pytest.mark.alike
def test_an_open_walk_is_gone_on_with_even_when_asked_anew(marisol: Learner) -> None:
    first = start(marisol)
    take(marisol, *CASE.expert_path[0])
    again = start(marisol, again=True)
    assert again.run.id == first.run.id
    assert len(again.place.taken) == 1


@pytest.mark.alike
def test_a_finished_walk_is_shown_unless_asked_anew(marisol: Learner) -> None:
    marisol.play(CASE.id)
    finished = start(marisol)
    assert finished.place.ended
    fresh = start(marisol, again=True)
    assert (fresh.run.number, fresh.place.taken) == (finished.run.number + 1, ())


@pytest.mark.alike
def test_a_decision_from_another_stage_changes_nothing(marisol: Learner, database: Database) -> None:
    start(marisol)
    decided = take(marisol, CASE.expert_path[1][0], CASE.expert_path[1][1])
    assert (decided.stale, decided.ended_now) == (True, False)
    assert rows(database, CaseStep) == []


@pytest.mark.alike
def test_a_decision_after_the_end_changes_nothing(marisol: Learner, database: Database) -> None:
    marisol.play(CASE.id)
    assert take(marisol, *CASE.expert_path[-1]).stale
    assert len(rows(database, CaseStep)) == len(CASE.expert_path)


@pytest.mark.alike
def test_a_choice_the_stage_has_not_is_refused(marisol: Learner, database: Database) -> None:
    start(marisol)
    with pytest.raises(Invalid):
        take(marisol, CASE.start, "fly")
    assert rows(database, CaseStep) == []


@pytest.mark.alike
def test_nobody_decides_before_the_start(marisol: Learner) -> None:
    with pytest.raises(NotFound):
        take(marisol, *CASE.expert_path[0])


@pytest.mark.alike
def test_a_supervisor_plays_no_case(database: Database, clock: MovableClock, place: Place) -> None:
    account = makers.make_account(
        database, clock.now(), place.saltmarsh, "Sunniva Berg", kinds=(SUPERVISOR,), clinic_id=place.mill_road
    )
    with pytest.raises(NotFound):
        start(Learner(database, clock, account))
    assert rows(database, CaseRun) == []


@pytest.mark.alike
def test_a_walk_is_found_under_the_new_name_of_its_case(marisol: Learner, database: Database) -> None:
    start(marisol)
    take(marisol, *CASE.expert_path[0])
    renamed = replace(CASE, id="m1-renamed", aliases=(*CASE.aliases, CASE.id))
    with database.session() as session:
        walk = latest_walk(session, marisol.account_id, renamed)
    assert walk is not None
    assert len(walk.place.taken) == 1
