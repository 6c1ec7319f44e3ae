"""A case from several seats over HTTP: each sees its own, and what others chose is told of many or not at all."""

from __future__ import annotations

import pytest

from lms.curriculum.course import Case
from lms.database import Database
from lms.learning.models import Completion
from lms.practice.models import CaseRun, CaseStep
from lms.practice.rules import begin, choices_at, choose, expert_decisions, shown
from tests.cast import Cast, Person
from tests.clocks import MovableClock
from tests.learner import Learner
from tests.people.makers import make_account


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def case(cast: Cast) -> Case:
    return next(case for case in cast.module.cases if case.seats)


def sit(person: Person, case: Case, seat: str) -> None:
    person.send(f"/cases/{case.id}/start", go="again", seat=seat)
    person.open(f"/cases/{case.id}/step")


def play(person: Person, case: Case, seat: str) -> None:
    """From a seat to the end, the experts' way."""
    sit(person, case, seat)
    for each in expert_decisions(case, seat):
        person.send(f"/cases/{case.id}/step", stage=each.stage_id, choice=each.choice_id)


@pytest.mark.alike
def test_nobody_starts_without_a_seat(cast: Cast, marisol: Person, case: Case) -> None:
    marisol.open(f"/cases/{case.id}/")
    assert len(marisol.tree.xpath("//input[@name='seat']")) == len(case.seats)
    marisol.press("Start the case")
    assert marisol.status == 422
    assert marisol.problems() == ["Choose the seat from which you want to play."]
    marisol.send(f"/cases/{case.id}/start", seat="patient")
    assert cast.read(CaseRun) == []


@pytest.mark.alike
def test_a_seat_sees_only_its_own(marisol: Person, case: Case) -> None:
    for seat in case.seats:
        sit(marisol, case, seat.id)
        page = marisol.response.text
        mine = begin(case, seat.id)
        for other in case.seats:
            theirs = begin(case, other.id)
            for block in shown(theirs.stage, theirs.known):
                assert (block.html in page) is (block in shown(mine.stage, mine.known))
            for choice in choices_at(theirs):
                assert (choice.html in page) is (choice in choices_at(mine))
            for _, value in other.known:
                assert (value in marisol.text) is (other == seat)
        assert seat.title in marisol.text
        play(marisol, case, seat.id)


@pytest.mark.alike
def test_another_seats_choice_is_refused_and_nothing_is_kept(cast: Cast, marisol: Person, case: Case) -> None:
    mine, other = case.seats[0], case.seats[1]
    sit(marisol, case, mine.id)
    answer = marisol.send(
        f"/cases/{case.id}/step", stage=case.start, choice=expert_decisions(case, other.id)[0].choice_id
    )
    assert answer.status_code == 422
    assert cast.read(CaseStep) == []


@pytest.mark.alike
def test_an_open_walk_keeps_its_seat(cast: Cast, marisol: Person, case: Case) -> None:
    sit(marisol, case, case.seats[0].id)
    marisol.send(f"/cases/{case.id}/start", go="again", seat=case.seats[1].id)
    assert [run.seat for run in cast.read(CaseRun)] == [case.seats[0].id]


@pytest.mark.alike
def test_after_the_end_the_other_chairs_are_offered_and_the_case_is_complete_once(
    cast: Cast, marisol: Person, case: Case
) -> None:
    for number, seat in enumerate(case.seats, 1):
        play(marisol, case, seat.id)
        marisol.open(f"/cases/{case.id}/debrief")
        assert marisol.text.count("(you have sat here)") == number
        assert f"How it ended. Your seat: {seat.title}" in marisol.text
    assert len(cast.read(Completion)) == 1
    assert [run.seat for run in sorted(cast.read(CaseRun), key=lambda run: run.number)] == [
        each.id for each in case.seats
    ]


@pytest.mark.alike
def test_time_channel_and_scores_stand_on_the_page(marisol: Person, case: Case) -> None:
    seat = case.first_seat
    sit(marisol, case, seat)
    assert "Four weeks later, week 4. By telephone." in marisol.text
    marisol.send(f"/cases/{case.id}/step", stage=case.start, choice=expert_decisions(case, seat)[0].choice_id)
    marisol.open(f"/cases/{case.id}/step")
    assert "Four weeks later, week 8. By video." in marisol.text
    (drawing,) = marisol.tree.xpath("//aside//svg[@role='img']/@aria-label")
    assert "15 at week 0, 14 at week 4, 11 at week 8" in drawing


def worst_way(case: Case) -> tuple[tuple[str, str], ...]:
    """From the first seat to an ending without a best choice."""
    place = begin(case, case.first_seat)
    while not place.ended:
        place = choose(case, place, next(each.id for each in choices_at(place) if each.grade == "poor"))
    return tuple((each.stage_id, each.choice_id) for each in place.taken)


def have_played(
    cast: Cast,
    database: Database,
    clock: MovableClock,
    case: Case,
    numbers: range,
    *,
    at_home: bool = False,
    again: bool = False,
) -> None:
    """So many people play to the end, the experts' way: at home in Marisol's clinic, else elsewhere; each then once more, poorly."""
    place = cast.place
    for number in numbers:
        account = make_account(
            database, clock.now(), place.saltmarsh if at_home else place.elsewhere, f"Person{number} Frost",
            clinic_id=place.mill_road if at_home else place.harbour, role="bhcm",
        )  # fmt: skip
        learner = Learner(database, clock, account, cast.course)
        learner.play(case.id)
        if again:
            learner.play(case.id, worst_way(case))


def told(person: Person, case: Case) -> bool:
    person.open(f"/cases/{case.id}/debrief")
    return "Others who came by here" in person.text


def test_what_others_chose_is_told_from_ten_people_elsewhere_on(
    cast: Cast, marisol: Person, case: Case, database: Database, clock: MovableClock
) -> None:
    play(marisol, case, case.first_seat)
    have_played(cast, database, clock, case, range(9), again=True)
    assert not told(marisol, case)
    have_played(cast, database, clock, case, range(100, 103), at_home=True)
    assert not told(marisol, case)
    have_played(cast, database, clock, case, range(9, 10))
    assert told(marisol, case)
    best = next(each for each in case.stages[case.start].choices if each.id == case.expert_path[0][1])
    assert f"Others who came by here: about 100 % {best.path.lower()}." in marisol.text
    play(marisol, case, case.seats[1].id)
    assert not told(marisol, case)
