"""Every path of every case of the course, walked to its end; what is shown, measured and counted on the way holds on each."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.material import Case
from lms.curriculum.paths import asked
from lms.curriculum.pieces import pieces, read_case
from lms.curriculum.staging import HIGHEST
from lms.practice.rules import (
    NoSuchChoice,
    NoSuchSeat,
    Place,
    Taken,
    begin,
    choices_at,
    choose,
    decisions,
    expert_decisions,
    overlay,
    replay,
    shown,
)
from tests.learner import our_course

CASES = [case for module in (*our_course().modules, *our_course().units) for case in module.cases]
SEATS = [(case, seat) for case in CASES for seat in ([each.id for each in case.seats] or [""])]
NAMES = [f"{case.id} {seat}".strip() for case, seat in SEATS]
EXPERTS_MOVES = (
    "reflection", "double-sided reflection", "open question",
    "asking permission", "affirmation", "invitation", "plain question about safety",
)  # fmt: skip
"""After these it is the patient who speaks, and says what she wants to say."""


def everywhere(case: Case, place: Place) -> Iterator[Place]:
    """A place and every place behind it, along each path."""
    yield place
    for choice in choices_at(place):
        yield from everywhere(case, choose(case, place, choice.id))


@pytest.mark.parametrize(("case", "seat"), SEATS, ids=NAMES)
def test_c33_every_path_of_every_case_comes_to_an_end(case: Case, seat: str) -> None:
    endings: Counter[str] = Counter()
    bounds = {each.name: each for each in case.variables}
    most = decisions(case, seat)
    highest = HIGHEST[case.chart.measure] if case.chart else 0
    for place in everywhere(case, begin(case, seat)):
        assert shown(place.stage, place.known)
        assert len(place.taken) <= most
        assert all(bounds[name].least <= number <= bounds[name].most for name, number in place.numbers)
        assert all(0 <= score <= highest for _, score in place.scores)
        assert [week for week, _ in place.scores] == sorted({week for week, _ in place.scores})
        if place.ended:
            endings[place.stage.id] += 1
        else:
            assert asked(place.stage, place.known)
            assert 2 <= len(choices_at(place)) <= 5
            assert sum(choice.grade == "best" for choice in choices_at(place)) == 1
    assert len(endings) >= 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_ending_is_reached_from_some_seat(case: Case) -> None:
    seats = [each.id for each in case.seats] or [""]
    met = {place.stage.id for seat in seats for place in everywhere(case, begin(case, seat)) if place.ended}
    assert met == {stage.id for stage in case.stages.values() if stage.ending}


@pytest.mark.parametrize(("case", "seat"), SEATS, ids=NAMES)
def test_the_experts_path_is_a_walk_to_a_good_ending(case: Case, seat: str) -> None:
    assert replay(case, expert_decisions(case, seat), seat).stage.ending == "good"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SEATS), st.integers())
def test_c64_a_replay_stands_where_the_walk_stood(what: tuple[Case, str], seed: int) -> None:
    case, seat = what
    chance, place = random.Random(seed), begin(case, seat)
    while not place.ended:
        assert replay(case, place.taken, seat) == place
        place = choose(case, place, chance.choice(choices_at(place)).id)
    assert replay(case, place.taken, seat) == place
    with pytest.raises(NoSuchChoice):
        replay(case, (*place.taken, Taken(place.stage.id, "more")), seat)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SEATS), st.integers())
def test_two_paths_laid_over_each_other_keep_both(what: tuple[Case, str], seed: int) -> None:
    case, seat = what
    chance, place = random.Random(seed), begin(case, seat)
    while not place.ended:
        place = choose(case, place, chance.choice(choices_at(place)).id)
    expert = expert_decisions(case, seat)
    rows = overlay(place.taken, expert)
    assert [Taken(stage, own) for stage, own, _ in rows if own] == list(place.taken)
    assert [Taken(stage, theirs) for stage, _, theirs in rows if theirs] == list(expert)
    assert len({stage for stage, _, _ in rows}) == len(rows)


@pytest.mark.parametrize(("case", "seat"), [each for each in SEATS if each[1]], ids=[n for n in NAMES if " " in n])
def test_a_seat_is_refused_what_another_may_choose(case: Case, seat: str) -> None:
    place = begin(case, seat)
    for choice in case.stages[case.start].choices:
        if choice not in choices_at(place):
            with pytest.raises(NoSuchChoice):
                choose(case, place, choice.id)
    texts = {
        other.id: [block.html for block in shown(place.stage, begin(case, other.id).known)] for other in case.seats
    }
    assert len({tuple(each) for each in texts.values()}) == len(case.seats)
    for wrong in ("", "nobody"):
        with pytest.raises(NoSuchSeat):
            begin(case, wrong)


@pytest.mark.parametrize("case", [each for each in CASES if each.kind == "conversation"], ids=lambda case: case.id)
def test_in_a_conversation_trust_moves_and_listening_is_what_experts_mostly_do(case: Case) -> None:
    expert = expert_decisions(case)
    moves = [
        choice.move for each in expert for choice in case.stages[each.stage_id].choices if choice.id == each.choice_id
    ]
    assert len(moves) >= 6
    assert sum(move in EXPERTS_MOVES for move in moves) > len(moves) / 2
    ends = {place.numbers for place in everywhere(case, begin(case)) if place.ended}
    assert all(len({dict(each)[variable.name] for each in ends}) > 2 for variable in case.variables)


def test_a_case_stored_before_seats_and_variables_is_read_as_it_was() -> None:
    new = {"kind", "variables", "seats", "optional"}
    of_stage, of_choice = {"questions", "channel", "days", "scores"}, {"when", "changes", "days", "move"}
    old = next(body for _, kind, name, body in pieces(our_course()) if (kind, name) == ("case", CASES[0].id))
    bare = {key: value for key, value in old.items() if key not in new}
    for stage in bare["stages"].values():
        for key in of_stage:
            stage.pop(key)
        for choice in stage["choices"]:
            for key in of_choice:
                choice.pop(key)
    assert read_case(bare) == CASES[0]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_with_everything_comes_back_from_its_stored_body(case: Case) -> None:
    body = next(body for _, kind, name, body in pieces(our_course()) if (kind, name) == ("case", case.id))
    assert read_case(body) == case
