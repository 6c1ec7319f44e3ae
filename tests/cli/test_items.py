"""`lms items`: figures for programs and on the terminal."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lms.cli import OK, USAGE, main
from lms.cli.items import _end_of
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


@pytest.mark.alike
def test_json_has_every_figure_with_its_number_and_its_reason(cast: Cast, run) -> None:
    answered(cast, 40)
    answer = json.loads(run("--format", "json", "--as-of", "2026-05-04", "--quiz", cast.module.post_test.id))
    assert (answer["as_of"], answer["least"]) == ("2026-05-04", 30)
    (test,) = answer["quizzes"]
    assert (test["people"], test["reliability"]["n"], test["reliability"]["length"]) == (40, 40, 6)
    assert -1 <= test["reliability"]["kr20"] <= 1
    assert (test["change"]["n"], test["change"]["difference"]) == (0, None)
    assert test["change"]["why"]
    first, last = test["items"][0], test["items"][-1]
    assert first["n"] == 40
    assert sum(each["chosen"] for each in first["options"]) == 40
    assert [flag for flag in first["flags"] if flag["name"] == "unsteady"]
    assert (last["n"], last["difficulty"], last["options"], last["flags"]) == (0, None, [], [])
    assert last["why"] == "No answer yet; figures from 30 on"


def test_csv_of_all_quizzes_on_the_day_before_anybody_handed_in(cast: Cast, run) -> None:
    answered(cast, 30)
    rows = list(csv.DictReader(io.StringIO(run("--format", "csv", "--as-of", "2026-05-03"))))
    modules = (*cast.course.published_modules, *cast.course.units)
    quizzes = [quiz for module in modules for quiz in (module.post_test, module.practice) if quiz]
    asked = [(row["quiz"], row["item"]) for row in rows]
    assert sorted(asked) == sorted((quiz.id, each.id) for quiz in quizzes for each in quiz.items)
    assert {(row["n"], row["difficulty"], row["flags"]) for row in rows} == {
        ("0", "", "No answer yet; figures from 30 on")
    }


@pytest.mark.alike
def test_a_quiz_that_is_not_there(run) -> None:
    assert run("--quiz", "m99", code=USAGE) == "lms: there is no quiz 'm99'; `lms items` lists them all.\n"


def test_a_day_ends_at_its_midnight_in_the_zone() -> None:
    assert _end_of(date(2026, 5, 4), "America/Chicago") == datetime(2026, 5, 5, 5, tzinfo=UTC)
    assert _end_of(date.max, "UTC") is None
    assert _end_of(None, "UTC") is None
