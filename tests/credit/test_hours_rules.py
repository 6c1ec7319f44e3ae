"""The methods of creditable time: the worked examples of their sources, the trap of the sign, and what holds for any figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.hours.rules import (
    FEWEST_TESTERS,
    STEP,
    BadInputs,
    Inputs,
    calculate,
    cap_by_questions,
    down,
    hundredths,
    mergener,
    needs_new_designation,
    plain,
    rated,
)

F = Fraction
PILOT_A = tuple(map(F, (81, 88, 92, 95, 97, 104, 110, 118)))
PILOT_B = tuple(map(F, (38, 41, 44, 47, 52)))
A = {"words": F(7600), "items": F(10), "difficulty": F(3)}
B = {"words": F(3900), "items": F(8), "difficulty": F(2)}


@pytest.mark.parametrize(
    ("words", "items", "difficulty", "minutes"),
    [(3774, 16, "2.5", "61.94"), (7600, 10, "3", "61.10"), (3900, 8, "2", "35.18")],
)
def test_the_published_examples_come_out(words: int, items: int, difficulty: str, minutes: str) -> None:
    found = mergener(F(words), F(items), F(difficulty))
    assert str(hundredths(found)) == minutes


def test_the_constant_is_taken_off_whatever_a_sheet_prints() -> None:
    added = mergener(F(3774), F(16), F("2.5")) + F("0.9") * 2 * F("22.3")
    assert str(hundredths(added)) == "102.08", "what the sheet's misprint would give"


@pytest.mark.parametrize(
    ("figures", "labs", "pilot", "minutes", "credit", "by_words"),
    [
        (A, 18, PILOT_A, "79.10", F("1.25"), F("1.25")),
        (B, 25, PILOT_B, "44.00", F("0.5"), F("0.5")),
        (A, 18, (), "61.10", F(1), F(1)),
        (B, 25, (), "35.18", F("0.5"), F("0.5")),
        (A, 0, PILOT_A, "61.10", F(1), F(1)),
    ],
)
def test_methods_meet_in_a_designation(figures, labs, pilot, minutes, credit, by_words) -> None:
    worked = calculate(Inputs(**figures, interactive=F(labs), pilot=pilot))
    assert worked.minutes is not None
    assert str(hundredths(worked.minutes)) == minutes
    assert (worked.credit, worked.by_words) == (credit, by_words)


def test_side_by_side_as_the_sheet_prints_them() -> None:
    worked = calculate(Inputs(**A, interactive=F(18), pilot=PILOT_A))
    shown = {each.method: (plain(each.minutes or F(0)), each.credit) for each in worked.methods}
    assert shown == {
        "mergener": ("61.1", F(1)),
        "words per hour": ("76", F("1.25")),
        "pilot": ("96", F("1.5")),
        "accounting cross-check": ("60.72", F(1)),
    }


def test_seven_one_by_one_are_not_seven_as_one() -> None:
    single = mergener(F(7600), F(10), F(3))
    together = mergener(F(7 * 7600), F(7 * 10), F(3))
    assert (plain(7 * single, 1), plain(together, 1)) == ("427.7", "297")


@pytest.mark.parametrize(
    ("labs", "pilot", "items", "reason"),
    [
        (0, (), 10, "The formula alone."),
        (18, (), 10, "The formula alone: no labs count without a pilot."),
        (18, PILOT_A, 10, "The formula with its labs, which is not above the pilot."),
        (60, PILOT_A, 20, "The pilot, which is below the formula with its labs."),
        (0, (), 7, "The formula alone. 7 questions carry at most 0.75 at 8 to the hour."),
    ],
)
def test_each_figure_says_where_it_comes_from(labs, pilot, items, reason) -> None:
    figures = A | {"items": F(items)} | ({"difficulty": F(4)} if items == 7 else {})
    assert calculate(Inputs(**figures, interactive=F(labs), pilot=pilot)).reason == reason


def test_without_a_rating_nothing_is_designated_and_words_are_counted_all_the_same() -> None:
    worked = calculate(Inputs(F(6000), F(8)))
    assert (worked.minutes, worked.credit, worked.by_words, worked.capped) == (None, None, None, None)
    assert worked.of("words per hour").minutes == 60
    assert worked.of("mergener").credit is None


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"words": F(-1), "items": F(1)}, "Words cannot be below 0."),
        ({"words": F(1), "items": F(-1)}, "Items cannot be below 0."),
        ({"words": F(1), "items": F(1), "interactive": F(-1)}, "Interactive minutes cannot be below 0."),
        ({"words": F(1), "items": F(1), "difficulty": F("0.9")}, "Difficulty is between 1 and 5."),
        ({"words": F(1), "items": F(1), "difficulty": F("5.1")}, "Difficulty is between 1 and 5."),
        ({"words": F(1), "items": F(1), "pilot": (F(4), F(5))}, "A pilot needs at least 3 testers; here are 2."),
        ({"words": F(1), "items": F(1), "pilot": (F(4), F(5), F(0))}, "A tester's minutes are more than 0."),
    ],
)
def test_figures_that_cannot_be_are_told(figures, said) -> None:
    with pytest.raises(BadInputs) as caught:
        Inputs(**figures)
    assert caught.value.problems == (said,)


def test_a_rating_is_the_median_of_at_least_two() -> None:
    assert rated([F(2), F(4), F(3)]) == 3
    assert rated([F(2), F(3)]) == F("2.5")
    with pytest.raises(BadInputs, match="here are 1"):
        rated([F(3)])


@pytest.mark.parametrize(
    ("before", "after", "void"),
    [(60, 66, False), (60, "66.01", True), (60, 59, True), (74, 67, False), (80, 73, True), (80, 80, False)],
)
def test_a_designation_falls_by_a_tenth_or_a_step(before, after, void) -> None:
    assert needs_new_designation(F(before), F(after)) is void


figures = st.fractions(min_value=0, max_value=200_000, max_denominator=1000)
ratings = st.fractions(min_value=1, max_value=5, max_denominator=10)
testers = st.lists(
    st.fractions(min_value="0.1", max_value=900, max_denominator=10), min_size=FEWEST_TESTERS, max_size=9
)


@given(figures, st.integers(0, 400), ratings, figures, st.one_of(st.just([]), testers), st.integers(0, 12))
def test_no_method_passes_what_it_counts(words, items, rating, labs, pilot, per_credit) -> None:
    worked = calculate(Inputs(words, F(items), rating, labs, tuple(pilot)), per_credit=per_credit)
    assert worked.minutes is not None
    assert worked.credit is not None
    assert worked.capped is not None
    assert worked.by_words is not None
    for hours in (worked.credit, worked.by_words, worked.capped):
        assert hours >= 0
        assert (hours / STEP).denominator == 1
    assert worked.credit * 60 <= worked.minutes < (worked.credit + STEP) * 60
    assert worked.capped <= worked.credit
    assert worked.by_words <= worked.credit
    assert worked.capped * per_credit <= items or not per_credit
    tried = worked.of("pilot").minutes
    assert tried is None or worked.minutes <= tried


@given(figures)
def test_rounding_is_down_and_by_less_than_a_quarter(minutes) -> None:
    assert 0 <= minutes - down(minutes) * 60 < 15


@given(st.integers(0, 400), st.integers(1, 12))
def test_a_question_more_never_lowers_the_cap(items, per_credit) -> None:
    assert cap_by_questions(F(items), per_credit) <= cap_by_questions(F(items + 1), per_credit)
