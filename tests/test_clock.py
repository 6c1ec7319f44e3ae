"""A clock for another day shows that day, at the hour it is, whatever changes to summer time lie between."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.clock import Clock

ZONES = ("America/Chicago", "America/New_York", "Pacific/Honolulu", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC")
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@given(INSTANTS, DAYS, st.sampled_from(ZONES))
def test_today_is_the_day_that_was_asked_for(now: datetime, day: date, zone: str) -> None:
    shifted = now + Clock.as_of(day, zone, now).shift
    assert shifted.astimezone(ZoneInfo(zone)).date() == day


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 27, 5, 24, tzinfo=UTC), date(2026, 5, 4)),
        (datetime(2026, 7, 1, 4, 30, tzinfo=UTC), date(2026, 12, 24)),
        (datetime(2026, 11, 27, 18, 0, tzinfo=UTC), date(2026, 5, 4)),
    ],
    ids=["winter, an hour before midnight", "summer, half past eleven at night", "noon"],
)
def test_the_hour_on_the_wall_is_the_same(now: datetime, day: date) -> None:
    place = ZoneInfo("America/Chicago")
    there = (now + Clock.as_of(day, "America/Chicago", now).shift).astimezone(place)
    assert (there.date(), there.time()) == (day, now.astimezone(place).time())


def test_it_runs_on() -> None:
    clock = Clock.as_of(date(2026, 5, 4), "America/Chicago")
    assert clock.fixed is None
    assert clock.today("America/Chicago") == date(2026, 5, 4)
    assert clock.now() <= clock.now()
