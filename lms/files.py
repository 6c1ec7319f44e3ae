"""Stored bytes, named by their SHA-256, written once and never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder, and those missing above it, that only the owner can enter; what is there stays. Returns it."""
    for missing in reversed([each for each in (path, *path.parents) if not each.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return path


class FileStore:
    """A folder of files; several replicas share it by pointing at the same folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, digest: str) -> Path:
        """Where the bytes with this SHA-256 (64 hex digits) lie or would lie."""
        if len(digest) != 64 or not all(c in "0123456789abcdef" for c in digest):
            raise ValueError(f"not a SHA-256: {digest!r}")
        return self.root / digest[:2] / digest

    def put(self, content: bytes) -> str:
        """Store `content` durably and return its SHA-256; a second time changes nothing."""
        digest = hashlib.sha256(content).hexdigest()
        target = self.path(digest)
        if target.exists():
            return digest
        private_folder(self.root)
        target.parent.mkdir(exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return digest

    def get(self, digest: str) -> bytes | None:
        """The bytes, or None when they are not here or were altered on disk."""
        target = self.path(digest)
        if not target.exists():
            return None
        content = target.read_bytes()
        return content if hashlib.sha256(content).hexdigest() == digest else None

    def remove(self, digest: str) -> None:
        """Take the bytes away; nothing where they are not here."""
        self.path(digest).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """The SHA-256 of everything stored."""
        if self.root.exists():
            for found in sorted(self.root.glob("??/*")):
                if len(found.name) == 64:
                    yield found.name
