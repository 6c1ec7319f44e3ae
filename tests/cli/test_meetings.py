"""`lms meetings`: when each clinic's reviews are due, as a table, JSON, CSV and a calendar file."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from lms.readiness.meetings.rows import COLUMNS
from tests.cli.conftest import AS_OF, Run


def test_the_meetings_of_every_clinic(run: Run, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "meetings.ics"
    rows = run("meetings", "--data", demo, "--as-of", AS_OF, "--format", "json", "--ics", file).json
    assert all(tuple(row) == COLUMNS for row in rows)
    seen = {(row["clinic"], row["meeting"]): row for row in rows}
    assert len(seen) == 7
    assert [key for key, row in seen.items() if row["standing"] == "overdue"] == [("Northgate", "Caseload review")]
    (below,) = [row for row in rows if row["below_published"] == "yes"]
    assert (below["clinic"], below["rhythm"]) == ("Ferry Landing", "every 2 weeks on Wednesday")
    assert below["reason_below"].startswith("Dr. Lindqvist")
    assert seen["Northgate", "Panel review"]["last_held_on"] == "2026-04-30"
    assert seen["Northgate", "Panel review"]["next_on"] == "2026-05-07"
    assert "Tomasz Wierzba" in seen["Northgate", "Panel review"]["on_leave"]
    assert "Hugh Penrose" not in seen["Northgate", "Panel review"]["must_come"]  # He left.
    text = file.read_bytes().decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.count("RRULE:FREQ=WEEKLY") == 3
    assert "Lindqvist" not in text
    table = list(csv.DictReader(io.StringIO(run("meetings", "--data", demo, "--as-of", AS_OF, "--format", "csv").out)))
    assert [row["id"] for row in table] == [row["id"] for row in rows]
    one = run("meetings", "--data", demo, "--as-of", AS_OF, "--clinic", "mill road", "--format", "json").json
    assert {row["clinic"] for row in one} == {"Mill Road"}
    earlier = run("meetings", "--data", demo, "--as-of", "2026-03-02", "--format", "json").json
    assert {row["clinic"] for row in earlier} == {"Northgate"}
    assert {row["standing"] for row in earlier if row["meeting"] == "Caseload review"} == {"scheduled"}


def test_what_cannot_be_meant_is_told(run: Run, demo: Path, tmp_path: Path) -> None:
    wrong = run("meetings", "--data", demo, "--clinic", "Nowhere")
    assert (wrong.code, wrong.err) == (2, "lms: There is no clinic 'Nowhere'; give its name or its id.\n")
    nameless = run("meetings", "--data", demo, "--ics", "")
    assert (nameless.code, nameless.err) == (2, "lms: Name the file to write behind --ics, such as meetings.ics.\n")
    unwritten = run("meetings", "--data", demo, "--ics", tmp_path / "none" / "meetings.ics")
    assert unwritten.code == 2
    assert "could not be written" in unwritten.err
