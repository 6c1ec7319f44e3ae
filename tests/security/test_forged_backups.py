"""Somebody hands the operator a backup that was made to do harm."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from lms import migrations
from lms.acts import backup
from lms.database import Database
from lms.errors import Refusal
from lms.files import FileStore
from lms.people.models import Account, Organisation
from tests.clocks import MovableClock
from tests.people.makers import learner, make_place

pytestmark = pytest.mark.alike  # An archive holds no engine, and all of them are restored into SQLite here.

ACCOUNTS, ORGANISATIONS = "tables/account.jsonl", "tables/organisation.jsonl"
Parts = dict[str, bytes]


@pytest.fixture
def good(database: Database, clock: MovableClock, tmp_path: Path) -> Path:
    learner(database, clock.now(), make_place(database, clock.now()))
    target = tmp_path / "good.zip"
    backup.write(database, FileStore(tmp_path / "files"), target, revision=migrations.head(), now=clock.now())
    return target


def forged(good: Path, change: Callable[[Parts, dict[str, Any]], Any]) -> Path:
    """The same backup with changed parts, its list in step with them unless the change returns another."""
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "manifest.json"}
        manifest = json.loads(archive.read("manifest.json"))
    instead = change(parts, manifest)
    manifest["members"] = {name: {"sha256": hashlib.sha256(part).hexdigest()} for name, part in parts.items()}
    target = good.with_name("forged.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
        archive.writestr("manifest.json", instead or json.dumps(manifest))
    return target


def restore(source: Path, into: Path) -> Database:
    fresh = Database(f"sqlite:///{into / 'fresh' / 'linchpin.sqlite'}")
    backup.restore(
        fresh, FileStore(into / "fresh" / "files"), source, upgrade=migrations.upgrade, head=migrations.head()
    )
    return fresh


CHANGES: dict[str, Callable[[Parts, dict[str, Any]], Any]] = {
    "the list is a list": lambda parts, manifest: "[]",
    "the parts are words": lambda parts, manifest: json.dumps({**manifest, "members": dict.fromkeys(parts, "x")}),
    "no schema": lambda parts, manifest: manifest.update(schema=None),
    "a schema that goes back": lambda parts, manifest: manifest.update(schema="-1"),
    "a schema nobody knows": lambda parts, manifest: manifest.update(schema="../elsewhere"),
    "rows that are no JSON": lambda parts, manifest: parts.update({ACCOUNTS: b"{not json\n"}),
    "rows that are lists": lambda parts, manifest: parts.update({ACCOUNTS: b"[]\n"}),
    "an unknown column": lambda parts, manifest: parts.update(
        {ACCOUNTS: parts[ACCOUNTS].replace(b'"name"', b'"evil"')}
    ),
    "an instant that is none": lambda parts, manifest: parts.update(
        {ACCOUNTS: parts[ACCOUNTS].replace(b'"instant": "20', b'"instant": "xx')}
    ),
    "people of no organisation": lambda parts, manifest: parts.update({ORGANISATIONS: b""}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_it_is_refused_with_a_sentence_and_leaves_nothing(good: Path, tmp_path: Path, what: str) -> None:
    with pytest.raises(Refusal):
        restore(forged(good, CHANGES[what]), tmp_path)
    fresh = Database(f"sqlite:///{tmp_path / 'fresh' / 'linchpin.sqlite'}")
    if migrations.current(fresh) is not None:
        with fresh.session() as session:
            assert session.scalar(select(func.count()).select_from(Account)) == 0
            assert session.scalar(select(func.count()).select_from(Organisation)) == 0
    fresh.dispose()


def test_a_list_that_unfolds_to_gigabytes_is_not_read(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("manifest.json", "w") as out:
        for _ in range(65):
            out.write(b" " * 1024 * 1024)
    with pytest.raises(backup.BackupRefused, match="more than a backup can hold"):
        backup.verify(bomb)


def test_a_part_named_to_land_elsewhere_lands_under_its_hash(good: Path, tmp_path: Path) -> None:
    def change(parts: Parts, manifest: dict[str, Any]) -> None:
        parts["files/../../escaped"] = b"harm"
        parts["../escaped"] = b"harm"

    restore(forged(good, change), tmp_path).dispose()
    assert not list(tmp_path.rglob("escaped"))
    assert not list(tmp_path.parent.glob("escaped"))


def test_nobody_else_can_read_a_backup(good: Path) -> None:
    assert good.stat().st_mode & 0o777 == 0o600
