"""What a clinic's own page may be, and which one a lesson means."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.clinic_pages.rules import (
    KINDS,
    TEXT_MOST,
    TITLE_MOST,
    Draft,
    Standing,
    matches,
    meant,
    overdue,
    problems,
    tidy,
)
from lms.curriculum.inline import CLINICS

TODAY = date(2026, 5, 4)
GOOD = Draft("Crisis protocol", "Stay with the person.", TODAY + timedelta(days=90))


def test_the_course_and_the_clinic_know_the_same_kinds() -> None:
    assert tuple(KINDS) == CLINICS


@pytest.mark.parametrize(
    ("draft", "wrong"),
    [
        (GOOD, set()),
        (Draft("", "", TODAY), {"title", "text"}),
        (Draft("t" * TITLE_MOST, "x" * TEXT_MOST, TODAY), set()),
        (Draft("t" * (TITLE_MOST + 1), "x" * (TEXT_MOST + 1), TODAY), {"title", "text"}),
        (Draft("A\u0007", "B\u0007", TODAY), {"title", "text"}),
        (Draft("A", "B", TODAY - timedelta(days=1)), {"review_on"}),
        (Draft("A", "B", date(2028, 5, 4)), set()),
        (Draft("A", "B", date(2028, 5, 5)), {"review_on"}),
        (Draft("A", "B", date.max), {"review_on"}),
    ],
)
def test_everything_wrong_is_said_at_once(draft: Draft, wrong: set[str]) -> None:
    assert set(problems(draft, TODAY)) == wrong


@given(st.text(), st.text())
def test_what_is_tidy_stays_as_it_is(title: str, text: str) -> None:
    assert tidy(*tidy(title, text)) == tidy(title, text)


def test_a_page_is_overdue_from_the_day_after() -> None:
    assert [overdue(TODAY + timedelta(days=n), TODAY) for n in (-1, 0, 1)] == [True, False, False]


@pytest.mark.parametrize(
    ("words", "found"), [("crisis", True), ("CRISIS stay", True), ("crisis leave", False), ("", False), ("  ", False)]
)
def test_a_search_wants_every_word(words: str, found: bool) -> None:
    assert matches(words, GOOD.title, GOOD.text) is found


@pytest.mark.parametrize(
    ("pages", "own", "wanted"),
    [
        ([], {"mill"}, None),
        ([("a", "mill")], {"mill"}, "a"),
        ([("a", "mill"), ("b", "north")], {"mill"}, "a"),
        ([("a", "mill"), ("b", None)], {"mill"}, "a"),
        ([("a", "mill"), ("b", None)], {"north"}, "b"),
        ([("a", "mill")], set(), "a"),
        ([("a", "mill"), ("b", "north")], set(), None),
        ([("a", "mill"), ("b", "mill")], {"mill"}, None),
        ([("a", "mill"), ("b", "north")], {"mill", "north"}, None),
    ],
)
def test_the_page_that_is_meant_is_the_nearest(
    pages: list[tuple[str, str | None]], own: set[str], wanted: str | None
) -> None:
    assert meant([Standing(*each) for each in pages], frozenset(own)) == wanted
