"""Worksheets: the published examples come out, every start has one better way, and a run told again is the same run."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.library import Library
from lms.practice.lab import Mark, Refused, replay
from lms.practice.worksheet.lab import Worked, WorksheetLab, WorksheetState, body_of

LAB = WorksheetLab()


@pytest.fixture(scope="module")
def exercise(library: Library) -> Exercise:
    return next(each for each in library.current(0).exercises if each.kind == "worksheet")


def worked(exercise: Exercise, at: int, **given: str) -> dict[str, Fraction]:
    page = body_of(exercise).pages[at]
    return Worked(page, {each.id: each.value for each in page.inputs} | given).numbers


def test_the_example_of_140_patients(exercise: Exercise) -> None:
    """R.25: 140 at 60 to 80 come to 1.75 to 2.33 posts, so two, and six consultant hours."""
    found = worked(exercise, 0, patients="140", program="behavioral-vulnerable")
    assert found["fewest"] == Fraction(7, 4)
    assert round(found["highest"], 2) == Fraction("2.33")
    assert (found["plan"], found["consultant"]) == (2, 6)


def test_the_worked_load_of_80_patients(exercise: Exercise) -> None:
    """F2.26: 40 twice and 40 once a month are 120 contacts, 60 hours at 30 minutes each."""
    found = worked(exercise, 1, active="40", steady="40", often="2", seldom="1", length="30")
    assert (found["contacts"], found["month_hours"]) == (120, 60)
    assert found["week_hours"] == Fraction(60 * 12, 52)


def test_what_one_post_can_take_on(exercise: Exercise) -> None:
    """PM.18: 80 divided by 5 is 16; with 24 referrals eight a month wait."""
    found = worked(exercise, 2, caseload="80", months="5", referrals="24")
    assert (found["places"], found["waiting"]) == (16, 8)


@pytest.mark.parametrize(
    ("program", "low", "high"),
    [("behavioral-commercial", 90, 120), ("both-commercial", 80, 100), ("behavioral-vulnerable", 60, 80), ("both-vulnerable", 50, 75)],
)  # fmt: skip
def test_the_ranges_are_the_published_ones(exercise: Exercise, program: str, low: int, high: int) -> None:
    found = worked(exercise, 0, program=program, patients="300")
    assert (found["fewest_advised"], found["most_advised"]) == (low, high)
    assert found["plan"] == math.ceil(300 / high)


def play(exercise: Exercise, seed: int, way: int = 0) -> list[dict[str, Any]]:
    state, moves = LAB.begin(exercise, seed), []
    while not LAB.ended(state):
        decision = state.page.decision
        if state.now is None:
            move: dict[str, Any] = {"values": dict(state.start)}
        elif decision is not None and not state.now.way:
            move = {"way": state.now.better[0].id if way < 0 else decision.ways[way].id}
        else:
            move = {"go": "on"}
        state = LAB.move(exercise, state, move)
        moves.append(move)
    return moves


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_every_start_has_one_better_way(exercise: Exercise, seed: int) -> None:
    moves = play(exercise, seed, way=-1)
    first, again = (replay(LAB, exercise, seed, moves) for _ in range(2))
    assert first == again
    assert all(len(each.better) == 1 for each in first.done)
    assert LAB.marks(exercise, first) == (Mark("C-01", 3, 3),)


def test_a_decision_that_does_not_fit_is_marked(exercise: Exercise) -> None:
    state = replay(LAB, exercise, 7, play(exercise, 7, way=2))
    assert LAB.marks(exercise, state) == (Mark("C-01", 0, 3),)


def begun(exercise: Exercise) -> WorksheetState:
    return LAB.begin(exercise, 1)


def test_it_is_worked_out_again_until_it_is_decided(exercise: Exercise) -> None:
    state = begun(exercise)
    for patients in ("90", "1,200", "300.5"):
        state = LAB.move(exercise, state, {"values": {**state.start, "patients": patients}})
        assert state.now is not None
        assert state.now.numbers["patients"] == Fraction(patients.replace(",", ""))
    state = LAB.move(exercise, state, {"way": "more"})
    assert state.now is not None
    after = LAB.move(exercise, state, {"values": dict(state.start)})
    assert after.done[0].given == state.now.given


@pytest.mark.parametrize(
    ("name", "text"),
    [("patients", ""), ("patients", "many"), ("patients", "0"), ("patients", "2001"), ("patients", "-5"), ("patients", "1e3"),
     ("patients", "1.234"), ("patients", "٣٦"), ("program", ""), ("program", "other")],
)  # fmt: skip
def test_a_value_that_cannot_be_meant_is_refused(exercise: Exercise, name: str, text: str) -> None:
    state = begun(exercise)
    with pytest.raises(Refused) as refused:
        LAB.move(exercise, state, {"values": {**state.start, name: text}})
    assert refused.value.field == f"in-{name}"


@pytest.mark.parametrize("move", [{"go": "on"}, {"way": "more"}, {}])
def test_nothing_is_decided_before_it_is_worked_out(exercise: Exercise, move: dict[str, str]) -> None:
    with pytest.raises(Refused):
        LAB.move(exercise, begun(exercise), move)
    ready = LAB.move(exercise, begun(exercise), {"values": dict(begun(exercise).start)})
    with pytest.raises(Refused) as refused:
        LAB.move(exercise, ready, {"way": "nothing"})
    assert refused.value.field == "way-more"


def test_the_course_is_watched(exercise: Exercise) -> None:
    assert LAB.watch(exercise) == []
