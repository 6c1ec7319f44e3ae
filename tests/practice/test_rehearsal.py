"""Rehearsals of panel review: whose turn it is, what each entry is worth, and that a run told again is the same run."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.panel import NEEDS, Figures, need_by_figures
from lms.curriculum.library import Library
from lms.practice.lab import Refused, replay
from lms.practice.rehearsal.lab import RehearsalLab, body_of, verdicts
from lms.practice.rehearsal.table import SEAT_OF, SEATS, Table, expert
from lms.practice.rehearsal.words import sentence

LAB = RehearsalLab()
SEEDS = range(300)


@pytest.fixture(scope="module")
def exercise(library: Library) -> Exercise:
    course = library.current(0)
    assert course is not None
    return next(each for each in course.exercises if each.kind == "rehearsal")


def seated(exercise: Exercise, seed: int, seat: str) -> Table:
    return LAB.move(exercise, LAB.begin(exercise, seed), {"seat": seat})


def experts_moves(exercise: Exercise, seed: int, seat: str) -> list[dict[str, Any]]:
    state, moves = seated(exercise, seed, seat), [{"seat": seat}]
    while not LAB.ended(state):
        moves.append(expert(state))
        state = LAB.move(exercise, state, moves[-1])
    return moves


def anyhow(state: Table, chance: random.Random) -> dict[str, Any]:
    """A move of somebody who chooses anything that can be chosen."""
    assert state.next is not None
    kind, script = state.next
    if script is None:
        return {"places": chance.sample([each.row.id for each in state.listed], state.places)}

    def one(options: Any) -> str:
        return str(chance.choice(options).id)

    if kind == "present":
        count = chance.randint(1, len(script.chart))
        return {"opening": one(script.openings), "say": [each.id for each in chance.sample(script.chart, count)]}
    if kind == "ask":
        return {"ask": one(script.questions)}
    if kind == "answer":
        return {"answers": {each.id: one(each.answers) for each in script.questions}}
    if kind == "advise":
        return {"advice": one(script.advice), "change": one(script.changes)}
    return {
        "who": {each.id: chance.choice(("you", "pcp", "consultant", "patient")) for each in script.actions},
        "when": {each.id: chance.choice(("today", "tomorrow", "week")) for each in script.actions},
    }


@pytest.mark.parametrize("seat", SEATS)
def test_experts_play_three_hundred_variants_without_a_fault(exercise, seat):
    """Stated anew: danger is first, new before stuck, everybody brought has a script, and every entry is right."""
    kinds = set()
    for seed in SEEDS:
        state = replay(LAB, exercise, seed, experts_moves(exercise, seed, seat))
        assert 8 <= len(state.listed) <= 14
        brought = [state.find(name) for name in state.turns[0].entries["places"]]
        agenda = sorted(NEEDS.index(each.row.need) for each in state.listed)
        assert [NEEDS.index(each.row.need) for each in brought] == agenda[: state.places]
        assert brought[0].figures.item9 > 0
        assert not any(each.figures.item9 for each in state.listed if each.row.need != "safety")
        assert [each.row for each in state.cases] == [each.row.id for each in brought]
        assert {turn.seat for turn in state.turns if not turn.stored} == {seat}
        assert all(mark.right == mark.of and not mark.safety_missed for mark in LAB.marks(exercise, state))
        kinds.add(tuple(sentence(each) for each in state.listed))
    assert len(kinds) > 290


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), luck=st.integers(0, 10**6), seat=st.sampled_from(SEATS))
def test_a_run_told_again_is_the_same_run_and_marks_add_up(exercise, seed, luck, seat):
    chance = random.Random(luck)
    state, moves = seated(exercise, seed, seat), [{"seat": seat}]
    while not LAB.ended(state):
        assert state.next is not None
        assert SEAT_OF[state.next[0]] == seat
        moves.append(anyhow(state, chance))
        state = LAB.move(exercise, state, moves[-1])
    assert replay(LAB, exercise, seed, moves) == state
    found = verdicts(body_of(exercise), state)
    marks = LAB.marks(exercise, state)
    assert sum(each.of for each in marks) == sum(each.of for each in found)
    assert sum(each.right for each in marks) == sum(each.right for each in found)
    assert all(0 <= each.right <= each.of for each in found)
    assert any(each.safety_missed for each in marks) == any(each.safety_missed for each in found)


def listed(state: Table, need: str) -> str:
    return next(each.row.id for each in state.listed if each.row.need == need)


def chosen(exercise: Exercise, *needs: str) -> Any:
    """The verdict on a list of rows with these needs, and what is then spoken about."""
    variants = (seated(exercise, seed, "bhcm") for seed in SEEDS)
    state = next(each for each in variants if set(needs) <= {found.row.need for found in each.listed})
    state = LAB.move(exercise, state, {"places": [listed(state, need) for need in needs]})
    return verdicts(body_of(exercise), state)[0], [state.find(each.row).row.need for each in state.cases]


@pytest.mark.parametrize(("needs", "right", "missed", "cases"), [
    (("safety", "new", "stuck"), 3, False, ["safety", "new", "stuck"]),
    (("safety", "stuck", "new"), 1, False, ["safety", "stuck", "new"]),
    (("new", "safety", "stuck"), 1, True, ["safety", "new", "stuck"]),
    (("new", "stuck", "steady"), 0, True, ["safety", "new", "stuck"]),
    (("steady", "overdue", "ending"), 0, True, ["safety"]),
    (("safety", "new", "steady"), 2, False, ["safety", "new"]),
])  # fmt: skip
def test_a_list_is_judged_by_need_and_danger_comes_up_whatever_was_chosen(exercise, needs, right, missed, cases):
    verdict, spoken = chosen(exercise, *needs)
    assert (verdict.right, verdict.of, verdict.safety_missed) == (right, 3, missed)
    assert spoken == cases


def test_danger_left_out_of_a_presentation_is_a_safety_miss(exercise):
    state = seated(exercise, 3, "bhcm")
    state = LAB.move(exercise, state, expert(state))
    move = expert(state)
    danger = [each.id for each in state.next[1].chart if each.safety]
    assert danger
    state = LAB.move(exercise, state, move | {"say": [name for name in move["say"] if name not in danger]})
    verdict = verdicts(body_of(exercise), state)[-1]
    assert verdict.safety_missed
    assert verdict.of - verdict.right == len(danger)


@pytest.mark.parametrize(("turn", "spoil", "field"), [
    (0, {"places": []}, "place-1"),
    (0, {"places": ["solveig", "solveig", "leocadia"]}, "place-2"),
    (0, {"places": ["solveig", "nobody", "leocadia"]}, "place-2"),
    (0, {"places": "solveig"}, "place-1"),
    (1, {"opening": ""}, "opening"),
    (1, {"opening": ["question"]}, "opening"),
    (1, {"say": []}, "say"),
    (1, {"say": ["nothing-there"]}, "say"),
    (2, {"answers": {}}, "answer-"),
    (2, {"answers": "plain"}, "answer-"),
    (3, {"who": {}}, "who-"),
    (3, {"when": {"call": "someday"}}, "when-"),
])  # fmt: skip
def test_what_is_incomplete_or_unknown_is_refused(exercise, turn, spoil, field):
    state = seated(exercise, 3, "bhcm")
    for _ in range(turn):
        state = LAB.move(exercise, state, expert(state))
    with pytest.raises(Refused) as refusal:
        LAB.move(exercise, state, expert(state) | spoil)
    assert refusal.value.field.startswith(field)


@pytest.mark.parametrize("seat", [None, "", "pcp", ["bhcm"]])
def test_there_are_two_seats(exercise, seat):
    with pytest.raises(Refused, match="Choose a seat"):
        LAB.move(exercise, LAB.begin(exercise, 1), {"seat": seat})


@pytest.mark.parametrize(("weeks", "scores", "item9", "need"), [
    (0, (17,), 0, "new"), (3, (17,), 0, "new"), (4, (17,), 0, "stuck"),
    (3, (17, 16), 0, None), (4, (17, 13), 0, "stuck"), (4, (17, 12), 0, None), (7, (17, 13), 0, "stuck"),
    (8, (16, 9), 0, "stuck"), (8, (16, 8), 0, None), (12, (10, 2), 0, None), (12, (10, 2), 1, "safety"), (0, (3,), 3, "safety"),
])  # fmt: skip
def test_figures_show_a_need(weeks, scores, item9, need):
    assert need_by_figures(Figures(weeks, scores, item9, 3)) == need


def test_every_row_is_one_sentence_with_its_figures(exercise):
    for each in LAB.begin(exercise, 5).listed:
        told = sentence(each)
        assert told.startswith(each.row.name)
        assert f"PHQ-9 {', '.join(map(str, each.figures.scores))}, item 9 at {each.figures.item9}" in told
        assert "$" not in told
