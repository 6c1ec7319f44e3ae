"""The answer of the go-live board, what stands in the way, and when all could stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.golive import Expected, Requirement, board, forecast_words

TODAY, OPENING = date(2027, 3, 22), date(2027, 5, 3)
SOON, LATE = date(2027, 4, 12), date(2027, 5, 10)


def needed(state="under way", name="agreement", by=OPENING, expected=None, **more) -> Requirement:
    return Requirement(
        name, "papers", name.capitalize(), state, state, "Ruth", by, "the first day", "Do it",
        expected=expected or Expected(), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("requirement", "blocks"),
    [
        (needed("done"), False),
        (needed("missing"), True),
        (needed("at risk"), True),
        (needed("under way"), False),
        (needed("under way", by=TODAY), False),
        (needed("under way", by=TODAY - timedelta(days=1)), True),
        (needed("under way", expected=Expected(SOON, OPENING)), False),
        (needed("under way", expected=Expected(SOON, LATE)), True),
        (needed("not started"), False),
        (needed("not started", by=TODAY + timedelta(days=7)), True),
        (needed("not started", by=TODAY + timedelta(days=8)), False),
        (needed("not started", by=None), True),
        (needed("not started", expected=Expected(LATE, LATE)), True),
        (needed("missing", needed=False), False),
    ],
)
def test_what_stands_in_the_way(requirement, blocks):
    found = board([requirement], OPENING, TODAY)
    assert (requirement in found.in_the_way) is blocks


@pytest.mark.parametrize(
    ("requirements", "answer"),
    [
        ([], "That cannot be said: the course names nothing that a clinic needs."),
        ([needed("done")], "Yes. All that is needed stands."),
        ([needed("done"), needed("missing", needed=False)], "Yes. All that is needed stands."),
        ([needed("under way")], "Yes, if all goes on as it does. 1 thing is still open."),
        ([needed("missing"), needed("under way")], "Not yet. 1 thing stands in the way."),
        ([needed("missing"), needed("at risk")], "Not yet. 2 things stand in the way."),
    ],
)
def test_the_answer(requirements, answer):
    assert board(requirements, OPENING, TODAY).answer == answer


def test_the_most_pressing_comes_first():
    late, gone = needed("under way", "late", by=TODAY - timedelta(days=2)), needed("missing", "gone")
    risk = needed("at risk", "risk", by=SOON)
    assert board([late, risk, gone], OPENING, TODAY).in_the_way == (gone, risk, late)


def test_this_week_holds_what_is_due_within_it_or_in_the_way():
    soon = needed("under way", "soon", by=TODAY + timedelta(days=7))
    later = needed("under way", "later", by=TODAY + timedelta(days=8))
    found = board([soon, later, needed("missing", "gone"), needed("done", "done", by=TODAY)], OPENING, TODAY)
    assert [each.id for each in found.this_week] == ["soon", "gone"]


def test_the_dates_are_in_order_and_end_with_the_first_day():
    later, sooner = needed(name="later", by=date(2027, 4, 20)), needed(name="sooner", by=SOON)
    found = board([later, sooner, needed("done", "done", by=SOON), needed(name="open")], OPENING, TODAY)
    assert found.dates == ((SOON, "Sooner"), (date(2027, 4, 20), "Later"), (OPENING, "First patients"))
    assert found.days_left == 42


@pytest.mark.parametrize(
    ("requirements", "words"),
    [
        ([needed("done")], "All that is needed stands today."),
        ([needed(expected=Expected(SOON, SOON))], "By what is known today, all of it could stand on 12 April 2027."),
        (
            [needed(expected=Expected(SOON, SOON)), needed(name="training", expected=Expected(TODAY, LATE))],
            "By what is known today, all of it could stand between 12 April 2027 and 10 May 2027.",
        ),
        (
            [needed(), needed(name="training", expected=Expected(TODAY, LATE))],
            "No day can be told while nobody can say when this will stand: Agreement.",
        ),
        (
            [needed(name=each) for each in ("a", "b", "c", "d", "e")],
            "No day can be told while nobody can say when this will stand: A, B, C and 2 more.",
        ),
    ],
)
def test_when_it_could_be(requirements, words):
    assert forecast_words(board(requirements, OPENING, TODAY)) == words


def test_the_critical_path_is_what_is_expected_last_or_of_which_nothing_is_known():
    first = needed(name="first", expected=Expected(SOON, SOON))
    last = needed(name="last", expected=Expected(SOON, OPENING))
    assert board([first, last], OPENING, TODAY).critical == (last,)
    unknown = needed(name="unknown")
    assert board([first, last, unknown, needed("done")], OPENING, TODAY).critical == (unknown,)
    assert board([needed("done")], OPENING, TODAY).critical == ()


some = st.builds(
    lambda state, by, first, more, wanted: needed(
        state, by=TODAY + timedelta(days=by),
        expected=Expected(TODAY + timedelta(days=first), TODAY + timedelta(days=first + more)), needed=wanted,
    ),
    st.sampled_from(["done", "under way", "not started", "at risk", "missing"]),
    st.integers(-5, 60), st.integers(0, 60), st.integers(0, 30), st.booleans(),
)  # fmt: skip


@given(st.lists(some, max_size=6), st.integers(0, 60))
def test_a_later_day_never_has_more_in_the_way_by_forecast(requirements, days):
    """Each open needed thing is either in the way or on the way; moving the day later takes forecasts out of the way only."""
    early, late = board(requirements, OPENING, TODAY), board(requirements, OPENING + timedelta(days=days), TODAY)
    still = [each for each in requirements if each.needed and not each.closed]
    assert len(early.in_the_way) + len(early.on_the_way) == len(still)
    assert len(late.in_the_way) <= len(early.in_the_way)
    if still:
        assert early.forecast.first == max(each.expected.first for each in still)
        assert early.forecast.last == max(each.expected.last for each in still)
