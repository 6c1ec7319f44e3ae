"""The demonstration: made once, told in full, right on its own terms, and the same for the same day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt
from lms.cli.demo_cast import CAST, OPENS_WEEKS
from lms.cli.demo_programme import LEADS_EMAIL, PROGRAMME
from lms.credit.models import Certificate
from lms.database import Database
from lms.learning.models import Completion
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.queries import state
from lms.outbox.models import Letter
from lms.people.importing.sample import NO_ADDRESS, NO_CLINIC, NO_DAY, fifty_people
from lms.people.models import Account, Clinic
from lms.people.rules import ROLES
from lms.practice.models import CaseRun
from lms.readiness.rules import RANKS
from tests.cli.conftest import AS_OF, Run

TODAY = date.fromisoformat(AS_OF)


@contextmanager
def read(url: URL) -> Iterator[Session]:
    """A session on the demonstration's database, closed with its connections."""
    database = Database(url.render_as_string(hide_password=False))
    with database.session() as session:
        yield session
    database.dispose()


def readiness(run: Run, demo: Path, day: str = AS_OF) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("readiness", "--data", demo, "--as-of", day, "--format", "json").json
    return found


def test_it_prints_accounts_and_things_to_try(run: Run, demo: Path) -> None:
    before = run("people", "list", "--data", demo, "--format", "json").json
    again = run("demo", "--data", demo, "--as-of", AS_OF, "--no-serve")
    assert again.code == 0
    for person in CAST:
        assert (person.email in again.out) is bool(person.shown)
    assert f"  {LEADS_EMAIL} " in again.out
    assert all(f"  {number}. " in again.out for number in range(1, 7))
    assert run("people", "list", "--data", demo, "--format", "json").json == before, "a second run makes nobody twice"


def test_the_code_it_prints_is_a_certificate_that_counts(run: Run, demo: Path) -> None:
    printed = run("demo", "--data", demo, "--as-of", AS_OF, "--no-serve").out
    code = re.search(r"/verify/(\S+)", printed)
    assert code is not None
    told = run("certificates", "verify", code[1], "--data", demo)
    assert told.code == 0, told.out


def test_forty_people_in_three_clinics_and_every_role(run: Run, demo: Path) -> None:
    rows = readiness(run, demo)
    assert len({row["email"] for row in rows}) >= 40
    assert {row["clinic"] for row in rows} == set(OPENS_WEEKS)
    assert {row["role"] for row in rows} == set(ROLES)


def test_a_programme_is_shown_counts_and_nothing_small(run: Run, demo: Path) -> None:
    rows = run("programme", "counts", PROGRAMME, "--data", demo, "--format", "json").json
    months = sorted({row["month"] for row in rows})
    assert len(months) >= 3, "a trend"
    newest = [row for row in rows if row["month"] == months[-1]]
    whole = next(row for row in newest if row["by"] == "all")
    assert whole["number"] == len(readiness(run, demo, months[-1]))
    assert whole["ready"] + whole["not_ready_yet"] == whole["number"]
    assert {row["name"] for row in newest if row["by"] == "clinic"} == set(OPENS_WEEKS)
    assert any("together" in row["name"] for row in newest if row["by"] == "role"), "roles too small to stand alone"
    shown = [
        row[part] for row in rows for part in ("number", "ready", "on_the_way", "overdue_or_at_risk", "not_ready_yet")
    ]
    assert min(each for each in shown if each is not None) >= 5
    listed = run("programme", "list", "--data", demo, "--format", "json").json
    assert [(each["state"], each["names"]) for each in listed] == [("shared", "no")]


def test_every_standing_and_every_cause_of_risk(run: Run, demo: Path) -> None:
    rows = readiness(run, demo)
    assert {row["standing"] for row in rows} == set(RANKS)
    at_risk = " ".join(str(row["reason"]) for row in rows if row["standing"] == "at risk")
    for words in (
        "from the first day.",
        "and the plan allows 30 min.",
        "Nothing was completed in the last 28 days",
        "late.",
    ):
        assert words in at_risk


