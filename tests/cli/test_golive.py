"""`lms golive`: whether a clinic can begin on a day, and what is told where that cannot be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Run


def test_a_board_as_of_a_day(run: Run, demo: Path) -> None:
    asked = ("golive", "--data", demo, "--clinic", "mill road", "--on", "2026-09-14", "--as-of", AS_OF)
    told = run(*asked, "--format", "json")
    board = told.json
    assert (board["clinic"], board["on"], board["as_of"]) == ("Mill Road", "2026-09-14", str(AS_OF))
    assert told.code == (0 if board["can_start"] else 1)
    assert board["can_start"] is (not [each for each in board["requirements"] if each["in_the_way"]])
    assert {each["group"] for each in board["requirements"]} == {"team", "meetings", "papers"}


@pytest.mark.parametrize(
    ("clinic", "day", "said"),
    [
        ("Nowhere", "2026-09-14", "There is no clinic 'Nowhere'; give its name or its id."),
        ("", "2026-09-14", "There is no clinic ''; give its name or its id."),
        ("Mill Road", "9999-12-31", "9999-12-31 cannot be a first day; give one between 2000 and 2200."),
    ],
)
def test_what_cannot_be_meant_is_told(run: Run, demo: Path, clinic: str, day: str, said: str) -> None:
    wrong = run("golive", "--data", demo, "--clinic", clinic, "--on", day)
    assert (wrong.code, wrong.err) == (2, f"lms: {said}\n")
