"""`lms doctor` on installations that are wrong in one way each, made wrong for real; the database is that of the run."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from lms.acts.nightly import name_for
from lms.audit.actions import record
from lms.credit import keys
from lms.credit.keys import Keyring
from lms.database import Database
from lms.files import private_folder
from lms.outbox import actions
from lms.outbox.rules import MAX_TRIES
from tests.cli.conftest import Run
from tests.kept import lend_reading

FREE = re.compile(r"[\d,]+(?= MiB are)")
"""Room on the disk, which others change between two looks."""


@pytest.fixture
def data(database_url: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation that is well: the whole schema, and a job loop that has just done something."""
    monkeypatch.setenv("LMS_DATABASE_URL", database_url.render_as_string(hide_password=False))
    monkeypatch.setenv("LMS_DATA", str(tmp_path / "data"))
    lend_reading(private_folder(tmp_path / "data"))
    return tmp_path / "data"


def job(database: Database, now: datetime, *, kind: str = "mail", tries: int = 0, done: bool = False) -> None:
    """A job put down at an instant, tried in vain so many times, each as soon as it was due, and perhaps done then."""
    with database.independent() as session:
        actions.put(session, kind=kind, key=f"{now}", payload={}, now=now)
    for at in (now + timedelta(hours=7 * number) for number in range(tries + done)):
        with database.independent() as session:
            claimed = actions.claim(session, at, 120)
            assert claimed is not None
            if done:
                actions.done(session, claimed, at)
            else:
                actions.failed(session, claimed, at, "OSError")


def act(database: Database, at: datetime) -> None:
    with database.independent() as session:
        record(session, chain="installation", actor_id=None, at=at, act="tried", subject_kind="test", subject_id="1")


def broken_chain(database: Database, _data: Path) -> None:
    act(database, datetime.now(UTC))
    act(database, datetime.now(UTC))
    with database.independent() as session:
        session.execute(text("UPDATE audit_head SET number = 1"))


def lost_key(database: Database, data: Path) -> None:
    with database.independent() as session:
        keys.make_first(session, Keyring(data / "keys", "http://127.0.0.1:8000"), now=datetime.now(UTC))
    next((data / "keys").glob("credential-*")).unlink()


def open_key(database: Database, data: Path) -> None:
    with database.independent() as session:
        keys.make_first(session, Keyring(data / "keys", "http://127.0.0.1:8000"), now=datetime.now(UTC))
    next((data / "keys").glob("pdf-*")).chmod(0o640)


def open_secret(_database: Database, data: Path) -> None:
    (data / "secret-key").chmod(0o644)


def open_provider(_database: Database, data: Path) -> None:
    private_folder(data / "sign-in")
    (data / "sign-in" / "saltmarsh.secret").write_text("of a client")
    (data / "sign-in" / "saltmarsh.secret").chmod(0o644)


def file_for_a_folder(_database: Database, data: Path) -> None:
    (data / "files").write_text("here should be a folder")


def resting(database: Database, _data: Path) -> None:
    job(database, datetime.now(UTC) - timedelta(hours=2), done=True)


def stuck(database: Database, _data: Path) -> None:
    job(database, datetime.now(UTC) - timedelta(hours=1))


def given_up(database: Database, _data: Path) -> None:
    job(database, datetime.now(UTC) - timedelta(days=5), tries=MAX_TRIES)


def later(database: Database, _data: Path) -> None:
    act(database, datetime.now(UTC) + timedelta(hours=1))


STATES: list[tuple[Callable[[Database, Path], None], str, str]] = [
    (broken_chain, "record", "installation"),
    (lost_key, "keys", "run lms keys rotate"),
    (open_key, "keys", "then lms keys rotate"),
    (open_secret, "secrets", "chmod 600"),
    (open_provider, "secrets", "saltmarsh.secret: chmod 600"),
    (file_for_a_folder, "folder of stored files", "Make it"),
    (resting, "worker", "LMS_WORKER=yes"),
    (stuck, "outbox", "lms worker --once"),
    (given_up, "given up", "lms doctor --mail"),
    (later, "newest line", "NTP"),
]


@pytest.mark.parametrize(("make", "name", "remedy"), STATES, ids=lambda each: getattr(each, "__name__", ""))
def test_it_finds_what_was_made_wrong(
    run: Run, data: Path, database: Database, make: Callable[[Database, Path], None], name: str, remedy: str
) -> None:
    make(database, data)
    database.dispose()
    done = run("doctor", "--format", "json")
    assert done.code == 1
    ((found, sentence),) = [(each["name"], each["sentence"]) for each in done.json if not each["good"]]
    assert (found, remedy in sentence) == (name, True), sentence


