"""The arithmetic of the course and the walks through a case, as tables and properties."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum import rules

THREE_QUARTERS = Fraction(3, 4)


@pytest.mark.parametrize(
    ("words", "checks", "minutes"),
    [(0, 0, 0), (1, 0, 1), (120, 0, 1), (121, 0, 2), (1200, 2, 12), (1200, 4, 13), (1254, 3, 13)],
)
def test_lesson_minutes(words, checks, minutes):
    assert rules.lesson_minutes(words, checks, Fraction(120), THREE_QUARTERS) == minutes


@pytest.mark.parametrize(("decisions", "minutes"), [(4, 13), (5, 15), (7, 20), (8, 23)])
def test_case_minutes(decisions, minutes):
    assert rules.case_minutes(decisions, Fraction(5, 2)) == minutes


@pytest.mark.parametrize(("draw", "minutes"), [(12, 18), (15, 23)])
def test_test_minutes(draw, minutes):
    assert rules.test_minutes(draw, Fraction(3, 2)) == minutes


@pytest.mark.parametrize(
    ("counts", "figure"), [({}, 0), ({"a": 9, "b": 9, "c": 9, "d": 9}, 0), ({"a": 16, "b": 8, "c": 8, "d": 8}, 4.8)]
)
def test_unevenness_is_chi_square_against_equal_shares(counts, figure):
    assert rules.unevenness(counts, "abcd") == pytest.approx(figure)


def test_a_mistake_can_be_mended_only_where_a_lesser_choice_still_leads_to_a_good_end():
    best, lesser = ((), [("b", ())]), ((), [("bad", ())])
    moves = {"a": [(best, True), (lesser, False)], "b": [(((), [("good", ())]), True)]}
    assert not rules.recovers("a", moves, frozenset({"good"}))
    moves["b"].append((((), [("good", ())]), False))
    assert rules.recovers("a", moves, frozenset({"good"}))


@pytest.mark.parametrize(
    ("items", "share"),
    [([], 0), ([(5, [5, 4, 3])], 1), ([(5, [6, 4, 3]), (7, [1, 2, 3])], Fraction(1, 2))],
)
def test_a_key_that_ties_counts_as_longest(items, share):
    assert rules.longest_share(items) == share


def test_the_position_that_holds_the_key_most():
    assert rules.top_position("abbab") == ("b", Fraction(3, 5))
    assert rules.top_position([]) == ("", 0)


def test_conditions_hold_for_flags_set_and_not_set():
    assert rules.holds((("a", True), ("b", False)), frozenset({"a"}))
    assert not rules.holds((("a", True), ("b", False)), frozenset({"a", "b"}))
    assert rules.holds((), frozenset())


def test_a_choice_counts_the_flags_it_sets_itself():
    assert rules.next_stage((["a"], [("x", (("a", True),)), ("y", ())]), frozenset()) == ("x", frozenset({"a"}))
    assert rules.next_stage(([], [("x", (("a", True),))]), frozenset()) == (None, frozenset())


def test_a_stage_behind_an_impossible_condition_is_not_reached():
    moves = {"a": [([], [("b", (("f", True),)), ("c", ())])], "c": [(["f"], [("d", ())])]}
    assert rules.reachable("a", moves) == {"a", "c", "d"}


def test_loops_are_found_conditions_or_not():
    moves = {"a": [([], [("b", ())])], "b": [([], [("a", (("f", True),)), ("c", ())])], "c": [([], [("d", ())])]}
    assert rules.loops(moves) == ("a", "b")


def test_a_walk_stops_where_it_has_been():
    moves = {"a": ([], [("b", ())]), "b": ([], [("a", ())])}
    assert list(rules.walk("a", moves)) == ["a", "b"]
    assert list(rules.walk("a", {"a": ([], [("end", ())])})) == ["a", "end"]


NAMES = st.sampled_from("abcdef")
GRAPHS = st.dictionaries(
    NAMES, st.lists(st.tuples(st.just(()), st.lists(st.tuples(NAMES, st.just(())), min_size=1, max_size=2)), max_size=3)
)


@given(GRAPHS)
def test_what_is_reached_is_closed_under_first_targets(moves):
    met = rules.reachable("a", moves)
    assert "a" in met
    assert all(targets[0][0] in met for stage in met for _, targets in moves.get(stage, ()))


@given(GRAPHS)
def test_without_loops_every_walk_ends_where_nothing_leads_on(moves):
    if rules.loops(moves):
        return
    first = {stage: several[0] for stage, several in moves.items() if several}
    assert list(rules.walk("a", first))[-1] not in first


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= rules.likeness(one, other) <= 1
    assert rules.likeness(one, other) == rules.likeness(other, one)
    assert rules.likeness(one, one) == 1
