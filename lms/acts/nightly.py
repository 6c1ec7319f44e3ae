"""Backups night by night: a folder of them, each named by its instant, tried out, and the oldest let go."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from lms.acts import backup, checkup
from lms.curriculum.course import Course
from lms.database import Database
from lms.files import FileStore

_NAME = re.compile(r"linchpin-(\d{8}T\d{6})(?:\d{6})?Z\.zip")


def name_for(now: datetime) -> str:
    """The name of a backup taken at an instant: sorts by time, says UTC, to the microsecond."""
    return f"linchpin-{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.zip"


def newest(folder: Path) -> datetime | None:
    """When (UTC, to the second) the newest backup of a folder was taken, by its name; None: there is none."""
    found = (_NAME.fullmatch(each.name) for each in folder.iterdir() if each.is_file())
    taken = [datetime.strptime(f"{name[1]}Z", "%Y%m%dT%H%M%S%z") for name in found if name is not None]
    return max(taken, default=None)


def let_go(folder: Path, *, keep: int) -> list[Path]:
    """Remove all but the newest `keep` backups of a folder, other files untouched; returns what was removed."""
    ours = sorted(each for each in folder.iterdir() if _NAME.fullmatch(each.name) and each.is_file())
    old = ours[: max(0, len(ours) - max(keep, 1))]
    for each in old:
        each.unlink()
    return old


def rehearse(
    source: Path, *, course: Course, now: datetime, upgrade: Callable[[Database, str], None], head: str
) -> list[str]:
    """Restore a backup into a throwaway SQLite database and recompute everything there; returns the differences found.

    Raises BackupRefused when it cannot be restored.
    """
    with tempfile.TemporaryDirectory(prefix="linchpin-rehearsal-") as place:
        database = Database(f"sqlite:///{Path(place) / 'rehearsal.sqlite'}")
        files = FileStore(Path(place) / "files")
        try:
            backup.restore(database, files, source, upgrade=upgrade, head=head)
            return checkup.check(database, files, course, now)
        finally:
            database.dispose()
