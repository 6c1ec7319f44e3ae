"""docs/coverage.md is in step: whatever a row names exists, what is closed has a test, and what was touched is named."""

from __future__ import annotations

import pytest

from tests.house import coverage
from tests.house.coverage import PAGE, Complaint, Row, complaints, groups, numbers_of, page, unanswered, untrue

ANEW = "Write it anew with: .venv/bin/python -m tests.house.coverage"


def test_no_row_names_what_is_not_there() -> None:
    assert untrue(row for rows in groups().values() for row in rows) == []


def test_every_complaint_is_answered_or_says_why_not() -> None:
    assert unanswered(complaints()) == []


def test_the_page_is_in_step() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), ANEW


def test_every_row_stands_once() -> None:
    found = [row.id for rows in groups().values() for row in rows]
    wanted = [*range(1, 22), *range(101, 137), *range(201, 217), *range(301, 325)]
    assert found == [f"S-{number:03}" for number in wanted] + [f"X{number:02}" for number in range(1, 13)]
    assert [each.id for each in complaints()] == [f"C{number:02}" for number in range(1, 72)]


def test_every_number_in_the_name_of_a_test_is_a_row() -> None:
    known = {each.id.lower() for each in complaints()}
    known |= {row.id.lower().replace("-", "") for rows in groups().values() for row in rows}
    named = {number for name in coverage.tests() for number in numbers_of(name) if number[0] in "csx"}
    assert named - known == set()


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("test_c05_the_last_gate", ["c05"]),
        ("test_c36_c37_c38_fifty_people", ["c36", "c37", "c38"]),
        ("test_s121_x01_nobody_is_late", ["s121", "x01"]),
        ("test_the_end_of_c05_is_no_row", []),
        ("test_c5_is_no_row", []),
        ("test_c05", []),
    ],
)
def test_a_name_tells_its_rows(name: str, numbers: list[str]) -> None:
    assert numbers_of(name) == numbers


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Row("S-001", "Much", open=4, pages=("/nowhere/",)), "no page /nowhere/"),
        (Row("S-001", "Much", open=4, commands=("lms dance",)), "no command lms dance"),
        (Row("S-001", "Much", open=4, content=("m9-l1-nothing",)), "no id m9-l1-nothing"),
        (Row("S-001", "Much", open=4, tests=("test_that_is_not_there",)), "no test test_that_is_not_there"),
        (Row("S-001", "Much", pages=("/",)), "closed without a test"),
        (Row("S-001", "Much", open=99), "open without a step of the plan"),
    ],
)
def test_a_row_that_is_not_true_is_seen(wrong: Row, said: str) -> None:
    assert untrue([wrong]) == [f"S-001: {said}"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (Complaint("C98", "Much"), "no test is named after it"),
        (Complaint("C05", "Much", untouched="Not yet."), "untouched, and yet answered"),
    ],
)
def test_a_complaint_that_is_not_answered_is_seen(wrong: Complaint, said: str) -> None:
    assert unanswered([wrong]) == [f"{wrong.id}: {said}"]
