"""A new edition of the course: stored once, and every schedule brought to it by the job loop."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from lms import worker
from lms.curriculum.library import EVERY, course_folder
from lms.curriculum.models import Edition
from lms.database import Database
from lms.outbox.models import Job
from lms.people.models import RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.services import Services, make_services
from lms.settings import Settings
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.demonstration import Demonstration


class TickingClock(MovableClock):
    """A stopped clock whose monotonic seconds a test moves on."""

    seconds = 0.0

    def tick(self) -> float:
        return self.seconds


@pytest.fixture
def served(
    databases: Databases, demonstration: Demonstration, empty_database_url: URL, tmp_path: Path
) -> Iterator[Services]:
    """The demonstration's people over a copy of our course."""
    for part in ("content", "quizzes", "certificates"):
        shutil.copytree(course_folder(None) / part, tmp_path / "course" / part)
    demonstration.copy_to(databases, empty_database_url, tmp_path / "data")
    database = Database(empty_database_url)
    settings = Settings(
        data=str(tmp_path / "data"), course=str(tmp_path / "course"), argon2_memory_kib=8, argon2_rounds=1, demo=True
    )
    yield make_services(settings, clock=TickingClock(NOON), database=database)
    database.dispose()


def editions_of_schedules(database: Database) -> set[str]:
    """The editions for which the schedules of roles still held were computed."""
    held = select(RoleHeld.id).where(RoleHeld.ended_on.is_(None))
    with database.session() as session:
        return set(session.scalars(select(ScheduleState.edition).where(ScheduleState.role_held_id.in_(held))))


def count(database: Database, table: type) -> int:
    """How many rows a table has."""
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_new_edition_is_stored_and_reschedules_everybody_once(served: Services, tmp_path: Path) -> None:
    watch = worker.EditionWatch(served)
    watch()
    worker.run_once(served)
    old = served.library.current(served.clock.tick()).edition
    assert editions_of_schedules(served.database) == {old}
    lesson = min((tmp_path / "course/content/modules/01-model-and-role/lessons").glob("*.md"))
    lesson.write_text(lesson.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    served.clock.seconds += EVERY
    new = served.library.current(served.clock.tick()).edition
    assert new != old
    before = count(served.database, Job)
    watch()
    watch()
    assert count(served.database, Job) == before + 1
    assert count(served.database, Edition) == 2
    worker.run_once(served)
    assert editions_of_schedules(served.database) == {new}
    assert count(served.database, ScheduleRow) > 0


def test_a_second_process_puts_the_same_work_down_once(served: Services) -> None:
    worker.EditionWatch(served)()
    before = count(served.database, Job)
    worker.EditionWatch(served)()
    assert count(served.database, Job) == before
