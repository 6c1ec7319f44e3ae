"""Months, pauses and local dates."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules import Pause, add_months, local_date
from lms.readiness.rules.dates import edges_of, free_day_after, free_days, pause_on, rests
from tests.readiness.roles import on

DATES = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2027-05-31", -3, "2027-02-28"),
        ("2028-05-31", -3, "2028-02-29"),
        ("2028-05-29", -3, "2028-02-29"),
        ("2027-05-29", -3, "2027-02-28"),
        ("2028-02-29", -3, "2027-11-29"),
        ("2028-02-29", 6, "2028-08-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", -12, "2027-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2027-03-31", -1, "2027-02-28"),
        ("2027-12-31", -1, "2027-11-30"),
        ("2027-01-15", -3, "2026-10-15"),
        ("2027-01-31", -1, "2026-12-31"),
        ("2027-12-01", 1, "2028-01-01"),
        ("2100-05-31", -3, "2100-02-28"),
        ("2000-05-31", -3, "2000-02-29"),
        ("2027-05-04", 0, "2027-05-04"),
    ],
)
def test_months_are_clamped(day: str, months: int, expected: str) -> None:
    assert add_months(on(day), months) == on(expected)


@pytest.mark.parametrize(("day", "months"), [("0001-01-31", -1), ("9999-12-01", 1)])
def test_no_date_outside_the_calendar(day: str, months: int) -> None:
    with pytest.raises(ValueError, match="year"):
        add_months(on(day), months)


@given(DATES, st.integers(-24, 24))
def test_months_keep_the_day_or_end_the_month(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        # Both days of change in the United States, on either side of local midnight.
        ("2027-03-14T04:59:59", "America/New_York", "03-13"),
        ("2027-03-14T05:00:00", "America/New_York", "03-14"),
        ("2027-03-15T03:59:59", "America/New_York", "03-14"),
        ("2027-03-15T04:00:00", "America/New_York", "03-15"),
        ("2027-11-07T03:59:59", "America/New_York", "11-06"),
        ("2027-11-07T04:00:00", "America/New_York", "11-07"),
        ("2027-11-08T04:59:59", "America/New_York", "11-07"),
        ("2027-11-08T05:00:00", "America/New_York", "11-08"),
        ("2027-05-04T09:59:59", "Pacific/Honolulu", "05-03"),
        ("2027-05-04T10:00:00", "Pacific/Honolulu", "05-04"),
        ("2027-05-03T09:59:59", "Pacific/Kiritimati", "05-03"),
        ("2027-05-03T10:00:00", "Pacific/Kiritimati", "05-04"),
        ("2027-05-03T23:59:59", "UTC", "05-03"),
        ("2028-02-29T04:30:00", "America/Chicago", "2028-02-28"),
        ("2028-02-29T06:30:00", "America/Chicago", "2028-02-29"),
        ("2027-05-03T18:15:00", "Asia/Kathmandu", "05-04"),
    ],
)
def test_c40_local_date_on_days_when_clocks_change(instant: str, zone: str, expected: str) -> None:
    assert local_date(datetime.fromisoformat(instant).replace(tzinfo=UTC), zone) == on(expected)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_date(datetime(2027, 5, 4, 12, 0), "UTC")  # noqa: DTZ001


def test_pauses_that_touch_are_one() -> None:
    pauses = (
        Pause(on("04-10"), on("04-12"), "b"),
        Pause(on("04-01"), on("04-05"), "a"),
        Pause(on("04-06"), on("04-08"), "a"),
    )
    assert rests(pauses) == (Pause(on("04-01"), on("04-08"), "a"), Pause(on("04-10"), on("04-12"), "b"))


def test_an_open_pause_swallows_what_follows() -> None:
    assert rests((Pause(on("04-01")), Pause(on("05-01"), on("05-02"), "trip"))) == (
        Pause(on("04-01"), date.max, "trip"),
    )


def test_edges() -> None:
    resting = rests((Pause(on("04-01"), on("04-05")), Pause(on("05-01"))))
    assert edges_of(resting) == (on("04-01"), on("05-01"), on("04-06"))


PAUSES = st.lists(
    st.tuples(st.integers(0, 80), st.one_of(st.none(), st.integers(0, 20))).map(
        lambda pair: Pause(
            on("01-01") + timedelta(days=pair[0]), None if pair[1] is None else on("01-01") + timedelta(days=sum(pair))
        )
    ),
    max_size=4,
)


@given(PAUSES, st.integers(-5, 90), st.integers(-5, 90))
def test_free_days_are_counted_one_by_one(pauses: list[Pause], first: int, last: int) -> None:
    resting = rests(pauses)
    start, end = on("01-01") + timedelta(days=first), on("01-01") + timedelta(days=last)
    days = [start + timedelta(days=step) for step in range(max(0, (end - start).days + 1))]
    assert free_days(start, end, resting) == sum(
        pause_on(day, pauses) is None for day in days if not _in_open(pauses, day)
    )


def _in_open(pauses: list[Pause], day: date) -> bool:
    return any(pause.last is None and pause.first <= day for pause in pauses)


@given(PAUSES, st.integers(-5, 90), st.integers(1, 60))
def test_the_nth_free_day_is_the_nth(pauses: list[Pause], offset: int, count: int) -> None:
    resting = rests(pauses)
    day = on("01-01") + timedelta(days=offset)
    found = free_day_after(day, count, resting)
    if found is None:
        opening = next(pause.first for pause in resting if pause.last == date.max)
        assert free_days(day + timedelta(days=1), opening - timedelta(days=1), resting) < count
    else:
        assert pause_on(found, resting) is None
        assert free_days(day + timedelta(days=1), found, resting) == count


def test_no_day_after_the_last() -> None:
    assert free_day_after(date(9999, 12, 30), 2, ()) is None
