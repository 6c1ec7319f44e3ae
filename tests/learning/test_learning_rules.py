"""Progress: nothing is done when there is nothing to do; each requirement counts once; doing more never shows less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning.rules import Done, progress

DAY = date(2026, 5, 4)
NAMES = ("lesson-a", "lesson-b", "case", "test", "extra")
MINUTES = dict(zip(NAMES, (30, 20, 25, 15, 10), strict=True))


def done(*names: str, earned: int | None = None) -> list[Done]:
    return [
        Done(name, DAY + timedelta(days=at), MINUTES[name] if earned is None else earned)
        for at, name in enumerate(names)
    ]


def test_c61_an_empty_set_is_never_complete() -> None:
    empty = progress((), MINUTES, done("lesson-a"))
    assert not empty.complete
    assert (empty.minutes_required, empty.minutes_done, empty.next_id, empty.finished_on) == (0, 0, None, None)


@pytest.mark.parametrize(
    ("finished", "required", "earned", "next_id"),
    [
        ((), 75, 0, "lesson-a"),
        (("lesson-a",), 75, 30, "lesson-b"),
        (("lesson-b", "case"), 75, 45, "lesson-a"),
        (("lesson-a", "lesson-b", "case"), 75, 75, None),
        (("extra", "test"), 75, 0, "lesson-a"),
    ],
)
def test_the_next_step_is_the_first_that_is_open(
    finished: tuple[str, ...], required: int, earned: int, next_id: str | None
) -> None:
    made = progress(NAMES[:3], MINUTES, done(*finished))
    assert (made.minutes_required, made.minutes_done, made.next_id) == (required, earned, next_id)
    assert made.complete is (next_id is None)


def test_the_last_day_is_the_day_of_the_last_required_part() -> None:
    finished = done("lesson-b", "lesson-a", "extra")
    assert progress(NAMES[:2], MINUTES, finished).finished_on == DAY + timedelta(days=1)


def test_c47_what_was_done_keeps_the_minutes_of_its_day() -> None:
    made = progress(NAMES[:2], MINUTES, done("lesson-a", earned=50))
    assert (made.minutes_done, made.minutes_required) == (50, 70)


def test_c22_only_what_is_required_counts() -> None:
    made = progress(NAMES[:2], MINUTES, done("lesson-a", "lesson-b", "test", "extra"))
    assert (made.minutes_done, made.minutes_required, made.complete) == (50, 50, True)


required = st.lists(st.sampled_from(NAMES), max_size=8)
finished = st.lists(st.sampled_from(NAMES), max_size=5, unique=True)


@given(required, finished)
def test_each_requirement_counts_once_however_often_it_is_asked(wanted: list[str], names: list[str]) -> None:
    made = progress(wanted, MINUTES, done(*names))
    assert made == progress(list(dict.fromkeys(wanted)), MINUTES, done(*names))
    assert made.minutes_required == sum(MINUTES[each] for each in set(wanted))
    assert 0 <= made.minutes_done <= made.minutes_required


@given(required, finished, st.sampled_from(NAMES))
def test_one_more_done_never_shows_less(wanted: list[str], names: list[str], more: str) -> None:
    before = progress(wanted, MINUTES, done(*names))
    after = progress(wanted, MINUTES, done(*dict.fromkeys([*names, more])))
    assert after.minutes_done >= before.minutes_done
    assert after.complete or not before.complete
