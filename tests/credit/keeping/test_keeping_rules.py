"""For how long, until when, from when: the days of what is kept around credit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.credit.keeping.rules import answer_due, birth_day, kept_until, over, survey_due

DAYS = st.dates(date(2020, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("completed", "ended", "until"),
    [
        (date(2026, 5, 4), date(2026, 5, 4), date(2033, 5, 4)),
        (date(2026, 5, 4), date(2029, 1, 1), date(2036, 1, 1)),
        (date(2029, 1, 2), date(2029, 1, 1), date(2036, 1, 2)),
        (date(2028, 2, 29), date(2026, 1, 1), date(2035, 3, 1)),
        (date(2026, 5, 4), None, None),
    ],
)
def test_seven_years_after_the_later_day(completed: date, ended: date | None, until: date | None) -> None:
    assert kept_until(completed, ended) == until
    if until is not None:
        assert not over(completed, ended, until)
        assert over(completed, ended, until + timedelta(days=1))


@given(DAYS, st.none() | DAYS, DAYS)
def test_nothing_is_over_within_seven_years_of_either_day(completed: date, ended: date | None, today: date) -> None:
    if over(completed, ended, today):
        assert ended is not None
        for day in (completed, ended):
            assert (today - day).days >= 7 * 365


def test_thirty_days_to_answer() -> None:
    assert answer_due(date(2026, 5, 4)) == date(2026, 6, 3)


@pytest.mark.parametrize(("days", "due"), [(59, False), (60, True), (90, True), (91, False), (-1, False)])
def test_a_survey_is_due_from_sixty_days_to_ninety(days: int, due: bool) -> None:
    assert survey_due(date(2026, 5, 4), date(2026, 5, 4) + timedelta(days=days)) is due


@given(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_every_day_of_a_year_is_a_day_of_birth(day: date) -> None:
    assert birth_day(str(day.month), str(day.day)) == f"{day:%m-%d}"


@given(st.text(max_size=4), st.text(max_size=4))
def test_what_is_kept_has_five_characters_and_no_year(month: str, day: str) -> None:
    kept = birth_day(month, day)
    assert kept is None or (len(kept) == 5 and 1 <= int(month) <= 12 and 1 <= int(day) <= 31)
