"""Scoring labs: the answers drawn come to what the file asks, and what they come to is told from first principles."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.library import Library
from lms.practice.lab import Refused, replay
from lms.practice.scoring import CHANGES, ScoringLab, band_of, change_of, is_response, questions

LAB = ScoringLab()


@pytest.fixture(scope="module")
def exercise(library: Library) -> Exercise:
    return next(each for each in library.current(0).exercises if each.kind == "scoring")


@pytest.mark.parametrize(("tool", "total", "word"), [
    ("phq-9", 0, "Under 5"), ("phq-9", 4, "Under 5"), ("phq-9", 5, "Mild"), ("phq-9", 9, "Mild"), ("phq-9", 10, "Moderate"),
    ("phq-9", 14, "Moderate"), ("phq-9", 15, "Moderately severe"), ("phq-9", 19, "Moderately severe"), ("phq-9", 20, "Severe"),
    ("phq-9", 27, "Severe"), ("gad-7", 4, "Under 5"), ("gad-7", 5, "Mild"), ("gad-7", 9, "Mild"), ("gad-7", 10, "Moderate"),
    ("gad-7", 14, "Moderate"), ("gad-7", 15, "Severe"), ("gad-7", 21, "Severe"),
])  # fmt: skip
def test_s206_bands_begin_at_their_cut_points(tool, total, word):
    assert band_of(tool, total) == word


@pytest.mark.parametrize(("before", "total", "response", "change"), [
    (20, 10, True, 0), (20, 11, False, 0), (19, 9, True, 0), (19, 10, False, 0), (10, 5, True, 0), (20, 15, False, 0),
    (20, 16, False, 1), (12, 16, False, 1), (12, 17, False, 2), (12, 12, False, 1),
])  # fmt: skip
def test_response_is_half_and_a_change_is_five_points(before, total, response, change):
    assert is_response(before, total) is response
    assert change_of(before, total) == CHANGES[change]


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_every_variant_is_as_the_file_asks(exercise, seed):
    state = LAB.begin(exercise, seed)
    assert state == LAB.begin(exercise, seed)
    for form, filled in zip(exercise.body.forms, state.filled, strict=True):
        assert len(filled.answers) == {"phq-9": 9, "gad-7": 7}[form.tool]
        assert all(0 <= points <= 3 for points in filled.answers)
        assert form.totals[0] <= sum(filled.answers) <= form.totals[1]
        assert filled.item9 is None if form.tool == "gad-7" else filled.answers[8] in form.item9
        keys = {each.name: each.key for each in questions(exercise.body, filled)}
        assert keys["total"] == str(sum(filled.answers))
        path = {each.id: each.fits == "above" for each in exercise.body.paths}.get(keys.get("item9", ""))
        assert path is (None if form.tool == "gad-7" else filled.answers[8] > 0)
        assert ("response" in keys) is (form.before is not None)


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 10**6), data=st.data())
def test_marks_count_what_was_right(exercise, seed, data):
    state, moves, right, missed = LAB.begin(exercise, seed), [], 0, False
    while not LAB.ended(state):
        if state.looking:
            moves.append({"go": "on"})
        else:
            asked = questions(exercise.body, state.here)
            said = {
                each.name: data.draw(
                    st.sampled_from([value for value, _ in each.options])
                    if each.options
                    else st.sampled_from(["3", each.key])
                )
                for each in asked
            }
            right += sum(said[each.name] == each.key for each in asked)
            missed |= any(each.safety and said[each.name] != each.key for each in asked)
            moves.append({"said": said})
        state = LAB.move(exercise, state, moves[-1])
    marks = LAB.marks(exercise, state)
    assert replay(LAB, exercise, seed, moves) == state
    assert sum(mark.right for mark in marks) == right
    assert any(mark.safety_missed for mark in marks) is missed


@pytest.mark.parametrize("total", ["", "a", "-1", "1.5", "1000", "١٢", None, ["12"]])
def test_a_total_is_a_whole_number(exercise, total):
    state = LAB.begin(exercise, 1)
    said = {each.name: each.key for each in questions(exercise.body, state.here)} | {"total": total}
    with pytest.raises(Refused, match="whole number") as refusal:
        LAB.move(exercise, state, {"said": said})
    assert refusal.value.field == "total"


def test_every_question_wants_an_answer(exercise):
    state = LAB.begin(exercise, 1)
    said = {each.name: each.key for each in questions(exercise.body, state.here)}
    for name in said:
        with pytest.raises(Refused) as refusal:
            LAB.move(exercise, state, {"said": said | {name: ""}})
        assert refusal.value.field == name
