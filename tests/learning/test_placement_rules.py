"""What a diagnostic may let somebody skip, and how she stands with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.learning.outside.rules import ledger
from lms.learning.placement.rules import SKIPPABLE, skippable, state_of

KINDS = {"l1": "lesson", "c1": "case", "x1": "lab", "t1": "test", "c2": "case"}
PARTS = tuple(KINDS)


def test_open_practice_alone_is_skippable_in_its_order() -> None:
    assert skippable(PARTS, KINDS, ()) == ("c1", "x1", "c2")
    assert skippable(PARTS, KINDS, {"c1"}) == ("x1", "c2")


@given(st.permutations(PARTS), st.sets(st.sampled_from(PARTS)))
def test_no_lesson_no_test_and_nothing_settled_is_ever_skippable(required: list[str], settled: set[str]) -> None:
    found = skippable(required, KINDS, settled)
    assert all(KINDS[each] in SKIPPABLE and each not in settled for each in found)
    assert {*found} | settled >= {each for each in required if KINDS[each] in SKIPPABLE}


BARE = {"offered": True, "still_open": True, "under_way": False, "passed": None, "skipped": False, "undone": False}


@pytest.mark.parametrize(
    ("given_", "wanted"),
    [
        ({}, "offered"),
        ({"offered": False}, "none"),
        ({"offered": False, "still_open": False}, "none"),
        ({"still_open": False}, "nothing open"),
        ({"under_way": True}, "under way"),
        ({"under_way": True, "still_open": False}, "under way"),
        ({"passed": False}, "not passed"),
        ({"passed": False, "still_open": False}, "not passed"),
        ({"passed": True}, "passed"),
        ({"passed": True, "offered": False}, "passed"),
        ({"passed": True, "still_open": False}, "nothing open"),
        ({"passed": True, "undone": True}, "undone"),
        ({"passed": True, "skipped": True, "still_open": False}, "skipped"),
        ({"passed": None, "skipped": True, "offered": False}, "skipped"),
    ],
)
def test_the_state_of_a_placement(given_: dict[str, bool], wanted: str) -> None:
    assert state_of(**(BARE | given_)) == wanted


@given(st.sets(st.sampled_from(PARTS)), st.sets(st.sampled_from(PARTS)), st.sets(st.sampled_from(PARTS)))
def test_the_ledger_tells_what_was_skipped_apart_and_adds_up(
    counted: set[str], waived: set[str], skipped: set[str]
) -> None:
    sums = ledger(
        planned=60,
        counted=[(each, 10) for each in counted],
        waived=waived | skipped,
        skipped=skipped,
        outside=[],
        published=None,
    )
    assert sums.planned == sums.done + sums.waived + sums.skipped + sums.left
    assert sums.skipped == 10 * len(counted & skipped)
    assert sums.waived == 10 * len(counted & (waived - skipped))
