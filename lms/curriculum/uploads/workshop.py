"""Uploads as folders: each unpacked once on this machine from the stored ZIP, read and checked, and the one that is served."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from lms.curriculum.course import Loaded
from lms.curriculum.loader import Extra, load_course
from lms.curriculum.release import LOCK, Released, read_lock
from lms.curriculum.uploads.archive import put_out
from lms.curriculum.uploads.queries import served_digest
from lms.database import Database
from lms.errors import Refusal
from lms.files import FileStore

REMEMBERED = 2
"""Courses kept in memory besides the one that is served."""


class Workshop:
    """The unpacked uploads in `root`; a copy, made anew from the stored files whenever it is missing."""

    def __init__(self, files: FileStore, root: Path, extra: Sequence[Extra] = ()) -> None:
        self.files, self.root = files, root
        self._extra = tuple(extra)
        self._kept: OrderedDict[tuple[str, tuple[Released, ...]], Loaded] = OrderedDict()
        self._lock = Lock()

    def folder(self, digest: str) -> Path:
        """The folder of a stored ZIP. Raises Refusal when the stored file is not here."""
        target = self.root / digest
        if target.is_dir():
            return target
        packed = self.files.get(digest)
        if packed is None:
            raise Refusal("The stored file of this upload is missing or was altered. Send it in again.")
        return put_out(packed, target)

    def read(self, digest: str, released: Sequence[Released] = ()) -> Loaded:
        """The course of a stored ZIP with its problems, also against what was `released` before it."""
        key = (digest, tuple(released))
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        loaded = load_course(self.folder(digest), self._extra, released=released)
        with self._lock:
            self._kept[key] = loaded
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)
        return loaded

    def served(self, database: Database) -> Path | None:
        """The folder of what was published last; None for the folder that the operator installed."""
        if database.is_sqlite and database.url.database and not Path(database.url.database).exists():
            return None  # To look must not make an empty database.
        with database.session() as session:
            digest = served_digest(session)
        return self.folder(digest) if digest else None


def released_in(folder: Path) -> tuple[Released, ...]:
    """What the course of a folder has released; nothing where it has no list."""
    path = folder / LOCK
    return read_lock(path.read_text(encoding="utf-8")) if path.is_file() else ()
