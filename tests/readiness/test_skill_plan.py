"""What a rating leads to: gaps, days offered, when to rate again, what changed, and what cannot be taken."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.skill_plan import (
    Compared,
    compare,
    due_dates,
    gaps,
    occasion_of,
    rate_now,
    rating_problems,
    task_problem,
)

TODAY = date(2026, 5, 4)
START = date(2026, 6, 15)
SKILLS = ("a", "b", "c")


@pytest.mark.parametrize(
    ("own", "seen", "before", "gap", "apart", "change"),
    [
        (None, None, None, False, False, None),
        (1, None, None, True, False, None),
        (2, None, 1, False, False, None),
        (3, 1, None, True, True, None),
        (0, 2, 1, False, True, 1),
        (2, 1, 1, True, False, 0),
        (2, 2, 3, False, False, -1),
    ],
)
def test_a_supervisors_rating_goes_before_ones_own(own, seen, before, gap, apart, change) -> None:
    row = Compared("a", own, seen, before)
    assert (row.gap, row.apart, row.change) == (gap, apart, change)


levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 3))


@given(own=levels, seen=levels, before=levels)
def test_gaps_are_what_counts_below_alone_lowest_first(own, seen, before) -> None:
    rows = compare(SKILLS, own, seen, before)
    assert [row.skill_id for row in rows] == list(SKILLS)
    counted = {each: seen.get(each, own.get(each)) for each in SKILLS}
    found = gaps(rows)
    assert {row.skill_id for row in found} == {
        each for each, level in counted.items() if level is not None and level < 2
    }
    assert [counted[row.skill_id] for row in found] == sorted(counted[row.skill_id] for row in found)


@pytest.mark.parametrize(
    ("start", "days"),
    [(START, (14, 21, 28)), (TODAY + timedelta(days=20), (14, 20, 20)), (TODAY + timedelta(days=6), (14, 21, 28)),
     (TODAY - timedelta(days=90), (14, 21, 28))],
)  # fmt: skip
def test_days_are_offered_a_week_apart_up_to_the_start_date(start, days) -> None:
    assert due_dates(3, TODAY, start) == tuple(TODAY + timedelta(days=each) for each in days)


@pytest.mark.parametrize(
    ("start", "rated", "today", "due"),
    [
        (START, (), TODAY, "start"),
        (START, ("start",), TODAY, None),
        (START, ("between",), TODAY, None),
        (START, ("start",), date(2026, 12, 14), None),
        (START, ("start",), date(2026, 12, 15), "six months"),
        (START, (), date(2026, 12, 15), "six months"),
        (START, ("start", "six months"), date(2027, 1, 4), None),
        (date(2026, 8, 31), ("start",), date(2027, 2, 27), None),
        (date(2026, 8, 31), ("start",), date(2027, 2, 28), "six months"),
        (date(2024, 2, 29), ("start",), date(2024, 8, 29), "six months"),
    ],
)
def test_ratings_are_due_at_the_start_and_after_six_calendar_months(start, rated, today, due) -> None:
    assert rate_now(start, rated, today) == due
    assert occasion_of(start, rated, today) == (due or "between")


@pytest.mark.parametrize(
    ("given_levels", "words", "whole", "wrong"),
    [
        ({"a": 0, "b": 3}, "", False, []),
        ({"a": 0, "b": 3}, "", True, ["c"]),
        ({"a": 0, "b": 3, "c": 1}, "", True, []),
        ({"a": 4}, "", False, ["a"]),
        ({"z": 1}, "", False, ["z"]),
        ({}, "x" * 1001, False, ["words"]),
    ],
)
def test_ratings_that_cannot_be_kept(given_levels, words, whole, wrong) -> None:
    assert list(rating_problems(given_levels, SKILLS, words, whole=whole)) == wrong


@pytest.mark.parametrize(
    ("kind", "what", "due", "field"),
    [
        ("course", "", TODAY, None),
        ("practice", "A first call", TODAY, None),
        ("practice", " ", TODAY, "what"),
        ("shadowing", "x" * 301, TODAY, "what"),
        ("lunch", "x", TODAY, "kind"),
        ("course", "", None, "due_on"),
        ("course", "", TODAY - timedelta(days=1), "due_on"),
    ],
)
def test_tasks_that_cannot_be_set(kind, what, due, field) -> None:
    problem = task_problem(kind, what, due, TODAY)
    assert (problem[0] if problem else None) == field
