"""The demonstration: made once, told in full, right on its own terms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.cli.demo_cast import CAST
from tests.cli.conftest import AS_OF, Run


def test_it_prints_accounts_and_three_things_to_try(run: Run, demo: Path) -> None:
    again = run("demo", "--data", demo, "--as-of", AS_OF, "--no-serve")
    assert again.code == 0
    for person in CAST:
        assert (person.email in again.out) is bool(person.shown)
    assert all(f"  {number}. " in again.out for number in (1, 2, 3))
    listed = run("people", "list", "--data", demo, "--format", "json").json
    assert len(listed) == len(CAST), "a second run makes nobody twice"


def test_six_standings_or_more_and_mill_road_opens_on_a_monday(run: Run, demo: Path) -> None:
    rows = run("readiness", "--data", demo, "--as-of", AS_OF, "--format", "json").json
    assert len({row["standing"] for row in rows}) >= 6
    marisol = next(row for row in rows if row["person"] == "Marisol Tavares")
    starts = date.fromisoformat(marisol["start_date"])
    assert starts.weekday() == 0
    assert 42 <= (starts - date.fromisoformat(AS_OF)).days < 49


def test_the_demonstration_passes_its_own_check(run: Run, demo: Path) -> None:
    assert run("db", "check", "--data", demo).out == "No differences.\n"
    assert run("audit", "verify", "--data", demo).code == 0
