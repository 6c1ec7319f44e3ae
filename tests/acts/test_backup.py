"""Backup and restore: one file, any engine, nothing destroyed."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from lms import migrations
from lms.acts import backup
from lms.acts.backup import BackupRefused
from lms.cli import main
from lms.database import Database
from lms.files import FileStore
from lms.people.models import Account
from lms.tables import metadata
from tests.cli.conftest import Run, demo, run
from tests.databases import Databases
from tests.demonstration import Demonstration

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


@dataclass(frozen=True)
class Night:
    """A backup of the demonstration, what the command said of it, and the rows there were."""

    archive: Path
    said: str
    rows: dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def night(databases: Databases, demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Made once by the command; whoever spoils the archive spoils a copy."""
    folder, url = tmp_path_factory.mktemp("night"), databases.empty()
    demonstration.copy_to(databases, url, folder / "data")
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setenv("LMS_DATABASE_URL", url.render_as_string(hide_password=False))
        assert main(["db", "backup", str(folder / "night.zip"), "--data", str(folder / "data")]) == 0
    made = Night(folder / "night.zip", said.getvalue(), contents(Database(url)))
    databases.discard(url)
    return made


def test_a_restored_backup_is_the_same_and_passes_the_check(
    run: Run, night: Night, tmp_path: Path, monkeypatch
) -> None:
    assert "verified" in night.said
    monkeypatch.setenv("LMS_DATABASE_URL", f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")
    assert run("db", "restore", night.archive, "--data", tmp_path / "elsewhere").code == 0
    assert contents(Database(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}")) == night.rows
    assert run("db", "check", "--data", tmp_path / "elsewhere").out == "No differences.\n"
    assert run("audit", "verify", "--data", tmp_path / "elsewhere").code == 0


def test_restore_never_destroys_what_is_there(run: Run, demo: Path, night: Night) -> None:
    done = run("db", "restore", night.archive, "--data", demo)
    assert done.code == 1
    assert "nothing was changed" in done.err
    assert run("db", "check", "--data", demo).code == 0


@pytest.mark.alike
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


@pytest.mark.alike
@pytest.mark.parametrize("harm", [_cut, _foreign, _altered, _extra, _other_format, _empty, Path.unlink])
def test_a_broken_or_foreign_file_is_refused_and_nothing_is_written(night: Night, tmp_path: Path, harm) -> None:
    target = tmp_path / "night.zip"
    shutil.copyfile(night.archive, target)
    harm(target)
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.sqlite'}")
    with pytest.raises(BackupRefused, match=r"nothing was changed|not a Linchpin backup"):
        backup.restore(fresh, FileStore(tmp_path / "files"), target, upgrade=migrations.upgrade, head=migrations.head())
    assert migrations.current(fresh) is None
    fresh.dispose()
    assert list(FileStore(tmp_path / "files").digests()) == []


@pytest.mark.alike
def test_a_damaged_stored_file_stops_the_backup(run: Run, demo: Path, tmp_path: Path) -> None:
    stored = next(path for path in (demo / "files").rglob("*") if path.is_file())
    stored.write_bytes(b"altered")
    done = run("db", "backup", tmp_path / "night.zip", "--data", demo)
    assert done.code == 1
    assert not (tmp_path / "night.zip").exists()


def test_rows_are_written_for_every_table(night: Night) -> None:
    manifest = backup.verify(night.archive)
    assert night.rows[Account.__tablename__]
    assert {name: told["rows"] for name, told in manifest["members"].items() if name.startswith("tables/")} == {
        f"tables/{name}.jsonl": len(rows) for name, rows in night.rows.items()
    }
