"""`lms practice sample`: a variant for outsiders, the same for ever, and one sentence for what cannot be meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lms.cli import OK, PROBLEMS, USAGE, main
from tests.curriculum.builder import CourseFiles


def test_the_registry_of_a_seed_comes_with_tasks_rules_and_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "sample", "registry", "--seed", "5", "--format", "json"]) == OK
    made = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in made["tasks"]] == [
        "overdue", "panel-review", "response", "remission", "graduation", "plan-change", "call-today",
    ]  # fmt: skip
    ids = {each["id"] for each in made["patients"]}
    assert all(set(task["key"]) < ids and task["rule"] and task["question"] for task in made["tasks"])
    assert main(["practice", "sample", "registry", "--seed", "5", "--format", "json"]) == OK
    assert json.loads(capsys.readouterr().out) == made


def test_the_table_shows_the_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "sample", "registry", "--seed", "5"]) == OK
    said = capsys.readouterr().out
    assert "panel-review" in said
    assert "who is in remission" in said


def test_the_minutes_of_a_seed_come_from_the_course(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "sample", "minutes", "--seed", "5", "--format", "json"]) == OK
    made = json.loads(capsys.readouterr().out)
    assert made["rules"] == "2026"
    assert {task["log"] for task in made["tasks"]} == {log["id"] for log in made["logs"]}
    assert all(isinstance(task["key"], list) and task["rule"] and task["question"] for task in made["tasks"])
    assert main(["practice", "sample", "minutes", "--seed", "5"]) == OK
    assert "log-1-codes" in capsys.readouterr().out


def test_the_day_of_a_seed_comes_with_inbox_rules_and_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["practice", "sample", "day", "--seed", "5", "--format", "json"]) == OK
    made = json.loads(capsys.readouterr().out)
    assert [each["id"] for each in made["tasks"]] == ["today", "first", "item-9", "hand", "minutes"]
    assert all(isinstance(task["key"], list) and task["rule"] and task["question"] for task in made["tasks"])
    assert set(made["tasks"][0]["key"]) < {each["id"] for each in made["inbox"]}
    assert main(["practice", "sample", "day", "--seed", "5"]) == OK
    assert "What in the inbox must happen today?" in capsys.readouterr().out


def test_a_course_without_a_lab_of_minutes_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = CourseFiles().write(tmp_path)
    assert main(["practice", "sample", "minutes", "--seed", "5", "--course", str(folder)]) == PROBLEMS
    assert "no lab of the kind minutes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["registry", "--seed", "-1"], "a whole number from 0"),
        (["registry", "--seed", "soon"], "not a whole number"),
        (["registry"], "--seed"),
        (["opera", "--seed", "1"], "no lab called 'opera'"),
        (["registry", "--seed", "1", "--format", "csv"], "csv"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_one_sentence(
    given: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["practice", "sample", *given]) == USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err
    assert told.err.count("\n") == 1
