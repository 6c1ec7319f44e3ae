"""The working of coverage adds up to the days that the rule found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.leave import Pause
from lms.readiness.rules.coverage import stretches
from lms.readiness.rules.coverage_working import coverage_working
from lms.readiness.rules.holding import Holding
from tests.readiness.opening.test_coverage_rules import FIRST, LAST, MARISOL, TEDDY, day, people


@pytest.mark.parametrize(
    ("holdings", "holders", "days"),
    [
        ([], (), "3 May 2027 to 31 October 2027: 182 days − 182 with nobody = 0 with somebody."),
        (
            [MARISOL, TEDDY],
            (
                "Marisol: from 3 May 2027 on, with no last day planned.",
                "Teddy: from 1 July 2027 on, with no last day planned.",
            ),
            "3 May 2027 to 31 October 2027: 182 days − 0 with nobody = 182 with somebody. On 123 of those with somebody there are two or more.",
        ),
        (
            [Holding("a", "Marisol", "bhcm", day(1, 4), day(8, 31), (Pause(day(6, 1), day(6, 30)), Pause(day(8, 30), None)))],
            ("Marisol: from 4 January 2027 to 31 August 2027, on leave from 1 June 2027 to 30 June 2027 and from 30 August 2027 on, with no end yet.",),
            "3 May 2027 to 31 October 2027: 182 days − 93 with nobody = 89 with somebody.",
        ),
    ],
)  # fmt: skip
def test_in_words(holdings: list[Holding], holders: tuple[str, ...], days: str) -> None:
    found = coverage_working(holdings, stretches(holdings, FIRST, LAST))
    assert (found.holders, found.days) == (holders, days)


def test_of_no_days_at_all() -> None:
    assert coverage_working([MARISOL], ()).days == "There are no days to look at."


@given(st.lists(people, max_size=3, unique_by=lambda each: each.name))
def test_the_days_are_those_on_which_somebody_is_there(holdings: list[Holding]) -> None:
    every = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    there = [sum(each.there_on(when) for each in holdings) for when in every]
    said = coverage_working(holdings, stretches(holdings, FIRST, LAST)).days
    assert f" − {there.count(0)} with nobody = {sum(map(bool, there))} with somebody." in said
    assert (f" On {sum(each > 1 for each in there)} of those" in said) is any(each > 1 for each in there)


def test_a_day_stands_for_itself() -> None:
    one = date(2027, 5, 3)
    assert coverage_working([MARISOL], stretches([MARISOL], one, one)).days.startswith(
        "3 May 2027 to 3 May 2027: 1 day −"
    )
