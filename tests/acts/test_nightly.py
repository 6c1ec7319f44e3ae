"""Backups night by night: named by their instant, tried out, the oldest let go; and those of an earlier schema."""

from __future__ import annotations

import hashlib
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import URL

from lms import migrations
from lms.acts import backup, nightly
from lms.database import Database
from lms.files import FileStore
from tests.cli.conftest import Run, demo, run

__all__ = ["demo", "run"]

NIGHT = datetime(2027, 1, 11, 3, 30, tzinfo=UTC)


INSTANTS = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(INSTANTS, INSTANTS)
def test_names_sort_as_the_instants_do(one: datetime, other: datetime) -> None:
    assert (nightly.name_for(one) < nightly.name_for(other)) == (one < other)


@pytest.mark.parametrize(("there", "keep", "left"), [(5, 2, 2), (2, 2, 2), (1, 14, 1), (3, 1, 1), (0, 3, 0)])
def test_the_newest_are_kept_and_what_is_not_ours_stays(tmp_path: Path, there: int, keep: int, left: int) -> None:
    names = [nightly.name_for(NIGHT + timedelta(days=day)) for day in range(there)]
    for name in [*reversed(names), "notes.txt", "linchpin-2027-01-11.zip"]:
        (tmp_path / name).write_text("x")
    gone = nightly.let_go(tmp_path, keep=keep)
    assert sorted(each.name for each in gone) == names[: there - left]
    assert {each.name for each in tmp_path.iterdir()} == {
        *names[there - left :],
        "notes.txt",
        "linchpin-2027-01-11.zip",
    }


def test_a_night_writes_rehearses_and_lets_go(run: Run, demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "nights"
    folder.mkdir()
    old = folder / nightly.name_for(NIGHT - timedelta(days=4000))
    old.write_text("an old one")
    done = run("db", "backup", folder, "--rehearse", "--keep", "1", "--data", demo)
    assert done.code == 0, done.err
    assert "Restored as a rehearsal: no differences." in done.out
    assert not old.exists()
    (kept,) = folder.iterdir()
    assert backup.verify(kept)["schema"] == migrations.head()


@pytest.mark.alike
def test_a_rehearsal_that_finds_a_difference_lets_nothing_go(
    run: Run, demo: Path, tmp_path: Path, empty_database_url: URL
) -> None:
    folder = tmp_path / "nights"
    folder.mkdir()
    old = folder / nightly.name_for(NIGHT - timedelta(days=4000))
    old.write_text("an old one")
    database = Database(empty_database_url)
    with database.independent() as session:
        session.execute(text("UPDATE completion SET minutes = minutes + 1, completed_on = '2020-01-01'"))
        session.execute(text("UPDATE attempt SET right_count = right_count - 1 WHERE right_count > 0"))
    database.dispose()
    done = run("db", "backup", folder, "--rehearse", "--keep", "1", "--data", demo)
    assert done.code == 1
    assert "differences" in done.out
    assert old.exists()


@pytest.mark.parametrize("words", [("--keep", "0"), ("--keep", "3")])
def test_keep_wants_a_folder_and_a_number(run: Run, demo: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert run("db", "backup", tmp_path / "one.zip", *words, "--data", demo).code == 2
    assert not (tmp_path / "one.zip").exists()


LATER_KINDS = {"mail_token": ("address",), "completion": ("lab",), "grant": ("leader", "programme lead")}


def _earlier(source: Path, target: Path, schema: str, without: dict[str, tuple[str, ...]]) -> None:
    """A backup as the first schema would have written it: without the tables, columns and kinds that came later."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as made:
        manifest = json.loads(archive.read("manifest.json"))
        members = {}
        for name, stated in manifest["members"].items():
            table = name.removeprefix("tables/").removesuffix(".jsonl")
            if table in without and not without[table]:
                continue
            content = archive.read(name)
            if table in without or table in LATER_KINDS:
                rows = [json.loads(line) for line in content.splitlines()]
                rows = [row for row in rows if row.get("kind") not in LATER_KINDS.get(table, ())]
                slim = [{key: value for key, value in row.items() if key not in without.get(table, ())} for row in rows]
                content = b"".join(json.dumps(row, ensure_ascii=False, sort_keys=True).encode() + b"\n" for row in slim)
            count = len(content.splitlines()) if name.startswith("tables/") else stated["rows"]
            members[name] = {"sha256": hashlib.sha256(content).hexdigest(), "rows": count}
            made.writestr(name, content)
        made.writestr("manifest.json", json.dumps({**manifest, "schema": schema, "members": members}))


def test_c18_a_backup_of_the_first_schema_is_restored_and_brought_up(run: Run, demo: Path, tmp_path: Path) -> None:
    first = "20261123_training"
    run("db", "backup", tmp_path / "now.zip", "--data", demo)
    scratch = Database(f"sqlite:///{tmp_path / 'first.sqlite'}")
    migrations.upgrade(scratch, first)
    then = {name: set(_columns(scratch, name)) for name in _tables(scratch)}
    scratch.dispose()
    now = Database(f"sqlite:///{tmp_path / 'now.sqlite'}")
    migrations.upgrade(now)
    later = {name: tuple(sorted(set(_columns(now, name)) - then.get(name, set()))) for name in _tables(now)}
    without = {name: (() if name not in then else gone) for name, gone in later.items() if name not in then or gone}
    now.dispose()
    _earlier(tmp_path / "now.zip", tmp_path / "first.zip", first, without)
    restored = Database(f"sqlite:///{tmp_path / 'restored.sqlite'}")
    files = FileStore(tmp_path / "restored-files")
    done = backup.restore(restored, files, tmp_path / "first.zip", upgrade=migrations.upgrade, head=migrations.head())
    assert done.rows > 100
    assert migrations.current(restored) == migrations.head()
    assert migrations.drift(restored) == []
    restored.dispose()


def _tables(database: Database) -> list[str]:
    with database.session() as session:
        wanted = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> 'alembic_version'"
        return list(session.scalars(text(wanted)))


def _columns(database: Database, table: str) -> list[str]:
    with database.session() as session:
        return [row[1] for row in session.execute(text(f'PRAGMA table_info("{table}")'))]
