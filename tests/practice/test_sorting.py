"""Sorting labs: what a move does, what is refused, and that a run told again is the same run."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.library import Library
from lms.curriculum.pieces import pieces, read_exercise
from lms.practice.lab import Mark, Refused, replay, sum_of
from lms.practice.labs import LABS, check_labs
from lms.practice.sorting import SortingLab, SortingState

LAB = SortingLab()


@pytest.fixture(scope="module")
def exercise(library: Library) -> Exercise:
    course = library.current(0)
    assert course is not None
    return next(each for each in course.exercises if each.slug == "whose-task")


def right_answers(state: SortingState) -> dict[str, object]:
    return {"answers": {entry.id: entry.key for entry in state.task.entries}}


def play(exercise: Exercise, seed: int, chance: random.Random) -> list[dict[str, object]]:
    """Moves of somebody who answers anyhow, as far as the lab lets her."""
    state, moves = LAB.begin(exercise, seed), []
    while not LAB.ended(state):
        if state.looking:
            move: dict[str, object] = {"go": "on"}
        else:
            places = [place.id for place in state.task.places]
            once = state.task.form != "sort"
            drawn = (
                chance.sample(places, len(state.task.entries))
                if once
                else chance.choices(places, k=len(state.task.entries))
            )
            move = {"answers": dict(zip([each.id for each in state.task.entries], drawn, strict=True))}
        state = LAB.move(exercise, state, move)
        moves.append(move)
    return moves


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), luck=st.integers(0, 10**6))
def test_a_run_told_again_is_the_same_run(exercise, seed, luck):
    moves = play(exercise, seed, random.Random(luck))
    first, again = (replay(LAB, exercise, seed, moves) for _ in range(2))
    assert first == again
    assert len(moves) == 2 * len(first.tasks)
    marks = LAB.marks(exercise, first)
    assert sum(mark.of for mark in marks) == sum(len(task.entries) for task in first.tasks)
    assert sum(mark.right for mark in marks) == sum(
        each.chosen[entry.id] == entry.key for each in first.answered for entry in each.task.entries
    )


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_entries_come_in_another_order_than_they_are_written(exercise, seed):
    for written, shown in zip(exercise.body.tasks, LAB.begin(exercise, seed).tasks, strict=True):
        assert sorted(each.id for each in shown.entries) == sorted(each.id for each in written.entries)
        assert [each.id for each in shown.entries] != [each.id for each in written.entries]


def test_the_experts_get_everything_right(exercise):
    state = LAB.begin(exercise, 7)
    while not LAB.ended(state):
        state = LAB.move(exercise, state, {"go": "on"} if state.looking else right_answers(state))
    assert all(mark.right == mark.of for mark in LAB.marks(exercise, state))


@pytest.mark.parametrize("spoil", [
    lambda answers: {},
    lambda answers: dict(list(answers.items())[1:]),
    lambda answers: answers | {next(iter(answers)): "nowhere"},
    lambda answers: answers | {next(iter(answers)): ["you"]},
    lambda answers: "you",
], ids=["nothing", "one open", "no such choice", "a list", "not a form"])  # fmt: skip
def test_an_answer_with_a_gap_is_refused(exercise, spoil):
    state = LAB.begin(exercise, 7)
    with pytest.raises(Refused) as refusal:
        LAB.move(exercise, state, {"answers": spoil(right_answers(state)["answers"])})
    assert refusal.value.field in {entry.id for entry in state.task.entries}


@pytest.mark.parametrize("form", ["match", "order"])
def test_no_place_is_taken_twice(exercise, form):
    state = LAB.begin(exercise, 7)
    while state.task.form != form:
        state = LAB.move(exercise, state, {"go": "on"} if state.looking else right_answers(state))
    if state.looking:
        state = LAB.move(exercise, state, {"go": "on"})
    answers = dict.fromkeys((entry.id for entry in state.task.entries), state.task.places[0].id)
    with pytest.raises(Refused, match="each is used once"):
        LAB.move(exercise, state, {"answers": answers})


def test_marks_add_up_by_duty():
    marks = [Mark("C-01", 1, 2), Mark("C-08", 0, 1, safety_missed=True), Mark("C-01", 2, 2)]
    assert sum_of(marks) == (Mark("C-01", 3, 4), Mark("C-08", 0, 1, True))


def test_a_lab_read_from_its_stored_body_is_the_same(library):
    course = library.current(0)
    stored = {piece_id: body for _, kind, piece_id, body in pieces(course) if kind == "exercise"}
    assert stored
    assert {each.id: read_exercise(stored[each.id]) for each in course.exercises} == {
        each.id: each for each in course.exercises
    }


def test_every_lab_of_the_course_can_be_played(library):
    assert {each.kind for each in library.current(0).exercises} <= set(LABS)
    assert list(check_labs(library.current(0), {})) == []