def test_who_did_the_whole_course_is_ready_and_has_its_certificate(
    run: Run, demo: Path, empty_database_url: URL
) -> None:
    managers = [row for row in readiness(run, demo) if row["role"] == "bhcm"]
    ready = {row["person"] for row in managers if row["standing"] == "ready"}
    assert ready == {"Colm Brannigan"}
    with read(empty_database_url) as session:
        wholes = session.scalars(select(Certificate).where(Certificate.title == "The whole course")).all()
    assert {each.payload["name"] for each in wholes if each.superseded_at is None} == {"Colm Brannigan, LMFT"}


def test_mill_road_opens_in_six_weeks_on_a_monday(run: Run, demo: Path, empty_database_url: URL) -> None:
    marisol = next(row for row in readiness(run, demo) if row["person"] == "Marisol Tavares")
    starts = date.fromisoformat(str(marisol["start_date"]))
    assert starts.weekday() == 0
    assert 42 <= (starts - TODAY).days < 49
    with read(empty_database_url) as session:
        opens = dict(session.execute(select(Clinic.name, Clinic.opens_on)).all())
    assert opens["Mill Road"] == starts
    assert opens["Ferry Landing"] > starts > opens["Northgate"]


def test_facts_reach_back_four_months_and_none_ahead(run: Run, demo: Path, empty_database_url: URL) -> None:
    with read(empty_database_url) as session:
        days = session.scalars(select(Completion.completed_on)).all()
        founded = session.scalar(select(func.min(Account.created_at)))
    assert founded is not None
    assert 118 <= (TODAY - founded.date()).days <= 124
    assert max(days) < TODAY
    assert min(days) > founded.date()
    assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("days_ago", [10, 45, 100])
def test_past_days_can_be_asked_about(run: Run, demo: Path, days_ago: int) -> None:
    then = (TODAY - timedelta(days=days_ago)).isoformat()
    earlier, now = readiness(run, demo, then), readiness(run, demo)
    done = {(row["email"], row["clinic"], row["role"]): int(str(row["minutes_done"])) for row in now}
    gone = {str(row["email"]) for row in earlier if (row["email"], row["clinic"], row["role"]) not in done}
    assert gone <= {"hugh@saltmarsh.example"}, "who has left since stands in the list of a day on which he was there"
    for row in earlier:
        assert int(str(row["minutes_done"])) <= done.get((row["email"], row["clinic"], row["role"]), 10_000), row
    assert sum(int(str(row["minutes_done"])) for row in earlier) < sum(done.values())


def test_learning_left_every_kind_of_trace(demo: Path, empty_database_url: URL) -> None:
    with read(empty_database_url) as session:
        attempts = Counter(each.passed for each in session.scalars(select(Attempt)))
        runs = list(session.scalars(select(CaseRun)))
        papers = list(session.scalars(select(Certificate)))
        letters = list(session.scalars(select(Letter)))
        outside = {state(row) for row in session.scalars(select(OutsideTraining))}
    assert set(attempts) == {True, False, None}, "passed, failed, and open"
    assert len({(run.case_id, run.ending) for run in runs if run.ending}) > len({run.case_id for run in runs})
    assert any(run.finished_at is None for run in runs)
    assert Counter((bool(each.superseded_at), bool(each.revoked_at)) for each in papers).keys() == {
        (False, False), (True, False), (False, True),
    }  # fmt: skip
    assert outside == {"waiting", "accepted", "not accepted"}
    assert {each.kind for each in letters} >= {"invitation", "reminder", "address", "accounts-joined"}
    assert all(each.sent_at is None for each in letters), "no mail leaves a demonstration"


def test_the_file_to_try_an_import_with_has_three_lines_wrong(run: Run, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(fifty_people(list(OPENS_WEEKS), TODAY + timedelta(weeks=8)))
    told = run("people", "import", file, "--dry-run", "--data", demo, "--format", "json").json
    assert told["counts"] == {"new": 47, "changed": 0, "unchanged": 0, "refused": 3}
    assert [(each["line"], each["column"]) for each in told["problems"]] == [
        (NO_ADDRESS, "E-mail"), (NO_CLINIC, "Clinic"), (NO_DAY, "First day with CoCM patients"),
    ]  # fmt: skip


def test_the_demonstration_passes_its_own_check(run: Run, demo: Path) -> None:
    assert run("db", "check", "--data", demo).out == "No differences.\n"
    assert run("audit", "verify", "--data", demo).code == 0
