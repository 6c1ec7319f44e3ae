"""Backup and restore: one file, any engine, nothing destroyed."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from lms import migrations
from lms.acts import backup
from lms.acts.backup import BackupRefused
from lms.database import Database
from lms.files import FileStore
from lms.people.models import Account
from lms.tables import metadata
from tests.cli.conftest import Run, demo, run

__all__ = ["demo", "run"]


def contents(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    with database.session() as session:
        found = {
            table.name: [tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))]
            for table in metadata.sorted_tables
        }
    database.dispose()
    return found


def test_a_restored_backup_is_the_same_and_passes_the_check(
    run: Run, demo: Path, empty_database_url: URL, tmp_path: Path, monkeypatch
) -> None:
    target = tmp_path / "night.zip"
    done = run("db", "backup", target, "--data", demo)
    assert done.code == 0
    assert "verified" in done.out
    before = contents(Database(empty_database_url))
    monkeypatch.setenv("LMS_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    assert run("db", "restore", target, "--data", tmp_path / "elsewhere").code == 0
    assert contents(Database(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")) == before
    assert run("db", "check", "--data", tmp_path / "elsewhere").out == "No differences.\n"
    assert run("audit", "verify", "--data", tmp_path / "elsewhere").code == 0


def test_restore_never_destroys_what_is_there(run: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "night.zip"
    run("db", "backup", target, "--data", demo)
    done = run("db", "restore", target, "--data", demo)
    assert done.code == 1
    assert "nothing was changed" in done.err
    assert run("db", "check", "--data", demo).code == 0


def test_backup_never_overwrites(run: Run, demo: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious.zip"
    target.write_text("keep me")
    assert run("db", "backup", target, "--data", demo).code == 1
    assert target.read_text() == "keep me"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _foreign(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("hello.txt", "not ours")


def _altered(path: Path) -> None:
    _rewrite(
        path,
        lambda name, content: content.replace(b"Marisol", b"Mallory") if name == "tables/account.jsonl" else content,
    )


def _extra(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("tables/more.jsonl", "{}")


def _other_format(path: Path) -> None:
    def change(name: str, content: bytes) -> bytes:
        return json.dumps({**json.loads(content), "format": "other"}).encode() if name == "manifest.json" else content

    _rewrite(path, change)


def _rewrite(path: Path, change) -> None:
    old = path.with_suffix(".old")
    shutil.move(path, old)
    with zipfile.ZipFile(old) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


@pytest.mark.parametrize("harm", [_cut, _foreign, _altered, _extra, _other_format, _empty, Path.unlink])
def test_a_broken_or_foreign_file_is_refused_and_nothing_is_written(run: Run, demo: Path, tmp_path: Path, harm) -> None:
    target = tmp_path / "night.zip"
    run("db", "backup", target, "--data", demo)
    harm(target)
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    with pytest.raises(BackupRefused, match=r"nothing was changed|not a Linchpin backup"):
        backup.restore(fresh, FileStore(tmp_path / "files"), target, upgrade=migrations.upgrade, head=migrations.head())
    assert migrations.current(fresh) is None
    fresh.dispose()
    assert list(FileStore(tmp_path / "files").digests()) == []


def test_a_damaged_stored_file_stops_the_backup(run: Run, demo: Path, tmp_path: Path) -> None:
    stored = next(path for path in (demo / "files").rglob("*") if path.is_file())
    stored.write_bytes(b"altered")
    done = run("db", "backup", tmp_path / "night.zip", "--data", demo)
    assert done.code == 1
    assert not (tmp_path / "night.zip").exists()


def test_rows_are_written_for_every_table(run: Run, demo: Path, empty_database_url: URL, tmp_path: Path) -> None:
    run("db", "backup", tmp_path / "night.zip", "--data", demo)
    manifest = backup.verify(tmp_path / "night.zip")
    database = Database(empty_database_url)
    with database.session() as session:
        accounts = session.scalar(select(func.count()).select_from(Account))
    database.dispose()
    assert manifest["members"]["tables/account.jsonl"]["rows"] == accounts
    assert {name for name in manifest["members"] if name.startswith("tables/")} == {
        f"tables/{name}.jsonl" for name in metadata.tables
    }
