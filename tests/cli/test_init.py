"""`lms init`: makes what is missing and nothing twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import URL

from lms.database import Database
from lms.people.models import Clinic, Organisation
from tests.cli.conftest import Run


@pytest.fixture
def fresh(empty_database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Database, Path]:
    monkeypatch.setenv("LMS_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    return Database(empty_database_url), tmp_path / "data"


def places(database: Database) -> dict[str, list[tuple[str, str]]]:
    """Organisation → (clinic, zone)."""
    with database.session() as session:
        found = {
            each.name: sorted(
                (clinic.name, clinic.zone)
                for clinic in session.scalars(select(Clinic).where(Clinic.organisation_id == each.id))
            )
            for each in session.scalars(select(Organisation))
        }
        assert len(found) == len(session.scalars(select(Organisation)).all())
    database.dispose()
    return found


def test_a_second_run_makes_nothing_twice(run: Run, fresh: tuple[Database, Path]) -> None:
    database, data = fresh
    words = ("init", "--data", data, "--organisation", "Saltmarsh", "--clinic", "Mill  Road")
    assert "Made Saltmarsh and Mill Road." in run(*words).out
    assert "Nothing was missing." in run(*words).out
    assert places(database) == {"Saltmarsh": [("Mill Road", "America/Chicago")]}


def test_a_further_clinic_joins_its_organisation_in_the_zone_that_is_set(
    run: Run, fresh: tuple[Database, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    database, data = fresh
    run("init", "--data", data, "--organisation", "Saltmarsh", "--clinic", "Mill Road")
    monkeypatch.setenv("LMS_ZONE", "America/New_York")
    assert "Made Northgate." in run("init", "--data", data, "--organisation", "Saltmarsh", "--clinic", "Northgate").out
    run("init", "--data", data, "--organisation", "Elsewhere")
    assert places(database) == {
        "Saltmarsh": [("Mill Road", "America/Chicago"), ("Northgate", "America/New_York")],
        "Elsewhere": [],
    }


def test_a_clinic_without_its_organisation_is_refused(run: Run, fresh: tuple[Database, Path]) -> None:
    done = run("init", "--data", fresh[1], "--clinic", "Mill Road")
    assert (done.code, done.out) == (2, "")
    assert "--organisation" in done.err


def test_the_key_is_readable_by_the_owner_only(run: Run, fresh: tuple[Database, Path]) -> None:
    assert run("init", "--data", fresh[1]).code == 0
    assert (fresh[1] / "secret-key").stat().st_mode & 0o077 == 0
