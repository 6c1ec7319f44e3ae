"""The arithmetic of the course, as tables and properties."""

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


@pytest.mark.parametrize(
    ("items", "share"),
    [([], 0), ([(5, [5, 4, 3])], 1), ([(5, [6, 4, 3]), (7, [1, 2, 3])], Fraction(1, 2))],
)
def test_a_key_that_ties_counts_as_longest(items, share):
    assert rules.longest_share(items) == share


def test_the_position_that_holds_the_key_most():
    assert rules.top_position("abbab") == ("b", Fraction(3, 5))
    assert rules.top_position([]) == ("", 0)


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_a_share_and_the_same_both_ways(one, other):
    assert 0 <= rules.likeness(one, other) <= 1
    assert rules.likeness(one, other) == rules.likeness(other, one)
    assert rules.likeness(one, one) == 1
