"""PostgreSQL stopped and started under load, and PostgreSQL that does not come to an end: sentences, no fault, nothing lost.

It starts a server of its own, whichever engine the run is on: once is enough.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from lms import migrations
from lms.acts import checkup
from lms.assessment.models import Attempt
from lms.clock import Clock
from lms.database import Database
from lms.files import FileStore
from scripts.bare_browser import Browser
from scripts.own_postgres import PostgresServer
from tests.databases import PostgresDatabases
from tests.faults.server import Server
from tests.faults.story import Story
from tests.learner import our_course
from tests.people.makers import PASSWORD, email_of, learner, make_place

WAIT = 2
NAMES = ("Ada", "Bela", "Cleo")
SLOW = """
CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
CREATE TRIGGER dawdle BEFORE UPDATE ON attempt_item FOR EACH ROW EXECUTE FUNCTION dawdle();
"""


@pytest.fixture
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[Database]:
    url = PostgresDatabases(postgres.url("postgres"), "away", prepare).fresh()
    opened = Database(url)
    yield opened
    opened.dispose()


def prepare(url: URL) -> None:
    made = Database(url)
    migrations.upgrade(made)
    made.dispose()


@pytest.fixture
def server(tmp_path: Path, database: Database) -> Iterator[Server]:
    our_course()
    made = Server(tmp_path / "data", database.url.render_as_string(), LMS_DATABASE_WAIT_SECONDS=str(WAIT))
    made.start()
    yield made
    made.kill()


class Load:
    """Learners who save their answers as fast as they can, each in a thread; every status is counted."""

    def __init__(self, server: Server, database: Database) -> None:
        now, course = Clock().now(), our_course()
        place = make_place(database, now)
        self.stories = []
        self.statuses: Counter[int] = Counter()
        self.sentences: set[bool] = set()
        for name in NAMES:
            account = learner(database, now, place, f"{name} Berg")
            story = Story(database, Browser(server.port), account, course.published_modules[0], course)
            story.browser.sign_in(email_of(name), PASSWORD)
            next(story.test_steps())()
            self.stories.append(story)
        self._end = threading.Event()
        self._threads = [threading.Thread(target=self._save, args=(each,)) for each in self.stories]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()

    def until(self, status: int, more: int) -> None:
        """Wait for so many more answers of a status."""
        wanted, deadline = self.statuses[status] + more, monotonic() + 60
        while self.statuses[status] < wanted:
            assert monotonic() < deadline, self.statuses

    def _save(self, story: Story) -> None:
        (attempt,) = story.rows(Attempt)
        rows = story.items(attempt.id)
        turn = 0
        while not self._end.is_set():
            row, right = rows[turn % len(rows)], turn % 2 == 0
            turn += 1
            option, at = story.option(row, right), (attempt.id, row.position)
            story.saved.setdefault(at, {None}).add(option)
            answer = story.browser.post(f"/attempts/{attempt.id}/q/{row.position}", fetch=True, answer=option)
            if answer.status == 200:
                story.saved[at] = {option}
            else:
                self.sentences.add("Everything saved before stays" in answer.text or "everything saved" in answer.text)
            self.statuses[answer.status] += 1


@pytest.mark.alike
def test_a_restart_under_load_and_a_slow_statement(
    postgres: PostgresServer, server: Server, database: Database, tmp_path: Path
) -> None:
    load = Load(server, database)
    load.start()
    try:
        load.until(200, 20)
        postgres.halt()
        load.until(503, 6)
        stranger = Browser(server.port).get("/readyz")
        assert (stranger.status, json.loads(stranger.text)["database"]) == (503, "not ok")
        postgres.resume()
        load.until(200, 20)
        database.dispose()
        with database.independent() as session:
            session.execute(text(SLOW))
        before = monotonic()
        load.until(503, 3)
        assert monotonic() - before < 20 * WAIT
        drop(database)
        load.until(200, 20)
    finally:
        load.stop()
    assert set(load.statuses) == {200, 503}
    assert load.sentences == {True}
    files = FileStore(tmp_path / "data" / "files")
    for story in load.stories:
        story.nothing_is_lost()
    assert checkup.differences(database, files, our_course(), Clock().now()) == []


def drop(database: Database) -> None:
    """Take the slowness away; those who wait in it hold the table until their time is over."""
    for _ in range(20):
        try:
            with database.independent() as session:
                session.execute(text("SET LOCAL lock_timeout = '5s'"))
                session.execute(text("DROP TRIGGER dawdle ON attempt_item"))
        except DBAPIError:
            continue
        return
    raise AssertionError("the trigger stayed")
