"""An author breaks a file: readers keep the last good edition, and authors are told where it broke."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.engine import URL

from lms.app import create_app
from lms.cli.demo_cast import PASSWORD
from lms.curriculum.library import EVERY, course_folder
from lms.database import Database
from lms.people import actions, queries
from lms.people.permissions import AUTHOR, SYSTEM
from lms.settings import Settings
from tests.cast import Cast, address_of, in_session
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.demonstration import Demonstration
from tests.kept import SECRET


class TickingClock(MovableClock):
    """A stopped clock whose monotonic seconds a test moves on."""

    seconds = 0.0

    def tick(self) -> float:
        return self.seconds


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our course."""
    for part in ("content", "quizzes", "certificates"):
        shutil.copytree(course_folder(None) / part, tmp_path / "course" / part)
    return tmp_path / "course"


@pytest.mark.alike
def test_a_broken_file_is_told_to_authors_and_hidden_from_readers(
    databases: Databases, demonstration: Demonstration, empty_database_url: URL, folder: Path, tmp_path: Path
) -> None:
    demonstration.copy_to(databases, empty_database_url, tmp_path / "data")
    database = Database(empty_database_url)
    clock = TickingClock(NOON)
    settings = Settings(
        data=str(tmp_path / "data"),
        course=str(folder),
        secret_key=SECRET,
        argon2_memory_kib=8,
        argon2_rounds=1,
    )
    with database.independent() as session:
        ruth = queries.account_by_email(session, "ruth@saltmarsh.example")
        assert ruth is not None
        actions.grant(
            session,
            actor=SYSTEM,
            now=clock.now(),
            account_id=ruth.id,
            kind=AUTHOR,
            organisation_id=ruth.organisation_id,
        )
    app = create_app(settings, clock=clock, database=database)
    app.config["WTF_CSRF_ENABLED"] = False

    def signed_in(email: str) -> FlaskClient:
        client = app.test_client()
        assert client.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
        return client

    author, reader = signed_in("ruth@saltmarsh.example"), signed_in("marisol@saltmarsh.example")
    assert "The model and your role" in reader.get("/courses/bhcm/").text
    (folder / "content" / "course.yaml").write_text("id: [")
    clock.seconds += EVERY
    kept = reader.get("/courses/bhcm/")
    assert kept.status_code == 200
    assert "The model and your role" in kept.text
    assert "has errors" not in kept.text
    told = author.get("/courses/bhcm/").text
    assert "The course folder has errors." in told
    assert "content/course.yaml" in told
    shutil.copy(course_folder(None) / "content" / "course.yaml", folder / "content" / "course.yaml")
    clock.seconds += EVERY
    assert "The course folder has errors." not in author.get("/courses/bhcm/").text
    database.dispose()


@pytest.mark.alike
def test_c35_authors_are_told_what_is_overdue_and_learners_are_not(cast: Cast) -> None:
    lesson = cast.module.lessons[0]
    in_session(
        cast.services.database,
        lambda session: actions.grant(
            session,
            actor=SYSTEM,
            now=cast.services.clock.now(),
            account_id=cast.supervisor,
            kind=AUTHOR,
            organisation_id=cast.place.saltmarsh,
        ),
    )
    author, learner = cast.enter("Sunniva"), cast.enter("Marisol")
    path = address_of(cast, lesson)
    assert "For authors" not in learner.open(path).text
    assert "Not yet reviewed by a licensed person." in author.open(path).text
    assert "Overdue" not in author.open(path).text
    assert learner.open("/author/").status == 404
    clock = cast.services.clock
    assert isinstance(clock, MovableClock)
    clock.move(days=700)
    author, learner = cast.enter("Sunniva"), cast.enter("Marisol")
    assert "Overdue: this was to be looked at again by 1 November 2027." in author.open(path).text
    assert "Overdue" not in learner.open(path).text
    listed = author.open("/author/").text
    assert f"{lesson.title}, lesson, was to be looked at again by 1 November 2027." in listed
