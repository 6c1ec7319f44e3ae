"""The pictures: every coordinate inside, no words on top of each other, and a text that says all of it."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.web.charts import (
    TimelineChart,
    TimelineData,
    day_text,
    describe,
    minutes_text,
    score_chart,
    timeline_chart,
)

SHAPES = ("wide", "page", "thin")
OPENS, START = date(2026, 2, 4), date(2026, 5, 4)
EARNED = tuple(
    (OPENS + timedelta(days=after), minutes)
    for after, minutes in ((8, 60), (14, 75), (20, 90), (26, 150), (31, 120), (36, 120), (44, 150))
)
MARISOL = TimelineData(
    today=date(2026, 3, 23),
    opens=OPENS,
    start=START,
    required_minutes=27 * 60,
    earned=EARNED,
    standing="on track",
    forecast=date(2026, 4, 30),
    needed_minutes_per_week=145,
    own_minutes_per_week=160,
    level="all seven modules",
)


def drawn(data: TimelineData, shape: str = "wide") -> TimelineChart:
    chart = timeline_chart(data, shape)
    assert chart is not None
    return chart


def words(chart: TimelineChart) -> str:
    return " | ".join(label.text for label in chart.labels)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_picture_of_someone_on_track(shape: str) -> None:
    chart = drawn(MARISOL, shape)
    assert chart.now == chart.done[-1] == chart.needed[0] == chart.own[0]
    assert chart.forecast is not None
    assert chart.forecast[0] < chart.pin[0], "early: the diamond stands before the pin"
    assert len(chart.room) == 4
    assert chart.beyond is None
    assert re.search(r"Today, 23 Mar.* 12 h 45", words(chart))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("days", [-3, -1, 0, 1, 3, 19])
def test_words_of_forecast_and_start_keep_apart(shape: str, days: int) -> None:
    chart = drawn(replace(MARISOL, forecast=START + timedelta(days=days)), shape)
    assert "4 May" in words(chart)
    assert day_text(START + timedelta(days=days), short=True) in words(chart)
    assert not any(a.box.meets(b.box) for a, b in combinations(chart.labels, 2))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_late_forecast_stands_after_the_pin_and_leaves_no_room(shape: str) -> None:
    chart = drawn(replace(MARISOL, standing="at risk", forecast=date(2026, 5, 23)), shape)
    assert chart.forecast is not None
    assert chart.forecast[0] > chart.pin[0]
    assert chart.room == ()


@pytest.mark.parametrize("shape", SHAPES)
def test_a_forecast_far_away_ends_in_an_arrow_with_its_date(shape: str) -> None:
    chart = drawn(replace(MARISOL, standing="at risk", forecast=date(2027, 3, 1)), shape)
    assert chart.forecast is None
    assert chart.beyond == chart.own[-1]
    assert "1 Mar" in words(chart)
    assert "→" in words(chart)


def test_before_the_window_the_needed_pace_begins_when_it_opens() -> None:
    chart = drawn(replace(MARISOL, today=date(2026, 1, 10), earned=(), forecast=None, standing="not open yet"))
    assert chart.now[0] < chart.window[0][0] == chart.needed[0][0]
    assert "Your window opens 4 February" in words(chart)


def test_a_today_far_before_the_window_is_held_at_the_edge_with_its_year() -> None:
    chart = drawn(replace(MARISOL, today=date(2025, 6, 10), earned=(), forecast=None, standing="not open yet"))
    assert chart.now[0] == chart.axis[0][0]
    assert "Today, 10 June 2025" in words(chart)


def test_after_the_start_no_pace_is_needed_any_more() -> None:
    chart = drawn(replace(MARISOL, today=date(2026, 5, 11), forecast=date(2026, 6, 1), standing="overdue"))
    assert chart.needed == ()
    assert chart.now[0] > chart.pin[0]
    assert "you started" in words(chart)


def test_nothing_done_lies_on_the_axis_and_says_so() -> None:
    chart = drawn(replace(MARISOL, earned=(), forecast=None, own_minutes_per_week=None, standing="not started"))
    assert {y for _, y in chart.done} == {chart.axis[0][1]}
    assert "nothing done yet" in words(chart)


def test_all_done_reaches_the_level_and_draws_no_paces() -> None:
    chart = drawn(replace(MARISOL, earned=(*EARNED, (date(2026, 3, 20), 5000)), forecast=None, standing="ready"))
    assert chart.now[1] == chart.level[0][1]
    assert chart.needed == chart.own == chart.room == ()
    assert "All required work is done." in chart.title


def test_work_of_the_future_does_not_count_today() -> None:
    assert replace(MARISOL, earned=(*EARNED, (date(2026, 3, 24), 60))).done_minutes == MARISOL.done_minutes == 765


@pytest.mark.parametrize(
    "changes",
    [{"opens": None}, {"start": None}, {"opens": None, "start": None}, {"required_minutes": 0}, {"opens": START}],
)
def test_without_a_window_or_work_there_is_no_picture(changes: dict) -> None:
    assert [timeline_chart(replace(MARISOL, **changes), shape) for shape in SHAPES] == [None, None, None]


def test_the_description_of_someone_on_track() -> None:
    assert describe(MARISOL) == (
        "Hours done by date. Training window 4 February 2026 to 4 May 2026. "
        "Today, 23 March 2026: 12 h 45 min of 27 h, all seven modules. You start on 4 May 2026. "
        "The pace needed is 2 h 25 min a week. "
        "At your own pace of 2 h 40 min a week the work is done on 30 April 2026, 4 days before the start date."
    )


@pytest.mark.parametrize(
    ("forecast", "ending"),
    [
        (START, ", on the start date."),
        (date(2026, 5, 5), ", 1 day after the start date."),
        (date(2026, 5, 3), ", 1 day before the start date."),
    ],
)
def test_the_description_counts_days(forecast: date, ending: str) -> None:
    assert describe(replace(MARISOL, forecast=forecast)).endswith(ending)


@pytest.mark.parametrize(
    ("minutes", "text", "short"),
    [
        (0, "0 min", "0 min"),
        (40, "40 min", "40 min"),
        (60, "1 h", "1 h"),
        (125, "2 h 5 min", "2 h 5"),
        (765, "12 h 45 min", "12 h 45"),
    ],
)
def test_minutes_in_words(minutes: int, text: str, short: str) -> None:
    assert (minutes_text(minutes), minutes_text(minutes, short=True)) == (text, short)


@st.composite
def timelines(draw: st.DrawFn) -> TimelineData:
    opens = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    start = opens + timedelta(days=draw(st.integers(1, 200)))
    today = draw(st.dates(opens - timedelta(days=500), start + timedelta(days=700)))
    earned = draw(
        st.lists(
            st.tuples(st.dates(opens - timedelta(days=300), start + timedelta(days=300)), st.integers(0, 600)),
            max_size=12,
        )
    )
    later = draw(st.none() | st.integers(0, 1500))
    return TimelineData(
        today=today,
        opens=opens,
        start=start,
        required_minutes=draw(st.integers(1, 3000)),
        earned=tuple(earned),
        standing="on track",
        forecast=None if later is None else today + timedelta(days=later),
        needed_minutes_per_week=draw(st.none() | st.integers(0, 5000)),
        own_minutes_per_week=draw(st.none() | st.integers(0, 5000)),
        level=draw(st.sampled_from(["", "all seven modules", "what is published of Module 1"])),
        own=draw(st.booleans()),
    )


@given(timelines(), st.sampled_from(SHAPES))
def test_every_coordinate_is_finite_and_inside(data: TimelineData, shape: str) -> None:
    chart = drawn(data, shape)
    lines = (chart.axis, chart.window, chart.level, chart.room, chart.needed, chart.own, chart.done)
    points = [point for line in lines for point in line] + [chart.now, chart.pin]
    points += [point for point in (chart.forecast, chart.beyond) if point] + [(tick.x, 0.0) for tick in chart.ticks]
    for x, y in points:
        assert math.isfinite(x)
        assert math.isfinite(y)
        assert 0 <= x <= chart.width
        assert 0 <= y <= chart.height


@given(timelines(), st.sampled_from(SHAPES))
def test_the_line_of_work_done_only_ever_climbs(data: TimelineData, shape: str) -> None:
    chart = drawn(data, shape)
    assert chart.done[-1] == chart.now
    for (x1, y1), (x2, y2) in pairwise(chart.done):
        assert x1 <= x2
        assert y1 >= y2


@given(timelines(), st.sampled_from(SHAPES))
def test_labels_are_inside_and_apart_and_the_three_that_matter_are_there(data: TimelineData, shape: str) -> None:
    chart = drawn(data, shape)
    assert all(label.box.within(chart.width, chart.height) for label in chart.labels)
    boxes = [label.box for label in chart.labels]
    for a, b in combinations(boxes, 2):
        overlap = a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom
        assert not overlap, words(chart)
    said = words(chart)
    assert f"Today, {day_text(data.today, short=True)}" in said
    assert data.start is not None
    assert day_text(data.start, short=True) in said
    if chart.own:
        assert day_text(data.forecast, short=True) in said


@given(timelines(), st.sampled_from(SHAPES))
def test_the_text_alternative_holds_every_number_and_date_of_the_labels(data: TimelineData, shape: str) -> None:
    chart = drawn(data, shape)
    for label in chart.labels:
        for figure in re.findall(r"\d+ h \d+|\d+ h|\d+ min|\d+ [A-Z][a-z]+|\d{4}", label.text):
            assert figure in chart.title


def test_scores_of_a_case_fall_to_the_right_when_they_get_better() -> None:
    chart = score_chart("PHQ-9", [(9, 15), (0, 18), (2, 17)], 9)
    assert chart is not None
    assert [x for x, _ in chart.points] == sorted(x for x, _ in chart.points)
    assert [y for _, y in chart.points] == sorted(y for _, y in chart.points)
    assert (
        chart.title
        == "PHQ-9 scores: 18 at week 0, 17 at week 2, 15 at week 9. The target is 9, half of the first score."
    )
    assert [label.text for label in chart.labels] == ["18", "week 0", "15", "week 9", "half of first score, 9"]


def test_one_score_is_one_dot_and_none_is_no_picture() -> None:
    single = score_chart("PHQ-9", [(0, 18)])
    assert single is not None
    assert (len(single.points), single.target) == (1, ())
    assert score_chart("PHQ-9", []) is None


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 27)), min_size=1, max_size=15, unique_by=lambda pair: pair[0]
    ),
    st.none() | st.integers(0, 27),
)
def test_scores_stay_inside_their_drawing(scores: list[tuple[int, int]], target: int | None) -> None:
    chart = score_chart("PHQ-9", scores, target)
    assert chart is not None
    assert all(0 <= x <= chart.width and 0 <= y <= chart.height for x, y in (*chart.points, *chart.target))
    assert all(label.box.within(chart.width, chart.height) for label in chart.labels)
    assert all(str(score) in chart.title for _, score in scores)
