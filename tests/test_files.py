"""Stored bytes: named by their hash, whole or not there."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.files import FileStore


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


@settings(deadline=None)  # a slow disk is no mistake of ours
@given(content=st.binary(max_size=4000))
def test_what_was_put_can_be_got(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    files = FileStore(tmp_path_factory.getbasetemp() / "any")
    digest = files.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert files.get(digest) == content


def test_putting_twice_keeps_the_first(files: FileStore) -> None:
    digest = files.put(b"words")
    before = files.path(digest).stat()
    assert files.put(b"words") == digest
    assert files.path(digest).stat().st_mtime_ns == before.st_mtime_ns
    assert list(files.digests()) == [digest]


def test_what_is_not_there_is_none(files: FileStore) -> None:
    assert files.get("0" * 64) is None
    assert list(files.digests()) == []


def test_an_altered_file_is_not_given_out(files: FileStore) -> None:
    digest = files.put(b"words")
    files.path(digest).write_bytes(b"other words")
    assert files.get(digest) is None


@pytest.mark.parametrize("digest", ["", "..", "../../etc/passwd", "0" * 63, "0" * 65, "g" * 64, "A" * 64])
def test_only_a_hash_is_a_name(files: FileStore, digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.get(digest)


def test_a_failure_leaves_nothing_behind(files: FileStore, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("not a folder")
    with pytest.raises(OSError, match="files"):
        files.put(b"words")
    assert (tmp_path / "files").read_text() == "not a folder"
    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_unfinished_files_are_not_listed(files: FileStore) -> None:
    digest = files.put(b"words")
    files.path(digest).with_name(".new-abc").write_bytes(b"half")
    assert list(files.digests()) == [digest]


def test_many_may_put_the_same_at_once(files: FileStore) -> None:
    content = b"words" * 50_000
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(files.put, [content] * 32))) == 1
    assert [path.name for path in files.root.rglob("*") if path.is_file()] == list(files.digests())
