"""When a request for erasure is due, how it stands in words, and what stands in the way of an answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.erasure.rules import (
    ANSWERED,
    DAYS,
    OUTCOMES,
    OWN,
    WORDS,
    answer_by,
    days_problem,
    in_the_way,
    is_late,
    left_words,
)

MAY = date(2026, 5, 4)


@pytest.mark.parametrize(
    ("days", "due"),
    [(None, date(2026, 6, 3)), (1, date(2026, 5, 5)), (30, date(2026, 6, 3)), (45, date(2026, 6, 18))],
)
def test_the_day_to_answer(days: int | None, due: date) -> None:
    assert answer_by(MAY, days) == due


@pytest.mark.parametrize(
    ("days", "fits"), [(None, False), (-1, False), (0, False), (1, True), (DAYS, True), (365, True), (366, False)]
)
def test_a_number_of_days(days: int | None, fits: bool) -> None:
    assert (days_problem(days) is None) is fits


@pytest.mark.parametrize(
    ("left", "words"),
    [(12, "in 12 days"), (2, "in 2 days"), (1, "tomorrow"), (0, "today"), (-1, "1 day late"), (-9, "9 days late")],
)
def test_how_long_there_is(left: int, words: str) -> None:
    due = MAY + timedelta(days=left)
    assert (left_words(due, MAY), is_late(due, MAY)) == (words, left < 0)


@pytest.mark.parametrize(
    ("outcome", "own", "holds", "why"),
    [
        (None, False, (), None),
        (None, True, (), OWN),
        (None, True, ("A suit",), OWN),
        (None, False, ("A suit",), "A suit"),
        (None, False, ("A suit", "An audit"), "A suit; An audit"),
        *((outcome, own, ("A suit",), ANSWERED) for outcome in OUTCOMES for own in (True, False)),
    ],
)
def test_what_stands_in_the_way(outcome, own: bool, holds: tuple[str, ...], why: str | None) -> None:
    found = in_the_way(outcome=outcome, own=own, holds=holds)
    assert found is None if why is None else why in str(found)


def test_every_outcome_has_words() -> None:
    assert set(WORDS) == set(OUTCOMES)


@given(st.dates(max_value=date(9000, 1, 1)), st.one_of(st.none(), st.integers(1, 365)))
def test_a_request_is_late_from_the_day_after(asked: date, days: int | None) -> None:
    due = answer_by(asked, days)
    assert not is_late(due, due)
    assert is_late(due, due + timedelta(days=1))
    assert due > asked
