"""Counts by clinic, role, cohort and standing: every role once, sums that add up, months that end when they end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.readiness.rules import RANKS, Filter, read_filter
from lms.readiness.rules.counts import (
    BANDS,
    Cell,
    Counted,
    Month,
    Wanted,
    added,
    band_of,
    by_band,
    by_standing,
    cohort_of,
    cohort_words,
    held_at_end_of,
    last_month_over,
    missing,
    month_end,
    month_ends,
    read_cohort,
    tally,
    total,
)
from lms.readiness.rules.words import month_words

DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
HELD = st.builds(
    Counted,
    clinic_id=st.sampled_from(["mill", "north", "harbour"]),
    role=st.sampled_from(["bhcm", "pcp", "clerical"]),
    start_date=st.dates(date(2026, 11, 1), date(2027, 3, 31)),
    standing=st.sampled_from(sorted(RANKS)),
)


def test_each_standing_lies_in_one_band() -> None:
    assert sorted(word for words in BANDS.values() for word in words) == sorted(RANKS)
    assert {band_of(word) for word in RANKS} == set(BANDS)


@settings(max_examples=200)
@given(st.lists(HELD, max_size=40))
def test_sums_equal_the_roles_given_and_each_counts_once(held: list[Counted]) -> None:
    cells = tally(held)
    assert total(cells) == len(held)
    assert all(each.number > 0 for each in cells)
    assert len({(each.clinic_id, each.role, each.cohort, each.standing) for each in cells}) == len(cells)
    assert sum(by_standing(cells).values()) == sum(by_band(cells).values()) == len(held)
    assert list(by_standing(cells)) == sorted(RANKS, key=lambda word: RANKS[word])
    for each in held:
        where = Wanted(each.clinic_id, each.role, cohort_of(each.start_date), each.standing)
        assert total(where.of(cells)) == sum(
            (one.clinic_id, one.role, cohort_of(one.start_date), one.standing)
            == (where.clinic, where.role, where.cohort, where.standing)
            for one in held
        )


@settings(max_examples=100)
@given(st.lists(HELD, max_size=30), st.lists(HELD, max_size=30))
def test_two_counts_put_together_are_the_count_of_both(first: list[Counted], second: list[Counted]) -> None:
    assert added((*tally(first), *tally(second))) == tally([*first, *second])


def test_what_is_asked_for() -> None:
    may = date(2027, 5, 1)
    one, other = Cell("mill", "bhcm", may, "ready", 2), Cell("north", "pcp", date(2027, 6, 1), "overdue", 1)
    assert not Wanted().narrows
    assert Wanted().of((one, other)) == (one, other)
    for wanted in (Wanted(clinic="mill"), Wanted(role="bhcm"), Wanted(cohort=may), Wanted(standing="ready")):
        assert wanted.narrows
        assert wanted.of((one, other)) == (one,)


@pytest.mark.parametrize(
    ("day", "end", "over"),
    [
        (date(2028, 2, 1), date(2028, 2, 29), date(2028, 1, 31)),
        (date(2028, 2, 29), date(2028, 2, 29), date(2028, 1, 31)),
        (date(2028, 3, 1), date(2028, 3, 31), date(2028, 2, 29)),
        (date(2027, 3, 1), date(2027, 3, 31), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2026, 12, 31), date(2026, 11, 30)),
        (date(2027, 1, 1), date(2027, 1, 31), date(2026, 12, 31)),
    ],
)
def test_months_end_on_their_last_day_and_are_over_on_the_next(day: date, end: date, over: date) -> None:
    assert month_end(day) == end
    assert last_month_over(day) == over


@given(DAYS)
def test_a_month_is_over_once_its_last_day_is(day: date) -> None:
    end = month_end(day)
    assert end.month == day.month
    assert (end + DAY).day == 1
    assert last_month_over(end + DAY) == end
    assert last_month_over(end) < day.replace(day=1)


@given(DAYS, st.integers(1, 30))
def test_month_ends_follow_one_another(last: date, number: int) -> None:
    ends = month_ends(last, number)
    assert len(ends) == number
    assert ends[-1] == month_end(last)
    assert all(month_end(before + DAY) == after for before, after in pairwise(ends))


DAY_ASKED = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("joined", "ended", "gone", "counts"),
    [
        (DAY_ASKED, None, None, True),
        (DAY_ASKED + DAY, None, None, False),
        (DAY_ASKED - DAY, DAY_ASKED + DAY, None, True),
        (DAY_ASKED - DAY, DAY_ASKED, None, False),
        (DAY_ASKED - DAY, DAY_ASKED - DAY, None, False),
        (DAY_ASKED - DAY, None, DAY_ASKED + DAY, True),
        (DAY_ASKED - DAY, None, DAY_ASKED, False),
        (DAY_ASKED - DAY, DAY_ASKED + DAY, DAY_ASKED - DAY, False),
    ],
)
def test_who_is_counted_at_the_end_of_a_day(joined: date, ended: date | None, gone: date | None, counts: bool) -> None:
    assert held_at_end_of(DAY_ASKED, joined_on=joined, ended_on=ended, gone_on=gone) is counts


@given(DAYS)
def test_a_cohort_written_is_read_again(day: date) -> None:
    cohort = cohort_of(day)
    assert cohort.day == 1
    assert read_cohort(cohort_words(cohort)) == cohort


@pytest.mark.parametrize(
    "text", ["", "2027", "2027-5", "2027-13", "2027-00", "1999-12", "2101-01", "２０２７-05", "may"]
)
def test_what_is_no_month_is_not_read(text: str) -> None:
    assert read_cohort(text) is None


def test_a_filter_asks_for_a_month_of_start() -> None:
    wanted, left_out = read_filter({"cohort": "2028-02"}, clinics=(), roles=())
    assert (wanted, left_out) == (Filter(cohort=date(2028, 2, 1)), ())
    assert wanted.narrows
    assert wanted.parameters() == {"cohort": "2028-02"}

    def fits(start: date) -> bool:
        return wanted.fits(clinic="", role="", standing="ready", start_date=start, name="", today=start)

    assert [fits(date(2028, 1, 31)), fits(date(2028, 2, 1)), fits(date(2028, 2, 29)), fits(date(2028, 3, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert read_filter({"cohort": "soon"}, clinics=(), roles=()) == (
        Filter(),
        ("The month of the start date must be one such as 2027-05.",),
    )


def test_a_month_says_which_clinics_it_lacks() -> None:
    month = Month(date(2027, 4, 30), ("mill",), ())
    assert missing(month, ["mill", "north"]) == ("north",)
    assert month_words(month.as_of) == "April 2027"
