"""`lms credit …`: what credit of continuing education rests on, as rows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from lms.curriculum.library import Library
from lms.database import Database
from lms.settings import Settings
from tests.cli.conftest import Run
from tests.clocks import NOON
from tests.credit.approved import Approved, approve
from tests.people.makers import make_place

EMPTY = {
    "providers": "No organisation has said who it is as a provider.",
    "approvals": "No approvals: certificates carry no credit.",
    "activities": "No activity is prepared for credit.",
    "designations": "Nothing is designated.",
}


@pytest.fixture
def data(settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation with nothing in it."""
    monkeypatch.setenv("LMS_DATABASE_URL", settings.resolved_database_url)
    return settings.data_path


@pytest.fixture
def approved(database: Database, library: Library) -> Approved:
    """One organisation with an activity that is designated for three professions."""
    place = make_place(database, NOON)
    with database.session(write=True) as session:
        made = approve(session, library.current(0.0), organisation_id=place.saltmarsh, now=NOON)
        session.commit()
    return made


@pytest.mark.parametrize("what", EMPTY)
def test_where_nothing_is_a_sentence_says_so(run: Run, data: Path, what: str) -> None:
    told = run("credit", what, "--data", data)
    assert (told.code, told.out) == (0, EMPTY[what] + "\n")
    assert run("credit", what, "--data", data, "--format", "json").json == []


@pytest.mark.alike
def test_what_credit_rests_on_is_listed(run: Run, data: Path, approved: Approved) -> None:
    rows = {what: run("credit", what, "--data", data, "--format", "json").json for what in EMPTY}
    assert [each["legal_name"] for each in rows["providers"]] == ["Harbor Bay Learning, Inc."]
    assert [(each["number"], each["kind"], each["unit"]) for each in rows["approvals"]] == [
        ("HC-0042", "provider", None)
    ]
    assert [(each["id"], each["version"], each["state"]) for each in rows["activities"]] == [
        (approved.activity_id, 1, "frozen")
    ]
    assert {each["id"]: each["credit_type"] for each in rows["designations"]} == {
        row: code for code, row in approved.designations.items()
    }
    assert {(each["credit"], each["approval"], each["state"]) for each in rows["designations"]} == {
        (1.0, "HC-0042", "in force")
    }


@pytest.mark.alike
def test_an_approval_stands_as_it_does_on_the_day_asked(run: Run, data: Path, approved: Approved) -> None:
    def state(days: int) -> str:
        day = (NOON + timedelta(days=days)).date().isoformat()
        (row,) = run("credit", "approvals", "--data", data, "--as-of", day, "--format", "json").json
        assert row["id"] == approved.approval_id
        return str(row["state"])

    assert [state(days) for days in (-366, -365, 0, 365, 366)] == [
        "not yet in term",
        "in term",
        "in term",
        "in term",
        "ended",
    ]