@pytest.mark.alike
def test_an_installation_that_was_just_made_is_well(run: Run, data: Path) -> None:
    before = sorted(data.iterdir())
    done = run("doctor", "--format", "json")
    assert (done.code, [each for each in done.json if not each["good"]]) == (0, [])
    assert sorted(data.iterdir()) == before
    said = "".join(f"ok    {each['sentence']}\n" for each in done.json)
    assert FREE.sub("", run("doctor").out) == FREE.sub("", said)


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"LMS_BASE_URL": "http://t.example.org"}, "https"),
        ({"LMS_SHARED_IDLE_MINUTES": "90"}, "shared sessions"),
        ({"LMS_SESSION_HOURS": "1", "LMS_IDLE_MINUTES": "90"}, "sessions"),
        ({"LMS_SMTP_URL": "smtp://mail.example.org", "LMS_MAIL_FROM": "t@example.org"}, "links"),
    ],
)
@pytest.mark.alike
def test_settings_that_clash(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], name: str
) -> None:
    for each, value in settings.items():
        monkeypatch.setenv(each, value)
    done = run("doctor", "--format", "json")
    assert (done.code, [each["name"] for each in done.json if not each["good"]]) == (1, [name])


@pytest.mark.parametrize(
    ("ages", "good", "said"),
    [
        ([], False, "There is no backup in"),
        ([48, 72], False, "It is 48 hours old"),
        ([72, 2], True, "The newest backup in"),
        (None, False, "is no folder that can be read"),
    ],
)
@pytest.mark.alike
def test_backups_are_looked_at_where_a_folder_is_named(
    run: Run, data: Path, tmp_path: Path, ages: list[int] | None, good: bool, said: str
) -> None:
    folder = tmp_path / "backups"
    if ages is not None:
        folder.mkdir()
        (folder / "linchpin-notes.txt").write_text("no backup")
    for hours in ages or ():
        (folder / name_for(datetime.now(UTC) - timedelta(hours=hours))).write_bytes(b"")
    done = run("doctor", "--backups", folder, "--format", "json")
    (found,) = [each for each in done.json if each["name"] == "backups"]
    assert (found["good"], said in found["sentence"]) == (good, True), found
    assert done.code == (0 if good else 1)


@pytest.mark.alike
def test_a_course_that_cannot_be_read_is_said(run: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "course").mkdir()
    done = run("doctor", "--course", tmp_path / "course", "--format", "json")
    ((name, sentence),) = [(each["name"], each["sentence"]) for each in done.json if not each["good"]]
    assert (name, "lms content check" in sentence) == ("course", True)


def test_a_database_without_a_schema_is_said(
    run: Run, data: Path, empty_database_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_DATABASE_URL", empty_database_url.render_as_string(hide_password=False))
    done = run("doctor", "--format", "json")
    assert [each["name"] for each in done.json if not each["good"]] == ["schema"]


@pytest.mark.alike
def test_to_look_makes_no_database(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LMS_DATABASE_URL")
    done = run("doctor", "--format", "json")
    assert [each["name"] for each in done.json if not each["good"]] == ["schema"]
    assert list(data.glob("*.sqlite*")) == []


def test_a_server_that_is_away_is_said(run: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    done = run("doctor", "--format", "json")
    ((name, sentence),) = [(each["name"], each["sentence"]) for each in done.json if not each["good"]]
    assert (name, "Check LMS_DATABASE_URL" in sentence) == ("database", True)
    assert "nobody" not in done.out


@pytest.mark.alike
@pytest.mark.parametrize("whole", [0, 40])
def test_a_damaged_file_is_no_matter_of_settings(
    run: Run, data: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: int
) -> None:
    """Written over from the first page, or from a later one on."""
    place = tmp_path / "damaged.sqlite"
    copied = sqlite3.connect(database.url.database or "")
    copied.execute("VACUUM INTO ?", (str(place),))
    copied.close()
    content = place.read_bytes()
    place.write_bytes(content[: whole * 4096] + os.urandom(len(content) - whole * 4096))
    monkeypatch.setenv("LMS_DATABASE_URL", f"sqlite:///{place}")
    done = run("doctor", "--format", "json")
    wrong = {each["name"]: each["sentence"] for each in done.json if not each["good"]}
    assert done.code == 1
    assert set(wrong) <= {"database", "integrity"}
    assert all("restore the newest backup" in each for each in wrong.values())


@pytest.mark.alike
def test_a_log_that_does_not_shrink_is_said(run: Run, data: Path, database: Database) -> None:
    """As long as somebody holds the file open, the log stays as it is."""
    place = Path(database.url.database or "")
    with database.engine.connect() as holding:
        holding.exec_driver_sql("SELECT count(*) FROM account")
        os.truncate(f"{place}-wal", 300 * 2**20)
        done = run("doctor", "--format", "json")
    assert [each["name"] for each in done.json if not each["good"]] == ["write-ahead log"]
