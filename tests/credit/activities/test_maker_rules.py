"""How long a disclosure and a review hold: to the day, over leap days, the same before designating and before a claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.activities.rules.makers import review_due, undisclosed, unmitigated


@dataclass(frozen=True)
class Maker:
    name: str
    disclosed_on: date | None
    mitigated: bool = True


@pytest.mark.parametrize(
    ("disclosed_on", "today", "wanted"),
    [
        (None, date(2026, 5, 4), ["Ada"]),
        (date(2024, 5, 4), date(2026, 5, 4), []),
        (date(2024, 5, 3), date(2026, 5, 4), ["Ada"]),
        (date(2024, 2, 29), date(2026, 2, 28), []),
        (date(2022, 2, 28), date(2024, 2, 29), []),
        (date(2022, 2, 27), date(2024, 2, 29), ["Ada"]),
    ],
)
def test_a_disclosure_holds_for_24_months(disclosed_on: date | None, today: date, wanted: list[str]) -> None:
    assert undisclosed([Maker("Ada", disclosed_on), Maker("Ben", today)], today) == wanted


def test_those_with_something_left_open_are_named() -> None:
    assert unmitigated([Maker("Ada", None, mitigated=False), Maker("Ben", None)]) == ["Ada"]


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)))
def test_a_review_holds_three_years_to_the_same_day_or_the_28th(day: date) -> None:
    found = review_due(day)
    assert (found.year, found.month) == (day.year + 3, day.month)
    assert found.day == day.day or (day.day, found.day) == (29, 28)


@given(st.dates(date(1904, 1, 1), date(2900, 1, 1)), st.integers(0, 1500))
def test_whoever_disclosed_later_is_named_no_earlier(today: date, days: int) -> None:
    earlier, later = Maker("A", today - timedelta(days=days)), Maker("A", today - timedelta(days=days // 2))
    assert len(undisclosed([later], today)) <= len(undisclosed([earlier], today))
