"""`lms people import` at the command line: dry run, refusal, leaving out, and what each answers."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

HEADER = "Name;E-Mail;Clinic;Role;Start date;Floor"
GOOD = "Zoë Adler;zoe@saltmarsh.example;Mill Road;bhcm;13/07/2026;2"
BAD = "Ben;ben@;Mill Raod;bhcm;31/06/2026;2"
FIRST_DAYS = "--start-dates-are-first-patient-days"


def file(folder: Path, *lines: str) -> Path:
    path = folder / "staff.csv"
    path.write_bytes("\r\n".join([HEADER, *lines]).encode("cp1252"))
    return path


def test_c37_a_dry_run_writes_nothing(run: Run, demo: Path, tmp_path: Path) -> None:
    before = run("people", "list", "--data", demo, "--format", "json").json
    ran = run("people", "import", file(tmp_path, GOOD, BAD), "--data", demo, "--dry-run", "--format", "json")
    assert ran.code == 1
    assert ran.json["read_as"] == "Windows-1252, semicolons, 2 rows"
    assert ran.json["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1}
    assert ran.json["ignored_columns"] == ["Floor"]
    assert {(each["line"], each["column"]) for each in ran.json["problems"]} == {
        (3, "E-Mail"),
        (3, "Clinic"),
        (3, "Start date"),
    }
    assert run("people", "list", "--data", demo, "--format", "json").json == before
    assert run("people", "import", file(tmp_path, GOOD), "--data", demo, "--dry-run").code == 0


def test_c37_all_or_nothing_unless_rows_are_left_out_by_choice(run: Run, demo: Path, tmp_path: Path) -> None:
    path = file(tmp_path, GOOD, BAD)
    refused = run("people", "import", path, "--data", demo, FIRST_DAYS)
    assert refused.code == 1
    assert "Nothing was written." in refused.out
    assert "zoe@" not in run("people", "list", "--data", demo).out
    done = run("people", "import", path, "--data", demo, FIRST_DAYS, "--leave-out-refused", "--send-invitations")
    assert (done.code, done.err) == (0, "")
    assert "Imported." in done.out
    assert "zoe@saltmarsh.example" in run("people", "list", "--data", demo).out
    again = run("people", "import", file(tmp_path, GOOD), "--data", demo, FIRST_DAYS)
    assert again.code == 0
    assert "1 unchanged" in again.out


def test_what_cannot_be_meant(run: Run, demo: Path, tmp_path: Path) -> None:
    good = file(tmp_path, GOOD)
    for words in (
        (tmp_path / "missing.csv",),
        (good,),
        (good, "--organisation", "Nowhere"),
        (good, "--date-order", "year-first"),
    ):
        ran = run("people", "import", *words, "--data", demo)
        assert ran.code == 2, words
        assert ran.err.count("\n") == 1
    good.write_bytes(b"PK\x03\x04")
    ran = run("people", "import", good, "--data", demo)
    assert ran.code == 1
    assert "Excel workbook" in ran.err
