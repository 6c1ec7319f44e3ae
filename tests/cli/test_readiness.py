"""`lms readiness`: a stable table of who will be ready."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from lms.readiness.rules import RANKS
from tests.cli.conftest import AS_OF, Run

COLUMNS = [
    "person", "email", "clinic", "role", "start_date", "standing", "reason", "minutes_left",
    "pace_minutes_per_week", "forecast_date", "due_date", "next_action", "blocked_by", "last_activity_on",
    "opens_on", "minutes_required", "minutes_done", "own_minutes_per_week", "agreed_minutes_per_week", "available",
    "as_of", "zone",
]  # fmt: skip


def test_json_has_the_stated_columns_sorted_by_risk(run: Run, demo: Path) -> None:
    rows = run("readiness", "--data", demo, "--as-of", AS_OF, "--format", "json").json
    assert all(list(row) == COLUMNS for row in rows)
    ranks = [RANKS[row["standing"]] for row in rows]
    assert ranks == sorted(ranks)


def test_every_row_has_a_reason_and_a_next_action_unless_none_is_needed(run: Run, demo: Path) -> None:
    for row in run("readiness", "--data", demo, "--as-of", AS_OF, "--format", "json").json:
        assert row["reason"].endswith(".")
        assert (row["next_action"] is None) is (row["standing"] in ("ready", "complete", "paused"))


def test_csv_and_json_agree(run: Run, demo: Path) -> None:
    rows = run("readiness", "--data", demo, "--as-of", AS_OF, "--format", "json").json
    table = list(csv.DictReader(io.StringIO(run("readiness", "--data", demo, "--as-of", AS_OF, "--format", "csv").out)))
    assert [{name: "" if value is None else str(value) for name, value in row.items()} for row in rows] == table


def test_an_earlier_day_is_recomputed_from_the_facts_of_that_day(run: Run, demo: Path) -> None:
    def colm(day: str) -> dict[str, object]:
        rows = run("readiness", "--data", demo, "--as-of", day, "--format", "json").json
        return next(row for row in rows if row["email"] == "colm@saltmarsh.example")

    assert colm(AS_OF)["minutes_left"] == 0
    earlier = colm("2026-02-16")
    assert earlier["minutes_left"] > 0


def test_no_course_no_traceback(run: Run, demo: Path, tmp_path: Path) -> None:
    done = run("readiness", "--data", demo, "--course", tmp_path / "nowhere")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert done.err.startswith("lms: ")
