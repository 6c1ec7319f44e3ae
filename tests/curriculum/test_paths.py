"""Conditions, changes and walks of cases, as tables and properties, on small invented graphs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum import paths
from lms.curriculum.material import Choice, Seat, Stage, Target, Variable
from lms.curriculum.paths import Known, State, at_start
from lms.curriculum.walks import recovers, starts, walked, with_experts
from tests.learner import our_course

BARE = replace(our_course().published_modules[0].cases[0], start="a", stages={}, seats=(), variables=(), expert_path=())
TRUST = Variable("trust", "Trust", 2, 0, 5, ((0, "gone"), (2, "wary"), (4, "open")))


def choice(name, *targets, grade="best", **more):
    return Choice(name, name, name, grade, name, "", more.pop("sets", ()), tuple(targets), **more)


def case_of(stages, **more):
    found = {
        name: Stage(name, name, (), "", tuple(choices), None if choices else "good") for name, choices in stages.items()
    }
    return replace(BARE, stages=found, **more)


@pytest.mark.parametrize(
    ("when", "flags", "trust", "wanted"),
    [
        ((), (), 0, True),
        ((("a", True), ("b", False)), ("a",), 0, True),
        ((("a", True), ("b", False)), ("a", "b"), 0, False),
        ((("trust", ">=", 3),), (), 3, True),
        ((("trust", ">=", 3),), (), 2, False),
        ((("trust", ">", 3),), (), 3, False),
        ((("trust", "<", 3),), (), 2, True),
        ((("trust", "<=", 2),), (), 3, False),
        ((("trust", "=", 0),), (), 0, True),
        ((("trust", "!=", 0),), (), 0, False),
        ((("trust", ">=", 3), ("a", True)), ("a",), 4, True),
        ((("trust", ">=", 3), ("a", True)), (), 4, False),
        ((("nothing", "<", 3),), (), 4, False),
    ],
)
def test_c33_conditions_on_flags_and_variables_all_hold_or_none(when, flags, trust, wanted):
    assert paths.holds(when, Known(frozenset(flags), (("trust", trust),))) is wanted


@given(st.lists(st.integers(-9, 9), max_size=20))
def test_c33_a_variable_stays_between_its_bounds(changes):
    known, wanted = at_start((TRUST,)), TRUST.start
    for change in changes:
        known = paths.after(choice("x", changes=(("trust", change),)), known, (TRUST,))
        wanted = min(max(wanted + change, TRUST.least), TRUST.most)
        assert known.numbers == (("trust", wanted),)


def test_a_choice_counts_what_it_sets_and_changes_itself():
    way = choice(
        "x",
        Target("warm", (("trust", ">=", 3), ("asked", True))),
        Target("cold"),
        sets=("asked",),
        changes=(("trust", 1),),
    )
    known = paths.after(way, at_start((TRUST,)), (TRUST,))
    assert paths.leads_to(way, known) == "warm"
    assert paths.leads_to(way, at_start((TRUST,))) == "cold"
    assert paths.leads_to(choice("x", Target("warm", (("asked", True),))), Known()) is None


def test_a_stage_behind_an_impossible_condition_is_not_reached():
    case = case_of(
        {
            "a": [choice("x", Target("b", (("f", True),)), Target("c"))],
            "b": [],
            "c": [choice("y", Target("d"), sets=("f",))],
            "d": [],
        }
    )
    assert set(walked(case)) == {"a", "c", "d"}


def test_a_seat_is_offered_its_own_choices_alone():
    stages = {
        "a": [choice("x", Target("b"), when=(("pcp", True),)), choice("y", Target("c"), when=(("pcp", False),))],
        "b": [],
        "c": [],
    }
    case = case_of(stages, seats=tuple(Seat(name, name, "", (), ()) for name in ("pcp", "bhcm")))
    ends = {
        next(iter(state.known.flags)): name
        for name, several in walked(case).items()
        for state in several
        if name != "a"
    }
    assert ends == {"pcp": "b", "bhcm": "c"}
    assert [seat.expert_path for seat in with_experts(case).seats] == [(("a", "x"),), (("a", "y"),)]


def test_a_mistake_can_be_mended_only_where_a_lesser_choice_still_leads_to_a_good_end():
    stages = {
        "a": [choice("x", Target("b")), choice("y", Target("bad"), grade="poor")],
        "b": [choice("z", Target("good"))],
        "good": [],
        "bad": [],
    }
    case = case_of(stages)
    case.stages["bad"] = replace(case.stages["bad"], ending="poor")
    assert not recovers(case, walked(case))
    more = (*case.stages["b"].choices, choice("w", Target("good"), grade="fair"))
    case.stages["b"] = replace(case.stages["b"], choices=more)
    assert recovers(case, walked(case))


def test_loops_are_found_conditions_or_not():
    case = case_of(
        {
            "a": [choice("x", Target("b"))],
            "b": [choice("y", Target("a", (("f", True),)), Target("c"))],
            "c": [choice("z", Target("d"))],
            "d": [],
        }
    )
    assert paths.loops(case.stages) == ("a", "b")


def test_a_walk_stops_where_it_has_been():
    case = case_of({"a": [choice("x", Target("b"))], "b": [choice("y", Target("a"))]})
    assert paths.expert_path(case, Known()) == (("a", "x"), ("b", "y"))


def test_a_case_that_grows_without_end_is_given_up():
    numbers = tuple(replace(TRUST, name=f"n{at}", most=20) for at in range(4))
    several = [choice(f"c{at}", Target("a"), changes=((f"n{at}", 1),)) for at in range(4)]
    case = case_of({"a": several}, variables=numbers)
    assert len(list(paths.states(case, starts(case)))) == paths.MOST_STATES


NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(NAMES, st.lists(st.lists(NAMES, min_size=1, max_size=2), max_size=3))


def graph(moves):
    names = {*moves, *(name for several in moves.values() for targets in several for name in targets), "a"}
    return case_of(
        {
            name: [choice(str(at), *map(Target, targets)) for at, targets in enumerate(moves.get(name, ()))]
            for name in sorted(names)
        }
    )


@given(GRAPHS)
def test_what_is_reached_is_closed_under_first_targets(moves):
    case = graph(moves)
    met = {state.stage_id for state in paths.states(case, (Known(),))}
    assert "a" in met
    assert all(each.targets[0].stage_id in met for name in met for each in case.stages[name].choices)


@given(GRAPHS)
def test_without_loops_every_experts_path_ends_where_nothing_leads_on(moves):
    case = graph(moves)
    if paths.loops(case.stages):
        return
    name = "a"
    for at, took in paths.expert_path(case, Known()):
        assert at == name
        name = next(each for each in case.stages[at].choices if each.id == took).targets[0].stage_id
    assert not case.stages[name].choices


def test_every_state_is_met_once():
    stages = {"a": [choice("x", Target("b")), choice("y", Target("b"))], "b": []}
    assert list(paths.states(case_of(stages), (Known(),))) == [State("a", Known()), State("b", Known())]
