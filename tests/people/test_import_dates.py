"""Dates as spreadsheets write them: one day only, or not taken."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.people.importing.rules.dates import BadDate, Order, is_ambiguous, read_date

DAYS = st.dates(date(2000, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-05-04", Order.UNSAID, date(2026, 5, 4)),
        ("2026/5/4", Order.UNSAID, date(2026, 5, 4)),
        ("2026-05-04 00:00:00", Order.UNSAID, date(2026, 5, 4)),
        ("13/05/2026", Order.UNSAID, date(2026, 5, 13)),
        ("05/13/2026", Order.UNSAID, date(2026, 5, 13)),
        ("05.05.2026", Order.UNSAID, date(2026, 5, 5)),
        ("04/05/2026", Order.DAY_FIRST, date(2026, 5, 4)),
        ("04/05/2026", Order.MONTH_FIRST, date(2026, 4, 5)),
        ("4 May 2026", Order.UNSAID, date(2026, 5, 4)),
        ("04-May-2026", Order.UNSAID, date(2026, 5, 4)),
        ("May 4, 2026", Order.UNSAID, date(2026, 5, 4)),
        ("4 Sept. 2026", Order.UNSAID, date(2026, 9, 4)),
    ],
)
def test_dates(text: str, order: Order, day: date) -> None:
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "words"),
    [
        ("04/05/2026", Order.UNSAID, "4 May or 5 April"),
        ("05/13/2026", Order.DAY_FIRST, "no such day"),
        ("13/05/2026", Order.MONTH_FIRST, "no such day"),
        ("04/05/26", Order.DAY_FIRST, "four digits"),
        ("46146", Order.UNSAID, "number Excel keeps"),
        ("46146.5", Order.UNSAID, "number Excel keeps"),
        ("1999-12-31", Order.UNSAID, "between 2000 and 2200"),
        ("soon", Order.UNSAID, "not a date"),
        ("4 Mae 2026", Order.UNSAID, "no such day"),
    ],
)
def test_dates_that_are_not_taken(text: str, order: Order, words: str) -> None:
    with pytest.raises(BadDate, match=words):
        read_date(text, order)


@given(DAYS)
def test_a_date_is_never_taken_for_another(day: date) -> None:
    text = f"{day.day:02}/{day.month:02}/{day.year}"
    assert read_date(text, Order.DAY_FIRST) == day
    assert read_date(day.isoformat()) == day
    if is_ambiguous(text):
        with pytest.raises(BadDate):
            read_date(text)
    else:
        assert read_date(text) == day
