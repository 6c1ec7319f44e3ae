"""Rendering and storing: outside any transaction, once, by whoever comes first."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.credit.keys import Keyring
from lms.credit.models import Certificate
from lms.credit.queries import by_file
from lms.credit.storing import Unsound, render_and_store
from lms.curriculum.library import course_folder
from lms.database import Database
from lms.files import FileStore
from tests.clocks import MovableClock
from tests.learner import Learner, our_course
from tests.people import makers

NOW = datetime(2026, 5, 4, 15, tzinfo=UTC)
DESIGNS = course_folder(None) / "certificates"


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def store(database: Database, files: FileStore, certificate_id: str) -> str | None:
    ring = Keyring(files.root.parent / "keys", "https://training.example.org")
    return render_and_store(database, files, certificate_id, designs=DESIGNS, keys=ring, now=NOW)


@pytest.fixture
def row(database: Database, clock: MovableClock) -> Certificate:
    place = makers.make_place(database, clock.now())
    learner = Learner(database, clock, makers.learner(database, clock.now(), place))
    gates = (*our_course().published_modules[0].required, "name")
    (made,) = [each for gate in gates for each in learner.close(gate)]
    return made


@pytest.mark.alike
def test_the_bytes_are_stored_under_the_hash_of_the_row(database: Database, files: FileStore, row: Certificate) -> None:
    digest = store(database, files, row.id)
    with database.session() as session:
        assert session.get_one(Certificate, row.id).pdf_hash == digest
        found = by_file(session, digest or "")
    assert found is not None
    assert found.id == row.id
    assert (files.get(digest or "") or b"").startswith(b"%PDF")


@pytest.mark.alike
def test_a_second_time_gives_the_bytes_of_the_first(database: Database, files: FileStore, row: Certificate) -> None:
    digest = store(database, files, row.id)
    before = files.path(digest or "").stat().st_mtime_ns
    assert store(database, files, row.id) == digest
    assert files.path(digest or "").stat().st_mtime_ns == before


def test_four_at_once_agree(database: Database, files: FileStore, row: Certificate) -> None:
    with ThreadPoolExecutor(4) as pool:
        digests = set(pool.map(lambda _: store(database, files, row.id), range(4)))
    assert digests == set(files.digests())
    assert len(digests) == 1


def test_nothing_is_noted_when_nothing_could_be_stored(database: Database, tmp_path: Path, row: Certificate) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(OSError, match="files"):
        store(database, FileStore(tmp_path / "files"), row.id)
    with database.session() as session:
        assert session.scalars(select(Certificate.pdf_hash)).all() == [None]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["certificate.json", "credential.json"])
def test_5b_18_a_file_that_fails_its_checks_is_never_stored(
    database: Database, files: FileStore, tmp_path: Path, row: Certificate, name: str
) -> None:
    designs = tmp_path / "designs"
    shutil.copytree(DESIGNS, designs)
    design = designs / "completion.typ"
    text = design.read_text(encoding="utf-8")
    assert text.count(f'"{name}"') == 1
    design.write_text(text.replace(f'"{name}"', '"something-else.json"'), encoding="utf-8")
    ring = Keyring(tmp_path / "keys", "https://training.example.org")
    with pytest.raises(Unsound, match="nothing was stored"):
        render_and_store(database, files, row.id, designs=designs, keys=ring, now=NOW)
    assert list(files.digests()) == []
    with database.session() as session:
        kept = session.get_one(Certificate, row.id)
        assert (kept.pdf_hash, kept.credential) == (None, None)
    assert render_and_store(database, files, row.id, designs=DESIGNS, keys=ring, now=NOW)


@pytest.mark.alike
def test_an_unknown_certificate_is_none(database: Database, files: FileStore) -> None:
    assert store(database, files, "nothing") is None
