"""A case is a state machine: walks end, flags open and close ways, a replay stands where the walk stood."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.course import Block, Case, Choice, Stage, Target
from lms.curriculum.paths import Known, holds
from lms.practice.rules import NoSuchChoice, Place, Taken, begin, choice_of, choose, decisions, replay, shown
from tests.learner import our_course


@cache
def the_case() -> Case:
    """The first case of the course, read once."""
    course = our_course()
    return next(case for module in course.modules for case in module.cases)


def choice(name: str, *targets: Target, sets: tuple[str, ...] = ()) -> Choice:
    return Choice(name, name, name, "best", name, "", sets, targets)


def stage(name: str, *choices: Choice, blocks: tuple[Block, ...] = ()) -> Stage:
    return Stage(name, name, blocks, "", choices, None if choices else "good")


TO_END = Target("end")
STAGES = (
    stage("door", choice("knock", Target("room"), sets=("polite",)), choice("leave", TO_END)),
    stage(
        "room",
        choice("ask", Target("warm", (("polite", True),)), Target("cold", (("polite", False),))),
        choice("shout", Target("warm", (("polite", True), ("angry", False))), Target("cold"), sets=("angry",)),
    ),
    stage("warm", choice("thank", TO_END)),
    stage("cold", choice("sorry", TO_END)),
    stage("end", blocks=(Block("<p>Over.</p>"), Block("<p>They smile.</p>", (("polite", True),)))),
)


@pytest.fixture(scope="module")
def small() -> Case:
    return replace(the_case(), start="door", stages={each.id: each for each in STAGES}, expert_path=())


def test_a_case_begins_at_its_first_stage(small: Case) -> None:
    place = begin(small)
    assert (place.stage.id, place.flags, place.taken, place.ended) == ("door", frozenset(), (), False)


def test_the_first_target_whose_conditions_hold_is_taken(small: Case) -> None:
    assert choose(small, replay(small, [Taken("door", "knock")]), "ask").stage.id == "warm"


def test_c33_flags_of_a_choice_count_for_its_own_targets(small: Case) -> None:
    assert choose(small, replay(small, [Taken("door", "knock")]), "shout").stage.id == "cold"


def test_an_ending_has_no_choices(small: Case) -> None:
    over = replay(small, [Taken("door", "leave")])
    assert over.ended
    with pytest.raises(NoSuchChoice):
        choose(small, over, "knock")


@pytest.mark.parametrize("taken", [[("room", "ask")], [("door", "knock"), ("door", "knock")], [("door", "fly")]])
def test_a_walk_that_could_not_have_happened_is_refused(small: Case, taken: list[tuple[str, str]]) -> None:
    with pytest.raises(NoSuchChoice):
        replay(small, [Taken(*each) for each in taken])


def test_a_choice_that_leads_nowhere_is_refused(small: Case) -> None:
    shut = stage("door", choice("knock", Target("end", (("key", True),))))
    with pytest.raises(NoSuchChoice):
        choose(replace(small, stages={**small.stages, "door": shut}), Place(shut, frozenset(), ()), "knock")


@pytest.mark.parametrize(
    ("when", "flags", "wanted"),
    [
        ((), frozenset(), True),
        ((("a", True),), frozenset("a"), True),
        ((("a", True),), frozenset(), False),
        ((("a", False),), frozenset(), True),
        ((("a", True), ("b", False)), frozenset("ab"), False),
        ((("a", True), ("b", False)), frozenset("a"), True),
    ],
)
def test_c33_conditions_all_hold_or_none(
    when: tuple[tuple[str, bool], ...], flags: frozenset[str], wanted: bool
) -> None:
    assert holds(when, Known(flags)) is wanted


def test_c33_text_follows_the_flags(small: Case) -> None:
    end = small.stages["end"]
    assert len(shown(end, Known())) == 1
    assert len(shown(end, Known(frozenset({"polite"})))) == 2


def test_the_longest_way_is_counted_in_decisions(small: Case) -> None:
    assert decisions(small) == 3


@settings(max_examples=250, deadline=None)
@given(st.integers())
def test_c64_any_walk_through_the_course_s_case_ends_in_time_and_can_be_replayed(seed: int) -> None:
    case = the_case()
    chance, place = random.Random(seed), begin(case)
    while not place.ended:
        place = choose(case, place, chance.choice(place.stage.choices).id)
        assert len(place.taken) <= decisions(case)
    assert replay(case, place.taken) == place


def test_walks_reach_every_ending_and_stage() -> None:
    case, chance, met = the_case(), random.Random(7), set()
    for _ in range(300):
        place = begin(case)
        while not place.ended:
            met.add(place.stage.id)
            place = choose(case, place, chance.choice(place.stage.choices).id)
        met.add(place.stage.id)
    assert met == set(case.stages)


def test_the_experts_path_is_a_walk_to_an_ending() -> None:
    case = the_case()
    place = replay(case, [Taken(*each) for each in case.expert_path])
    assert place.ended
    assert all(choice_of(case.stages[at], took).grade == "best" for at, took in case.expert_path)
