"""`lms billing`, as a biller meets it."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from lms.cli import main
from tests.curriculum.builder import CourseFiles

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]):
    """Runs the command and gives exit code, output and what went to standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["billing", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_answer_as_json(ask) -> None:
    code, out, _ = ask(
        "--month", "initial", "--minutes", "90", "--payer", "medicare", "--rules", "2026", "--format", "json"
    )
    found = json.loads(out)
    assert code == 0
    assert sorted(found) == ["codes", "rules", "why"]
    assert found["codes"] == [{"code": "99492", "units": 1}, {"code": "99494", "units": 1}]
    assert found["rules"] == "2026"
    assert "F5.26" in found["why"]


@pytest.mark.parametrize("payer", [[], ["--payer", "medicaid"], ["--payer", "Commercial"]])
def test_no_code_is_an_answer(ask, payer: list[str]) -> None:
    code, out, err = ask("--month", "subsequent", "--minutes", "12", *payer, "--format", "json")
    assert (code, err) == (0, "")
    assert json.loads(out)["codes"] == []


def test_the_answer_as_table_and_csv(ask) -> None:
    _, table, _ = ask("--month", "subsequent", "--minutes", "78")
    assert [line.split() for line in table.splitlines()[:3]] == [["code", "units"], ["99493", "1"], ["99494", "1"]]
    _, none, _ = ask("--month", "subsequent", "--minutes", "3")
    assert none.startswith("No code for this month.")
    _, sheet, _ = ask("--month", "subsequent", "--minutes", "78", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(sheet)))
    assert [(row["code"], row["units"], row["payer"], row["rules"]) for row in rows] == [
        ("99493", "1", "medicare", "2026"),
        ("99494", "1", "medicare", "2026"),
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--month", "initial", "--minutes", "-1"], "whole number"),
        (["--month", "initial", "--minutes", "36.5"], "whole number"),
        (["--month", "initial", "--minutes", "lots"], "whole number"),
        (["--month", "initial", "--minutes", "٣٦"], "whole number"),
        (["--month", "initial", "--minutes", "44641"], "cannot be meant"),
        (["--month", "initial"], "--minutes"),
        (["--minutes", "36"], "--month"),
        (["--month", "third", "--minutes", "36"], "initial"),
        (["--month", "initial", "--minutes", "36", "--payer", "nobody"], "medicare"),
        (["--month", "initial", "--minutes", "36", "--rules", "1999"], "2026"),
        (["--month", "initial", "--minutes", "36", "--rules", "next"], "2026"),
        (["--month", "initial", "--minutes", "36", "--service", "apcm"], "cocm"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(ask, words: list[str], said: str) -> None:
    code, out, err = ask(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_another_day_is_answered_by_the_rules_there_are_and_says_so(ask) -> None:
    _, out, _ = ask("--month", "initial", "--minutes", "36", "--as-of", "2027-02-01", "--format", "json")
    found = json.loads(out)
    assert found["rules"] == "2026"
    assert "no rules of 2027" in found["why"]


def test_a_new_year_is_a_new_file(ask, tmp_path: Path) -> None:
    for part in ("content", "quizzes", "certificates"):
        shutil.copytree(ROOT / part, tmp_path / part)
    text = (ROOT / "content/billing/2026.yaml").read_text(encoding="utf-8")
    moved = text.replace("year: 2026", "year: 2027").replace("minutes: 70", "minutes: 80")
    moved = moved.replace("from: 16, to: 35", "from: 16, to: 40").replace("from: 36, to: 85", "from: 41, to: 95")
    (tmp_path / "content/billing/2027.yaml").write_text(moved.replace("from: 86", "from: 96"), encoding="utf-8")
    asked = ["--month", "initial", "--minutes", "36", "--course", str(tmp_path), "--format", "json"]
    assert json.loads(ask(*asked, "--as-of", "2027-02-01")[1])["codes"] == [{"code": "G2214", "units": 1}]
    assert json.loads(ask(*asked, "--as-of", "2026-12-01")[1])["codes"] == [{"code": "99492", "units": 1}]
    assert json.loads(ask(*asked, "--rules", "2027")[1])["rules"] == "2027"


def test_a_course_without_rules_says_so(ask, tmp_path: Path) -> None:
    folder = CourseFiles().write(tmp_path)
    code, _, err = ask("--month", "initial", "--minutes", "36", "--course", str(folder))
    assert code == 1
    assert len(err.strip().splitlines()) == 1
