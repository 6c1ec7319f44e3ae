"""`lms content hours`: training time and creditable time under two names, for our course and for given figures."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run

EXAMPLE = ("--words", "3774", "--items", "16", "--difficulty", "2.5")


def test_given_figures_are_worked_out_to_two_decimals(run: Run) -> None:
    found = run("content", "hours", *EXAMPLE, "--format", "json").json
    assert (found["minutes"], found["credit"]) == (61.94, 1.0)
    assert found["mergener_minutes"] == 61.94
    assert found["words_per_hour_minutes"] == 37.74
    assert found["pilot_minutes"] is None
    piloted = run("content", "hours", *EXAMPLE, "--pilot", "50, 40,45", "--format", "json").json
    assert (piloted["minutes"], piloted["credit"], piloted["pilot_minutes"]) == (45.0, 0.75, 45.0)
    nothing = run("content", "hours", "--words", "0.5", "--items", "0", "--difficulty", "1", "--format", "json").json
    assert (nothing["minutes"], nothing["credit"]) == (0.0, 0.0)
    few = run("content", "hours", "--words", "9000", "--items", "4", "--difficulty", "4", "--format", "json").json
    assert (few["credit_before_cap"], few["credit"]) == (1.0, 0.5)
    more = ("--questions-per-credit", "0", "--format", "json")
    assert run("content", "hours", "--words", "9000", "--items", "4", "--difficulty", "4", *more).json["credit"] == 1.0


def test_a_person_reads_that_computing_designates_nothing(run: Run) -> None:
    said = run("content", "hours", *EXAMPLE).out
    assert "Together: 61.94 minutes, 1.0 hours of credit." in said
    assert "designates nothing" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--words", "3774"), "need --words, --items and --difficulty together"),
        (("--pilot", "1,2,3"), "need --words, --items and --difficulty together"),
        (("--words", "many", "--items", "1", "--difficulty", "2"), "'many' is not a number"),
        (("--words", "-5", "--items", "1", "--difficulty", "2"), "'-5' is not a number of 0 or more"),
        (("--words", "nan", "--items", "1", "--difficulty", "2"), "'nan' is not a number"),
        (("--words", "5", "--items", "1", "--difficulty", "6"), "Difficulty is between 1 and 5."),
        ((*EXAMPLE, "--pilot", "40,50"), "A pilot needs at least 3 testers; here are 2."),
        (("--questions-per-credit", "1.5"), "not a whole number from 0 to 99"),
        (("--credit", "--difficulty", "0.5"), "Difficulty is between 1 and 5."),
    ],
)
def test_figures_that_cannot_be_end_with_a_sentence(run: Run, arguments, said) -> None:
    done = run("content", "hours", *arguments)
    assert done.code == 2
    assert said in done.err


def test_our_course_stands_under_two_names(run: Run) -> None:
    said = run("content", "hours").out
    assert "Training time, to plan with" in said
    assert "Creditable time, for credit: worked out, not designated" in said
    rows = run("content", "hours", "--credit", "--difficulty", "3", "--format", "json").json
    counted = run("content", "stats", "--format", "json").json
    assert [row["id"] for row in rows][:7] == [each["id"] for each in counted["modules"]]
    for row, module in zip(rows, counted["modules"], strict=False):
        assert (row["words"], row["items"]) == (module["required_words"], module["drawn"])
        assert row["credit"] * 60 <= row["minutes"] <= row["training_minutes"]
    whole = rows[-1]
    assert whole["id"] == "whole course"
    assert whole["words"] == counted["totals"]["required_words"]
    assert whole["minutes"] < sum(row["minutes"] for row in rows[:7]), "the formula is not additive"
    assert {row["credit"] for row in run("content", "hours", "--credit", "--format", "json").json} == {None}
