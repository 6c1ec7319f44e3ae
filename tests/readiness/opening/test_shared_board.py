"""A go-live board kept as text: it is read back as it was written, and without names it names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.readiness.rules.golive import Expected, Requirement, State, Unnamed, board, without_names
from lms.readiness.rules.shared_board import SharedBoard, Tried, read, shared, tried_words, written

TODAY, OPENING = date(2027, 3, 22), date(2027, 5, 3)
NOW = datetime(2027, 3, 22, 15, tzinfo=UTC)
DAYS = st.dates(date(2027, 1, 1), date(2027, 12, 31))
NAME = "Quillon"
TEXTS = st.text("abc “é\n", max_size=8)


@st.composite
def requirements(draw: Any) -> list[Requirement]:
    """Some requirements; whatever names somebody has a twin that does not."""
    found = []
    for number, state in zip(
        count(), draw(st.lists(st.sampled_from(["done", "under way", "at risk", "missing"]), max_size=6))
    ):
        day, own = draw(st.none() | DAYS), draw(st.booleans())
        said = f"{draw(TEXTS)} {NAME}"
        found.append(
            Requirement(
                f"r{number}", draw(st.sampled_from(["team", "meetings", "papers"])), said if own else "Agreement",
                cast("State", state), "Standing", said, day, "the first day", "Do it", "/x", said, draw(st.booleans()),
                Expected(day, day), Unnamed("An item of the clinic’s own", "Care manager 1", "Away for now."),
            )
        )  # fmt: skip
    return found


def told(found: list[Requirement], *, named: bool, tried: Tried | None = None) -> SharedBoard:
    return shared(
        board(found, OPENING, TODAY), clinic="Mill Road", zone="America/Chicago", computed_at=NOW, edition="e1",
        stands="1 of 2", named=named, tried=tried,
    )  # fmt: skip


@given(
    requirements(),
    st.booleans(),
    st.none() | st.builds(Tried, st.none() | DAYS, st.integers(0, 20), st.just(("Psychiatric consultant",)), TEXTS),
)
def test_what_was_written_is_read_word_for_word(found: list[Requirement], named: bool, tried: Tried | None) -> None:
    made = told(found, named=named, tried=tried)
    assert read(written(made)) == made
    assert [each.place for each in made.in_the_way] == list(range(1, len(made.in_the_way) + 1))


@given(requirements())
def test_without_names_nothing_names_anybody_and_the_answer_is_the_same(found: list[Requirement]) -> None:
    plain, named = told(found, named=False), told(found, named=True)
    assert NAME not in written(plain)
    assert (plain.answer, plain.opening, len(plain.lines)) == (named.answer, named.opening, len(named.lines))
    assert [each.state for each in plain.lines] == [each.state for each in named.lines]
    assert without_names(without_names(board(found, OPENING, TODAY))) == without_names(board(found, OPENING, TODAY))


def test_why_somebody_is_on_leave_never_goes_out() -> None:
    away = Requirement(
        "bhcm", "team", "Care manager", "at risk", "Paused", "Ruth", OPENING, "the first day", "", "", "On leave (surgery).",
        unnamed=Unnamed("Care manager", "Care manager 1", "Away for now."),
    )  # fmt: skip
    for named in (True, False):
        assert "surgery" not in written(told([away], named=named))
    assert told([away], named=True).lines[0].who == "Ruth"


def test_a_text_of_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not known"):
        read(written(told([], named=False)).replace('"schema": 1', '"schema": 2'))


@pytest.mark.parametrize(
    ("tried", "said"),
    [
        (None, ""),
        (Tried(OPENING, 0, (), ""), ""),
        (Tried(None, 0, (), ""), "What if the first day were 3 May 2027? Nothing of this was decided or saved."),
        (Tried(OPENING, 1, (), ""), "What if everybody had 1 hour a week more? Nothing of this was decided or saved."),
        (Tried(date(2027, 4, 5), 0, ("PCP", "QI"), ""),
         ("What if the first day were 3 May 2027, not on 5 April 2027, the clinic’s own day and somebody were found for: PCP and QI?"
         " Nothing of this was decided or saved.")),
    ],
)  # fmt: skip
def test_what_was_tried_out_is_told(tried: Tried | None, said: str) -> None:
    assert tried_words(replace(told([], named=False), tried=tried)) == said
