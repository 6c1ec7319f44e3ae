"""`lms items`: figures for programs and on the terminal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from lms.cli import OK, USAGE, main
from tests.assessment.many_attempts import by_ability, hand_in_all, people
from tests.cast import Cast, in_session


@pytest.fixture
def run(cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    """`lms items` on this database; what it printed, or its complaint."""
    settings = cast.services.settings
    monkeypatch.setenv("LMS_DATABASE_URL", settings.database_url or "")
    monkeypatch.setenv("LMS_ZONE", settings.zone)

    def call(*words: str, code: int = OK) -> str:
        assert main(["items", "--data", str(Path(settings.data)), *words]) == code
        said = capsys.readouterr()
        return said.out if code == OK else said.err

    return call


def answered(cast: Cast, count: int) -> None:
    now, quiz = cast.services.clock.now(), cast.module.post_test
    in_session(
        cast.services.database,
        lambda s: hand_in_all(
            s, cast.course, quiz, people(s, now, cast.place.saltmarsh, count), now, by_ability(), items=quiz.items[:6]
        ),
    )


def test_json_has_every_figure_with_its_number_and_its_reason(cast: Cast, run) -> None:
    answered(cast, 40)
    answer = json.loads(run("--format", "json", "--as-of", "2026-05-04"))
    assert (answer["as_of"], answer["least"]) == ("2026-05-04", 30)
    test = next(each for each in answer["quizzes"] if each["kind"] == "post-test")
    assert (test["people"], test["reliability"]["n"], test["reliability"]["length"]) == (40, 40, 6)
    assert -1 <= test["reliability"]["kr20"] <= 1
    assert test["change"] == {
        "difference": None,
        "why": "This course has no diagnostic, so there is nothing from before to compare with.",
    }
    first, last = test["items"][0], test["items"][-1]
    assert first["n"] == 40
    assert sum(each["chosen"] for each in first["options"]) == 40
    assert [flag for flag in first["flags"] if flag["name"] == "unsteady"]
    assert (last["n"], last["difficulty"], last["options"], last["flags"]) == (0, None, [], [])
    assert last["why"] == "No answer yet; figures from 30 on"
    practice = next(each for each in answer["quizzes"] if each["kind"] == "practice")
    assert {"latest_right", "more_than_once"} <= set(practice["items"][0])


def test_one_quiz_as_csv_and_practice_as_a_table(cast: Cast, run) -> None:
    answered(cast, 29)
    quiz = cast.module.post_test
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", "--quiz", quiz.id))))
    assert [row["item"] for row in rows] == [each.id for each in quiz.items]
    assert (rows[0]["n"], rows[0]["difficulty"], rows[0]["flags"]) == (
        "29",
        "",
        "29 answers so far; figures from 30 on",
    )
    table = run("--quiz", cast.module.practice.id, "--as-of", "9999-12-31")
    assert table.splitlines()[0].split() == ["quiz", "item", "n", "difficulty", "discrimination", "flags"]


def test_an_earlier_day_and_a_quiz_that_is_not_there(cast: Cast, run) -> None:
    answered(cast, 30)
    before = json.loads(run("--format", "json", "--as-of", "2026-05-03", "--quiz", cast.module.post_test.id))
    assert [each["people"] for each in before["quizzes"]] == [0]
    assert run("--quiz", "m99", code=USAGE) == "lms: there is no quiz 'm99'; `lms items` lists them all.\n"
