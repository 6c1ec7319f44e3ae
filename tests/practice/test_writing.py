"""Labs in which something is written: what is wanted, what is refused, and that only the writer's own rating counts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.library import Library
from lms.practice.lab import Mark, Refused, replay
from lms.practice.writing import LONGEST, RATINGS, WritingLab, WritingState, reading_seconds

KINDS = ("documentation", "builder", "reflection")


@pytest.fixture(scope="module", params=KINDS)
def exercise(request: pytest.FixtureRequest, library: Library) -> Exercise:
    return next(each for each in library.current(0).exercises if each.kind == request.param)


def written(state: WritingState, text: str = "Words.") -> dict[str, object]:
    return {"written": {each.id: each.options[0] if each.options else text for each in state.part.fields}}


def rated(state: WritingState, rating: str) -> dict[str, object]:
    return {"rated": {each.id: rating for each in state.part.lines}}


def play(exercise: Exercise, ratings: list[str]) -> tuple[WritingLab, WritingState, list[dict[str, object]]]:
    lab, moves, left = WritingLab(exercise.kind), [], iter(ratings)
    state = lab.begin(exercise, 0)
    while not lab.ended(state):
        move = {"rated": {each.id: next(left) for each in state.part.lines}} if state.comparing else written(state)
        state = lab.move(exercise, state, move)
        moves.append(move)
    return lab, state, moves


@settings(max_examples=25, deadline=None)
@given(ratings=st.lists(st.sampled_from(RATINGS), min_size=40, max_size=40))
def test_marks_are_the_writers_own_rating(exercise, ratings):
    lab, state, moves = play(exercise, ratings)
    assert replay(lab, exercise, 7, moves) == state
    lines = [line for part in state.parts for line in part.lines]
    given_to = dict(zip([line.id for line in lines], ratings, strict=False))
    marks = lab.marks(exercise, state)
    assert sum(mark.right for mark in marks) == sum(rating == "yes" for rating in given_to.values())
    assert sum(mark.of for mark in marks) == len(lines)
    for mark in marks:
        missed = any(line.safety and given_to[line.id] != "yes" for line in lines if line.duty == mark.duty)
        assert mark.safety_missed is missed


def test_words_are_never_graded(exercise):
    lab = WritingLab(exercise.kind)
    plain, rich = (lab.move(exercise, lab.begin(exercise, 0), written(lab.begin(exercise, 0), text)) for text in (
        "x", "PHQ-9 17, item 9 asked aloud, consent, minutes, next contact Thursday"))  # fmt: skip
    assert plain.written[0].ratings == rich.written[0].ratings == {}


@pytest.mark.parametrize(("text", "sentence"), [
    ("", "Write something"), (" \n ", "Write something"), (None, "Write something"), (["a"], "Write something"),
    ("x" * (LONGEST + 1), "shorten it here"),
], ids=["empty", "blank", "nothing", "a list", "too long"])  # fmt: skip
def test_what_cannot_be_taken_is_refused_by_its_field(exercise, text, sentence):
    lab = WritingLab(exercise.kind)
    state = lab.begin(exercise, 0)
    field = next(each for each in state.part.fields if not each.options and not each.optional)
    texts = written(state)["written"] | {field.id: text}
    with pytest.raises(Refused, match=sentence) as refusal:
        lab.move(exercise, state, {"written": texts})
    assert refusal.value.field == field.id


def test_what_is_optional_may_stay_empty(library):
    exercise = next(each for each in library.current(0).exercises if each.kind == "reflection")
    lab = WritingLab("reflection")
    state = lab.begin(exercise, 0)
    texts = {each.id: "" if each.optional else "Words." for each in state.part.fields}
    assert "" in texts.values()
    assert lab.ended(lab.move(exercise, state, {"written": texts}))


def test_a_choice_is_one_of_its_options(library):
    exercise = next(each for each in library.current(0).exercises if each.kind == "documentation")
    lab, state = WritingLab("documentation"), WritingLab("documentation").begin(exercise, 0)
    while not any(each.options for each in state.part.fields) or state.comparing:
        state = lab.move(exercise, state, rated(state, "yes") if state.comparing else written(state))
    choice = next(each for each in state.part.fields if each.options)
    for wrong in ("Nowhere", ""):
        with pytest.raises(Refused) as refusal:
            lab.move(exercise, state, {"written": written(state)["written"] | {choice.id: wrong}})
        assert refusal.value.field == choice.id


def test_every_line_is_rated(library):
    exercise = next(each for each in library.current(0).exercises if each.slug == "relapse-plan")
    lab = WritingLab("builder")
    state = lab.move(exercise, lab.begin(exercise, 0), written(lab.begin(exercise, 0)))
    for spoil in ({}, {state.part.lines[0].id: "very"}, {state.part.lines[0].id: None}):
        with pytest.raises(Refused) as refusal:
            lab.move(exercise, state, {"rated": rated(state, "yes")["rated"] | {state.part.lines[0].id: ""} | spoil})
        assert refusal.value.field == state.part.lines[0].id
    assert lab.marks(exercise, lab.move(exercise, state, rated(state, "yes")))[0] == Mark("C-13", 5, 5)


@pytest.mark.parametrize(
    ("words", "rate", "seconds"), [(0, 130, 0), (1, 130, 1), (130, 130, 60), (195, 130, 90), (196, 130, 91)]
)
def test_reading_time_is_rounded_up(words, rate, seconds):
    assert reading_seconds(words, rate) == seconds
