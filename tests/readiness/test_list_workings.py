"""The workings of the short list and of spaced review say what the rules did."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms.learning.spaced.rules import first_due, next_due
from lms.people.leave import Pause
from lms.readiness.rules.first_working import first_working
from lms.readiness.rules.spaced_working import Given, question_working

TODAY = date(2027, 2, 1)
LEAVE = (Pause(date(2027, 2, 3), date(2027, 2, 9)),)


@pytest.mark.parametrize(
    ("start", "done", "pathway_open", "days", "place"),
    [
        (date(2027, 3, 3), False, True, "From 1 February 2027 to your start date, 3 March 2027: 30 days.", "30 days or more are left"),
        (date(2027, 3, 2), False, True, "From 1 February 2027 to your start date, 2 March 2027: 29 days.", "Fewer than 30 days are left"),
        (date(2027, 2, 2), False, True, "From 1 February 2027 to your start date, 2 February 2027: 1 day.", "Fewer than 30 days are left"),
        (TODAY, False, True, "Your start date, 1 February 2027, has come.", "Fewer than 30 days are left"),
        (date(2026, 1, 1), False, True, "Your start date, 1 January 2026, has come.", "Fewer than 30 days are left"),
        (TODAY, True, True, "Your start date, 1 February 2027, has come.", "Everything in it is done"),
        (TODAY, False, False, "Your start date, 1 February 2027, has come.", "Nothing of your pathway is open"),
    ],
)  # fmt: skip
def test_the_short_list(start: date, done: bool, pathway_open: bool, days: str, place: str) -> None:
    found = dict(first_working([(25, True), (40, done)], 5, start, TODAY, pathway_open=pathway_open))
    assert found["Time"] == "25 + 40 min of the course + 5 min for your clinic’s page = 1 h 10 min."
    left = "0 min" if done else "40 min"
    assert found["Left"] == f"65 min of the course − {65 if done else 25} done = {left}."
    assert found["Days"] == days
    assert found["Place"].startswith(place)


@pytest.mark.parametrize(
    ("position", "resting", "due"),
    [
        (0, (), "1 February 2027 + 1 day = 2 February 2027."),
        (4, (), "1 February 2027 + 1 day = 2 February 2027."),
        (5, (), "1 February 2027 + 2 days = 3 February 2027."),
        (5, LEAVE, "1 February 2027 + 2 days + 7 days of leave = 10 February 2027."),
        (0, (Pause(TODAY + timedelta(days=1), None),), "Leave without an end lies before it, so no day is known."),
    ],
)
def test_a_key_point_nobody_answered(position: int, resting: tuple[Pause, ...], due: str) -> None:
    day = first_due(TODAY, position, resting)
    found = dict(question_working(finished=TODAY, position=position, answers=(), due=day, recall=0.8512))
    assert found["Module"] == "Everything it requires was done on 1 February 2027."
    assert found["Due"].endswith(f"this one is number {position + 1}. {due}")
    assert "comes to 85 %" in found["Order"]


@pytest.mark.parametrize(
    ("resting", "due"),
    [
        ((), "1 February 2027 + 4 days = 5 February 2027."),
        (LEAVE, "1 February 2027 + 4 days + 7 days of leave = 12 February 2027."),
    ],
)
def test_a_key_point_that_was_answered(resting: tuple[Pause, ...], due: str) -> None:
    answers = (Given(date(2027, 1, 20), "again", 0, 1), Given(TODAY, "hard", 12, 4))
    day = next_due(TODAY, 4, resting)
    found = question_working(finished=date(2027, 1, 19), position=0, answers=answers, due=day, recall=None)
    assert found == (
        ("Answer of 20 January 2027", "Not the best answer, so it counts as forgotten. It comes back after 1 day."),
        ("Answer of 1 February 2027", "The best answer by a guess, so it counts as shaky, 12 days after the one before. It comes back after 4 days."),
        ("Due", due),
    )  # fmt: skip
