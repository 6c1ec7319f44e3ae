"""Reported completions by rule: what a line may say, what becomes of it, and what it is called. Tables, and one property."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.acts.reported import quarters
from lms.learning.outside.reported.rules.columns import EMAIL, TRAINING
from lms.learning.outside.reported.rules.judging import ReportFact, judge, read_lines
from lms.learning.outside.reported.rules.lines import CompletionReader
from lms.learning.outside.reported.rules.words import change_words, state_of
from lms.people import addresses
from lms.people.importing.rules.columns import mapping_of
from lms.people.importing.rules.dates import Order
from lms.people.importing.rules.facts import Outcome, PersonFact, Plan
from lms.people.importing.rules.reading import Row, Sheet

HEADINGS = ("Learner email", "Course", "Provider", "Completion date", "Duration (minutes)")
TODAY = date(2026, 5, 4)
ADA = PersonFact("ada", "Ada Long", reachable=True, deactivated=False, keys=frozenset({"ada@a.example"}))
OUT = PersonFact("out", "", reachable=False, deactivated=False, keys=frozenset())
LEFT = PersonFact("left", "Lew Moss", reachable=True, deactivated=True, keys=frozenset())
PEOPLE = {"ada@a.example": ADA, "ada@home.example": ADA, "out@b.example": OUT, "left@a.example": LEFT}
GOOD = ("ada@a.example", "Consent", "Estuary School", "2026-03-02", "90")
WHAT = ("consent", "estuary school", date(2026, 3, 2))


def plan(*rows: tuple[str, ...], reports: Any = None, order: Order = Order.UNSAID) -> Plan[Any]:
    lines = tuple(Row(number, number, cells) for number, cells in enumerate(rows, 2))
    sheet = Sheet("UTF-8", ",", HEADINGS, lines)
    columns = mapping_of(HEADINGS, kind=TRAINING)
    reader = CompletionReader(columns, order=order, today=TODAY, check_email=addresses.checked)
    return judge(sheet, columns, read_lines(sheet, reader), PEOPLE, reports or {})


def but(**changed: str) -> tuple[str, ...]:
    """The good line with other cells."""
    names = ("person", "title", "provider", "day", "minutes")
    return tuple(changed.get(name, cell) for name, cell in zip(names, GOOD, strict=True))


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        (but(person=""), "Learner email", "Enter the e-mail address of the person."),
        (but(person="ada@"), "Learner email", "Enter an e-mail address such as name@clinic.org."),
        (but(person="new@a.example"), "Learner email", "Nobody here has this address."),
        (but(person="out@b.example"), "Learner email", "Nobody here has this address."),
        (but(person="left@a.example"), "Learner email", "The account of Lew Moss is deactivated."),
        (but(title=" "), "Course", "Enter what the course was called."),
        (but(title="x" * 201), "Course", "Use at most 200 characters."),
        (but(provider=""), "Provider", "Enter who gave it."),
        (but(day=""), "Completion date", "Enter the day it was completed."),
        (but(day="2026-05-05"), "Completion date", "This day is still to come."),
        (but(day="29/02/2025"), "Completion date", "There is no such day as 29/02/2025."),
        (but(day="2026-02-30"), "Completion date", "There is no such day as 2026-02-30."),
        (but(day="03/04/2026"), "Completion date", "This could be 3 April or 4 March."),
        (but(day="46000"), "Completion date", "This is the number Excel keeps for a date."),
        (but(day="1999-12-31"), "Completion date", "Use a date between 2000 and 2200."),
        (but(minutes="-5"), "Duration (minutes)", "Write whole minutes from 1 to 10,000"),
        (but(minutes="0"), "Duration (minutes)", "Write whole minutes from 1 to 10,000"),
        (but(minutes="1.5"), "Duration (minutes)", "Write whole minutes from 1 to 10,000"),
        (but(minutes="10001"), "Duration (minutes)", "Write whole minutes from 1 to 10,000"),
        (but(minutes="٩٠"), "Duration (minutes)", "Write whole minutes from 1 to 10,000"),
        ((*GOOD, "stray"), "", "The line has more cells than the first row has columns."),
    ],
)
def test_a_line_that_cannot_come_in_says_column_and_reason(cells: tuple[str, ...], column: str, reason: str) -> None:
    (line,) = plan(cells).lines
    assert line.outcome is Outcome.REFUSED
    assert [(each.column, reason in each.reason) for each in line.problems] == [(column, True)]


@pytest.mark.parametrize(
    ("cells", "day", "minutes"),
    [
        (GOOD, date(2026, 3, 2), 90),
        (but(day="2026-05-04"), TODAY, 90),
        (but(day="29/02/2024"), date(2024, 2, 29), 90),
        (but(day="Mar 2, 2026"), date(2026, 3, 2), 90),
        (but(minutes=""), date(2026, 3, 2), None),
        (but(minutes="45 min"), date(2026, 3, 2), 45),
        (GOOD[:4], date(2026, 3, 2), None),
    ],
)
def test_a_line_is_understood(cells: tuple[str, ...], day: date, minutes: int | None) -> None:
    (line,) = plan(cells).lines
    assert (line.outcome, line.account_id, line.name) == (Outcome.NEW, "ada", "Ada Long")
    assert line.wish is not None
    assert (line.wish.completed_on, line.wish.minutes) == (day, minutes)


def test_all_that_is_wrong_with_a_line_is_found_in_one_pass() -> None:
    (line,) = plan(("ada@", "", "", "2027-01-01", "much")).lines
    assert [each.column for each in line.problems] == list(HEADINGS[:1] + HEADINGS[1:3] + HEADINGS[3:])


@pytest.mark.parametrize(
    ("known", "cells", "outcome", "remarked"),
    [
        (None, GOOD, Outcome.NEW, False),
        (ReportFact("r", 90, taken_up=False), GOOD, Outcome.UNCHANGED, False),
        (
            ReportFact("r", 90, taken_up=False),
            but(title="CONSENT", provider="estuary  school"),
            Outcome.UNCHANGED,
            False,
        ),
        (ReportFact("r", 90, taken_up=False), but(minutes=""), Outcome.UNCHANGED, False),
        (ReportFact("r", 90, taken_up=False), but(minutes="60"), Outcome.CHANGED, False),
        (ReportFact("r", None, taken_up=False), GOOD, Outcome.CHANGED, False),
        (ReportFact("r", 90, taken_up=True), but(minutes="60"), Outcome.UNCHANGED, True),
        (ReportFact("r", 90, taken_up=False), but(day="2026-03-03"), Outcome.NEW, False),
        (ReportFact("r", 90, taken_up=False), but(provider="Another"), Outcome.NEW, False),
    ],
)
def test_what_becomes_of_a_line(
    known: ReportFact | None, cells: tuple[str, ...], outcome: Outcome, remarked: bool
) -> None:
    (line,) = plan(cells, reports={("ada", WHAT): known} if known else {}).lines
    assert (line.outcome, bool(line.remarks)) == (outcome, remarked)


@pytest.mark.parametrize("heading", ["Work e-mail", "E-mail", "Work email", "Learner"])
def test_the_column_of_the_person_is_known_under_many_names(heading: str) -> None:
    columns = mapping_of((heading, *HEADINGS[1:]), kind=TRAINING)
    assert columns.heading(EMAIL) == heading
    assert columns.missing == ()


def test_the_same_completion_twice_in_a_file_is_refused_under_either_address() -> None:
    first, second, other = plan(GOOD, but(person="ada@home.example"), but(title="Another")).lines
    assert (first.outcome, other.outcome) == (Outcome.NEW, Outcome.NEW)
    assert second.problems[0].reason == "The same completion of the same person stands in line 2."


def test_a_text_that_looks_like_a_patient_is_pointed_out_and_comes_in() -> None:
    (line,) = plan(but(title="Follow-up of MRN 8812345")).lines
    assert line.outcome is Outcome.NEW
    assert line.remarks[0].column == "Course"


@pytest.mark.parametrize(
    ("taken_up", "accepted", "words"),
    [
        (False, None, "reported, not verified here"),
        (True, None, "taken up, not decided yet"),
        (True, True, "accepted here"),
        (True, False, "not accepted here"),
    ],
)
def test_where_a_report_stands(taken_up: bool, accepted: bool | None, words: str) -> None:
    assert state_of(taken_up=taken_up, accepted=accepted) == words


def test_a_change_is_told_with_what_stood_before() -> None:
    (line,) = plan(GOOD, reports={("ada", WHAT): ReportFact("r", None, taken_up=False)}).lines
    assert [change_words(each) for each in line.changes] == ["time not said becomes 90 min"]


@given(st.integers(1, 10_000))
def test_the_time_offered_is_whole_quarters_and_no_more_than_was_reported(minutes: int) -> None:
    offered = quarters(minutes)
    assert offered is not None
    assert offered % 15 == 0
    assert 15 <= offered <= 2400
    assert offered <= max(15, minutes)
