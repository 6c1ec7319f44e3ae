"""Every lab of the course, whatever its kind: it ends, it is the same when told again, and it shows what it says it exercises."""

from __future__ import annotations

import json

import pytest

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.kinds import KINDS
from lms.curriculum.library import Library
from lms.practice.known import KNOWN
from lms.practice.lab import replay, sum_of
from lms.practice.labs import LABS
from lms.web.labs.faces import FACES
from tests.house.players import moves


@pytest.fixture(scope="module")
def exercises(library: Library) -> tuple[Exercise, ...]:
    return library.current(0).exercises


def test_every_kind_can_be_read_played_shown_and_is_in_the_course(exercises: tuple[Exercise, ...]) -> None:
    assert set(KINDS) == set(LABS) == set(FACES) == set(KNOWN) == {each.kind for each in exercises}


@pytest.mark.parametrize("seed", range(5))
def test_the_best_way_ends_and_shows_every_duty(exercises: tuple[Exercise, ...], seed: int) -> None:
    for exercise in exercises:
        lab = LABS[exercise.kind]
        made = json.loads(json.dumps(list(moves(lab, exercise, seed))))
        state = replay(lab, exercise, seed, made)
        assert lab.ended(state)
        assert state == replay(lab, exercise, seed, made)
        marks = lab.marks(exercise, state)
        assert sum_of(marks) == marks, exercise.slug
        assert {mark.duty for mark in marks} <= set(exercise.duties), exercise.slug
        assert all(mark.right == mark.of > 0 and not mark.safety_missed for mark in marks), exercise.slug
        assert bool(marks) is (exercise.kind != "reflection"), exercise.slug
