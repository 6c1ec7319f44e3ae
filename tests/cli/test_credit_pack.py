"""`lms credit pack`: an audit pack from the command line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.cast import Cast, in_session
from tests.cli.conftest import Run
from tests.credit.approved import approve
from tests.credit.packed import LICENCE, Audited, audited, files_of

# What is in a pack is tried on both engines in tests/acts/test_credit_pack.py; here is what the command says.
pytestmark = pytest.mark.alike

DAYS = ("--from", "2026-05-01", "--to", "2026-05-31")


@pytest.fixture
def made(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Audited:
    """Rows as they would stand in an installation, which the command then opens."""
    monkeypatch.setenv("LMS_DATABASE_URL", str(cast.services.settings.database_url))
    monkeypatch.setenv("LMS_DATA", str(cast.services.settings.data_path))
    return audited(cast)


def test_the_pack_is_written_and_its_hash_told(cast: Cast, made: Audited, run: Run, tmp_path: Path) -> None:
    target, again = tmp_path / "pack.zip", tmp_path / "again.zip"
    activity = made.credited.approved.activity_id
    ran = run("credit", "pack", "--activity", activity, *DAYS, "--out", target)
    assert (ran.code, ran.err) == (0, "")
    assert hashlib.sha256(target.read_bytes()).hexdigest() in ran.out
    assert target.read_bytes() == made.pack()
    assert run("credit", "pack", "--activity", cast.module.id, *DAYS, "--out", again, "--redacted").code == 0
    assert [name for name, content in files_of(again.read_bytes()).items() if LICENCE.encode() in content] == []
    assert len([each for each in cast.lines() if each.act == "audit-pack.made"]) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"--activity": "m99"}, "There is no activity 'm99'"),
        ({"--from": "2026-06-01"}, "is after the last"),
        ({"--to": "2026-02-30"}, "not a date that exists"),
        ({"--out": "/nowhere/pack.zip"}, "cannot be written"),
        ({"--out": "/"}, "is a folder"),
        ({"--from": "1900-01-01"}, "Enter days from"),
    ],
)
def test_what_makes_no_pack_is_a_sentence(
    made: Audited, run: Run, tmp_path: Path, changed: dict[str, str], sentence: str
) -> None:
    words = {"--activity": made.credited.approved.activity_id, "--from": "2026-05-01", "--to": "2026-05-31",
             "--out": str(tmp_path / "pack.zip"), **changed}  # fmt: skip
    ran = run("credit", "pack", *(each for pair in words.items() for each in pair))
    assert ran.code == 2
    assert sentence in ran.err
    assert ran.err.count("\n") == 1
    assert list(tmp_path.glob("*.zip")) == []


def test_a_unit_that_two_organisations_have_is_named_by_id(cast: Cast, made: Audited, run: Run, tmp_path: Path) -> None:
    other = in_session(
        cast.services.database,
        lambda session: approve(
            session, cast.course, organisation_id=cast.place.elsewhere, now=cast.services.clock.now()
        ),
    )
    ran = run("credit", "pack", "--activity", cast.module.id, *DAYS, "--out", tmp_path / "pack.zip")
    assert ran.code == 2
    assert other.activity_id in ran.err
