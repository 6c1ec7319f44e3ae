"""`lms remind`: looked at first, written once, and honest about what was lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from lms.cli.remind import COLUMNS
from lms.database import Database
from lms.outbox.models import Job, Letter
from lms.settings import Settings
from tests.cli.conftest import AS_OF, Run

# The letters come from acts that tests/acts/test_nudges.py tries on both engines; here is what the command says.
pytestmark = pytest.mark.alike


def letters(kinds: tuple[str, ...] = ("due date", "at risk", "digest")) -> list[Letter]:
    database = Database(Settings.from_environment().resolved_database_url)
    with database.session() as session:
        found = session.query(Letter).filter(Letter.kind.in_(kinds)).all()
    database.dispose()
    return found


def test_what_is_shown_is_what_is_written_and_only_once(run: Run, demo: Path) -> None:
    call = ("remind", "--data", demo, "--as-of", AS_OF)
    shown = run(*call, "--dry-run", "--format", "json")
    assert shown.code == 0
    assert letters() == []
    rows = shown.json
    assert {row["kind"] for row in rows} == {"due date", "at risk", "digest"}
    assert {row["state"] for row in rows} == {"due"}
    assert list(rows[0]) == list(COLUMNS)
    assert len({row["email"] for row in rows if row["kind"] != "digest"}) == len(
        [row for row in rows if row["kind"] != "digest"]
    )
    assert all(row["days_left"] <= 30 for row in rows if row["kind"] == "due date")
    written = run(*call, "--format", "csv")
    assert written.code == 0
    again = list(csv.DictReader(io.StringIO(written.out)))
    assert [(row["email"], row["kind"]) for row in again] == [(row["email"], row["kind"]) for row in rows]
    assert len(letters()) == len(rows)
    third = run(*call)
    assert (third.code, third.out) == (0, "No letter is due.\n")
    assert len(letters()) == len(rows)

    database = Database(Settings.from_environment().resolved_database_url)
    with database.independent() as session:
        job = session.query(Job).filter_by(kind="mail", key=letters()[0].id).one()
        job.dead_at = job.created_at
    database.dispose()
    lost = run(*call, "--dry-run")
    assert lost.code == 1
    assert "1 of the last seven days could not be handed to the mail server" in lost.out


def test_calls_that_are_off(run: Run, demo: Path) -> None:
    ahead = run("remind", "--data", demo, "--as-of", "2199-01-05")
    assert ahead.code == 2
    assert "--dry-run" in ahead.err
    assert run("remind", "--data", demo, "--as-of", "2199-01-05", "--dry-run").out == "No letter is due.\n"
    assert run("remind", "--data", demo, "--as-of", "2026-02-30").code == 2
