"""A database that somebody else holds, and a disk that is full: a sentence after a bounded wait, and nothing is lost."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import text

from lms.acts import checkup
from lms.assessment.models import Attempt, AttemptItem
from lms.clock import Clock
from lms.database import Database
from lms.files import FileStore
from scripts.bare_browser import Browser
from tests.faults.server import Server
from tests.faults.story import Story
from tests.learner import our_course
from tests.people.makers import PASSWORD, email_of, learner, make_place

WAIT = 1


@pytest.fixture
def server(tmp_path: Path, database: Database) -> Iterator[Server]:
    url = database.url.render_as_string(hide_password=False)
    made = Server(tmp_path / "data", url, LMS_DATABASE_WAIT_SECONDS=str(WAIT))
    our_course()
    made.start()
    yield made
    made.kill()


@pytest.fixture
def story(server: Server, database: Database) -> Story:
    """A learner in the middle of a test, with every question answered once."""
    now, course = Clock().now(), our_course()
    account = learner(database, now, make_place(database, now), "Ada Berg")
    made = Story(database, Browser(server.port), account, course.published_modules[0], course)
    made.browser.sign_in(email_of("Ada"), PASSWORD)
    for number, send in enumerate(made.test_steps()):
        if number == 3:
            break
        send()
    return made


def nothing_is_off(story: Story, tmp_path: Path) -> None:
    story.nothing_is_lost()
    files = FileStore(tmp_path / "data" / "files")
    assert checkup.differences(story.database, files, our_course(), Clock().now()) == []


def second_question(story: Story) -> AttemptItem:
    """Read before the trouble begins: a test has no bound to its waiting."""
    (attempt,) = story.rows(Attempt)
    return story.items(attempt.id)[1]


def refused(story: Story, row: AttemptItem, words: str) -> None:
    """An answer and a hand-in while nothing can be stored: the same sentence for the script and for the page."""
    path = f"/attempts/{row.attempt_id}/q/{row.position}"
    before = monotonic()
    by_script = story.browser.post(path, fetch=True, answer=story.option(row, True))
    by_hand = story.browser.post(f"/attempts/{row.attempt_id}/hand-in", request_key="the same key later")
    assert monotonic() - before < 20 * WAIT
    for answer in (by_script, by_hand):
        assert (answer.status, words in answer.text) == (503, True)
        assert int(answer.headers["Retry-After"]) > 0
    assert by_script.headers["Content-Type"] == "application/json"
    assert by_hand.text.count("<h1>") == 1


def goes_on(story: Story) -> None:
    """The same requests again, once the trouble is over; each counts once."""
    (attempt,) = story.rows(Attempt)
    for row in story.items(attempt.id):
        story.answer(row, story.option(row, True))()
    for _ in range(2):
        assert story.browser.post(f"/attempts/{attempt.id}/hand-in", request_key="the same key later").status == 303
    story.the_test_was_counted_once()


def test_a_locked_database_is_told_after_a_bounded_wait(story: Story, tmp_path: Path) -> None:
    row = second_question(story)
    with held(story.database):
        refused(story, row, "Nothing of this was stored")
        assert story.browser.get("/healthz").status == 200
    nothing_is_off(story, tmp_path)
    goes_on(story)
    nothing_is_off(story, tmp_path)


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    with database.session(write=True) as session:
        if database.is_sqlite:
            session.execute(text("SELECT 1"))
        else:
            session.execute(text("LOCK TABLE attempt_item, attempt, account IN ACCESS EXCLUSIVE MODE"))
        yield


@pytest.mark.alike  # PostgreSQL has a process of its own; its error for a full disk is in test_outages.
def test_a_full_disk_is_told_and_what_was_saved_stays(server: Server, story: Story, tmp_path: Path) -> None:
    row, answering = second_question(story), server.answering()
    soft, hard = resource.prlimit(answering, resource.RLIMIT_FSIZE)
    resource.prlimit(answering, resource.RLIMIT_FSIZE, (1024, hard))
    refused(story, row, "its disk is full")
    assert story.browser.get("/home").status == 200, "what is there can still be read"
    resource.prlimit(answering, resource.RLIMIT_FSIZE, (soft, hard))
    nothing_is_off(story, tmp_path)
    goes_on(story)
    nothing_is_off(story, tmp_path)
