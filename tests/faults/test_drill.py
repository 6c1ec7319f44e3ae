"""The drill: a backup while people write, restored elsewhere, recomputed, and backed up again to the same bytes."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import URL

from lms import migrations
from lms.acts import backup, checkup
from lms.audit.models import AuditLine
from lms.database import Database
from lms.files import FileStore
from tests.clocks import NOON, MovableClock
from tests.learner import Learner, our_course
from tests.people.makers import learner, make_place

NAMES = ("Ada Berg",)
BACKUPS = 2


def tables(file: Path) -> dict[str, Any]:
    """What each table of a backup holds, as its hash and its number of rows."""
    return {name: stated for name, stated in backup.verify(file)["members"].items() if name.startswith("tables/")}


class Writers:
    """Learners who complete lessons and take it back, each in a thread, until told to stop."""

    def __init__(self, database: Database) -> None:
        place = make_place(database, NOON)
        self._end = threading.Event()
        self.people = [Learner(database, MovableClock(NOON), learner(database, NOON, place, each)) for each in NAMES]
        self.threads = [threading.Thread(target=self._write, args=(each,)) for each in self.people]

    def _write(self, person: Learner) -> None:
        lessons = person.course.published_modules[0].lessons
        while not self._end.is_set():
            for lesson in lessons:
                person.read(lesson.id)
                person.undo(lesson.id)

    def __enter__(self) -> None:
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self.threads:
            thread.join()


def lines(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(AuditLine)) or 0


def test_a_backup_under_load_is_of_one_instant_and_restores_to_itself(
    database: Database, empty_database_url: URL, tmp_path: Path
) -> None:
    our_course()
    files = FileStore(tmp_path / "files")
    head = migrations.head()
    written: list[Path] = []
    before, writers = lines(database), Writers(database)
    with writers:
        while lines(database) < before + 4:
            pass
        for number in range(BACKUPS):
            written.append(tmp_path / f"{number}.zip")
            backup.write(database, files, written[-1], revision=head, now=NOON)
            seen = lines(database)
            while lines(database) < seen + 2:
                pass
    assert len({str(tables(each)) for each in written}) == BACKUPS, "people wrote between them"
    elsewhere, other = Database(empty_database_url), FileStore(tmp_path / "other")
    try:
        backup.restore(elsewhere, other, written[-1], upgrade=migrations.upgrade, head=head)
        assert checkup.check(elsewhere, other, our_course(), NOON) == []
        backup.write(elsewhere, other, tmp_path / "again.zip", revision=head, now=NOON)
        assert tables(tmp_path / "again.zip") == tables(written[-1])
        assert lines(elsewhere) < lines(database), "and the original went on"
    finally:
        elsewhere.dispose()
