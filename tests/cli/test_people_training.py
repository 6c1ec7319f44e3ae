"""`lms people training` at the command line: dry run, refusal, leaving out, and the same file again."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

HEADER = "Learner email;Course;Provider;Completion date;Minutes;Score"
GOOD = "marisol@saltmarsh.example;Entretien motivationnel, été;Estuary School;28.02.2026;90;88"
BAD = "nobody@saltmarsh.example;Consent;Estuary School;29.02.2026;-5;88"


def file(folder: Path, *lines: str) -> Path:
    path = folder / "training.csv"
    path.write_bytes("\r\n".join([HEADER, *lines]).encode("cp1252"))
    return path


def test_a_dry_run_writes_nothing(run: Run, demo: Path, tmp_path: Path) -> None:
    words = ("people", "training", file(tmp_path, GOOD, BAD), "--data", demo)
    for _ in range(2):
        ran = run(*words, "--dry-run", "--format", "json")
        assert ran.code == 1
        assert ran.json["read_as"] == "Windows-1252, semicolons, 2 rows"
        assert ran.json["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
        assert ran.json["ignored_columns"] == ["Score"]
        assert [(each["line"], each["column"]) for each in ran.json["problems"]] == [
            (3, "Completion date"),
            (3, "Minutes"),
        ]


def test_all_or_nothing_unless_rows_are_left_out_by_choice(run: Run, demo: Path, tmp_path: Path) -> None:
    words = ("people", "training", file(tmp_path, GOOD, BAD), "--data", demo)
    refused = run(*words)
    assert refused.code == 1
    assert "Nothing was written." in refused.out
    done = run(*words, "--leave-out-refused")
    assert (done.code, done.err) == (0, "")
    assert "Imported." in done.out
    again = run("people", "training", file(tmp_path, GOOD), "--data", demo)
    assert again.code == 0
    assert "1 unchanged" in again.out
    assert "Nothing was written." in again.out
    assert run("db", "check", "--data", demo).code == 0


def test_what_cannot_be_meant(run: Run, demo: Path, tmp_path: Path) -> None:
    good = file(tmp_path, GOOD)
    for words in (
        (tmp_path / "missing.csv",),
        (good, "--organisation", "Nowhere"),
        (good, "--date-order", "year-first"),
    ):
        ran = run("people", "training", *words, "--data", demo)
        assert ran.code == 2, words
        assert ran.err.count("\n") == 1
    good.write_bytes(b"name,email\nAda,ada@a.example\n")
    ran = run("people", "training", good, "--data", demo, "--dry-run")
    assert ran.code == 1
    assert "No column for: Course title, Provider, Day it was completed." in ran.out
