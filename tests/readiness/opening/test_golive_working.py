"""The working of the go-live board says what the board did: the same things in the way, for the rule that fits first."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.golive import Expected, Requirement, State, board
from lms.readiness.rules.golive_working import board_working

TODAY, OPENING = date(2027, 3, 22), date(2027, 5, 3)
DAYS = st.none() | st.dates(TODAY - timedelta(days=10), OPENING + timedelta(days=20))
STATES = st.sampled_from(["done", "under way", "not started", "at risk", "missing"])


@st.composite
def requirements(draw: Any) -> Requirement:
    last = draw(DAYS)
    return Requirement(
        "one", "papers", "Agreement", cast("State", draw(STATES)), "", "", draw(DAYS), "", "", needed=draw(st.booleans()),
        expected=Expected(last, last),
    )  # fmt: skip


@given(st.lists(requirements(), max_size=5))
def test_the_working_says_of_each_what_the_board_did(found: list[Requirement]) -> None:
    made = board(found, OPENING, TODAY)
    shown = board_working(made)
    assert [each for each, _, _ in shown.rulings] == list(made.requirements)
    for each, blocks, text in shown.rulings:
        assert blocks is (each in made.in_the_way)
        says = ("stands in the way" in text) and "never" not in text and "not stand" not in text
        assert says is blocks, (each, text)
    steps = dict(shown.steps)
    assert f"{len(made.in_the_way)} in the way and {len(made.on_the_way)} on their way" in steps["Answer"]
    unknown = made.forecast.last is None
    assert steps["When it could be"].startswith("Not known") is unknown


def test_days_are_counted_after_today_up_to_and_including_the_first_day() -> None:
    def said(day: date) -> str:
        return dict(board_working(board([], OPENING, day)).steps)["Days left"]

    assert said(TODAY) == "From 23 March 2027 up to and including 3 May 2027: 42 days."
    assert said(OPENING) == "3 May 2027 is the first day."
    assert said(OPENING + timedelta(days=1)) == "The first day, 3 May 2027, was before 4 May 2027."
