"""Lanes: every coordinate inside, all on one scale, and words that say every date and number a lane shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.readiness.rules import RANKS, day_words, duration_words
from lms.web.examples import BEHIND
from lms.web.lanes import WIDTHS, describe, lane_of, scale_of, window_of

TODAY = BEHIND.as_of
near = st.dates(TODAY - timedelta(days=700), TODAY + timedelta(days=700))
rows = st.builds(
    lambda start, opens, due, forecast, done, standing: replace(
        BEHIND,
        start_date=start,
        opens_on=opens,
        due_date=due,
        forecast_date=forecast,
        minutes_done=done,
        standing=standing,
    ),
    near,
    st.none() | near,
    st.none() | near,
    st.none() | near,
    st.integers(0, 3000),
    st.sampled_from(sorted(RANKS)),
)


def drawn(*given_rows, shape: str = "wide"):
    scale = scale_of(given_rows, WIDTHS[shape])
    return [lane_of(each, scale) for each in given_rows]


def test_somebody_behind() -> None:
    (lane,) = drawn(BEHIND)
    assert lane.band is not None
    assert lane.late is not None
    assert (
        lane.band[0] < lane.done < lane.band[1] == lane.pin == lane.late[0] < lane.today < lane.forecast == lane.late[1]
    )
    assert lane.done == pytest.approx(lane.band[0] + (lane.band[1] - lane.band[0]) * 1410 / 1620, abs=0.1)
    assert lane.title == (
        "Priya Venkataraman: As of 23 March 2026; window 16 December 2025 to 16 March 2026; "
        "23 h 30 min of 27 h done, 87 percent; start date 16 March 2026; forecast 6 April 2026."
    )


def test_a_role_without_dates_has_a_pin_and_no_band() -> None:
    (lane,) = drawn(replace(BEHIND, opens_on=None, due_date=None, forecast_date=None, standing="ready"))
    assert (lane.band, lane.done, lane.late, lane.forecast, lane.beyond) == (None,) * 5
    assert lane.pin is not None
    assert "window" not in lane.title
    assert "no forecast" in lane.title


def test_continuing_education_shows_its_own_months() -> None:
    row = replace(BEHIND, standing="in continuing education", due_date=date(2026, 9, 16), forecast_date=None)
    assert window_of(row) == (date(2026, 3, 16), date(2026, 9, 16))
    (lane,) = drawn(row)
    assert lane.done is None
    assert lane.band[0] == lane.pin


def test_a_forecast_far_off_leaves_by_an_arrow() -> None:
    (lane,) = drawn(replace(BEHIND, forecast_date=TODAY + timedelta(days=900)))
    assert lane.forecast is None
    assert lane.beyond == WIDTHS["wide"] - 4


def test_the_same_day_stands_at_the_same_place_for_everybody() -> None:
    others = [replace(BEHIND, start_date=TODAY + timedelta(days=days), opens_on=None) for days in (10, 100, 200)]
    lanes = drawn(BEHIND, *others, replace(BEHIND, person="Somebody else"))
    assert len({lane.today for lane in lanes}) == 1
    assert lanes[0].pin == lanes[-1].pin
    assert lanes[0].pin < lanes[1].pin < lanes[2].pin < lanes[3].pin


@pytest.mark.parametrize("shape", WIDTHS)
@given(st.lists(rows, min_size=1, max_size=6))
@settings(deadline=None)
def test_everything_is_inside_and_in_the_order_of_days(shape: str, some) -> None:
    scale = scale_of(some, WIDTHS[shape])
    width = WIDTHS[shape]
    for row in some:
        lane = lane_of(row, scale)
        shown = [lane.today, *(lane.band or ()), lane.done, lane.pin, lane.forecast, *(lane.late or ()), lane.beyond]
        assert all(0 <= each <= width for each in shown if each is not None)
        assert lane.today is not None
        assert lane.forecast is None or lane.beyond is None
        if lane.pin is not None and lane.forecast is not None:
            assert (lane.pin < lane.forecast) <= (row.start_date < row.forecast_date)
        if lane.band and lane.done is not None:
            assert lane.band[0] <= lane.done <= lane.band[1]
    named = [tick.x for tick in scale.ticks if tick.text]
    assert all(after - before >= 29 for before, after in pairwise(named))
    assert all(each <= width - 29 for each in named)


@given(rows)
@settings(deadline=None)
def test_the_words_hold_every_number(row) -> None:
    said = describe(row)
    assert row.person in said
    for day in (row.as_of, row.start_date, row.forecast_date, *(window_of(row) or ())):
        assert day is None or day_words(day) in said
    if row.standing != "in continuing education":
        assert f"{duration_words(row.minutes_done)} of {duration_words(row.minutes_required)} done" in said
