"""kill -9 at any moment: whatever was acknowledged is there, and a retry counts nothing twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lms.acts import checkup
from lms.assessment.models import Attempt, AttemptItem
from lms.audit.models import AuditLine
from lms.clock import Clock
from lms.credit.models import Certificate
from lms.curriculum.course import Course, Module
from lms.curriculum.material import Case
from lms.database import Database
from lms.files import FileStore
from lms.ids import new_id
from lms.learning.models import Completion
from lms.practice.models import CaseStep
from tests.faults.server import Browser, Gone, Server
from tests.learner import our_course
from tests.people.makers import learner, make_place

NAMES = "Ada Bela Cleo Dita Edda Fina".split()


@pytest.fixture
def server(tmp_path: Path, database: Database) -> Iterator[Server]:
    made = Server(tmp_path / "data", database.url.render_as_string(hide_password=False))
    yield made
    made.kill()


@dataclass
class Story:
    """One learner's way to a certificate, request by request; what was acknowledged is written down."""

    database: Database
    browser: Browser
    account_id: str
    module: Module
    course: Course
    saved: dict[tuple[str, int], set[str | None]] = field(default_factory=dict)

    def steps(self) -> Iterator[Callable[[], None]]:
        """Every request; each may be repeated until it was answered."""
        test = self.module.post_test
        assert test is not None
        under = f"/courses/{self.course.id}/{self.module.slug}"
        for lesson in self.module.lessons:
            yield self.form(f"{under}/{lesson.slug}/complete")
        for case in self.cases:
            yield self.form(f"/cases/{case.id}/start")
            for stage, choice in case.expert_path:
                yield self.form(f"/cases/{case.id}/step", stage=stage, choice=choice)
        yield self.form("/certificates/name", legal_name="Ada Berg", confirmed="yes")
        yield self.form(f"/tests/{test.id}/start")
        attempt = self.rows(Attempt)[0]
        for row in self.items(attempt.id):
            for right in (False, True):
                yield self.answer(row, self.option(row, right))
        yield self.form(f"/attempts/{attempt.id}/hand-in")

    @property
    def cases(self) -> list[Case]:
        """The cases that the module requires."""
        return [case for case in map(self.course.case, self.module.required) if case]

    def form(self, path: str, **fields: str) -> Callable[[], None]:
        key = new_id()

        def send() -> None:
            assert self.browser.post(path, request_key=key, **fields).status == 303

        return send

    def answer(self, row: AttemptItem, option: str) -> Callable[[], None]:
        at = row.attempt_id, row.position

        def send() -> None:
            self.saved.setdefault(at, {None}).add(option)
            answer = self.browser.post(f"/attempts/{row.attempt_id}/q/{row.position}", fetch=True, answer=option)
            assert answer.status == 200
            self.saved[at] = {option}

        return send

    def option(self, row: AttemptItem, right: bool) -> str:
        item = self.course.item(row.item_id)
        assert item is not None
        return next(option.id for option in item.options if option.correct is right)

    def rows(self, table: Any) -> list[Any]:
        with self.database.session() as session:
            return list(session.scalars(select(table).where(table.account_id == self.account_id)))

    def items(self, attempt_id: str) -> list[AttemptItem]:
        with self.database.session() as session:
            wanted = select(AttemptItem).where(AttemptItem.attempt_id == attempt_id).order_by(AttemptItem.position)
            return list(session.scalars(wanted))

    def try_once(self, send: Callable[[], None]) -> None:
        """Send a request that the server may not live to answer."""
        with suppress(Gone):
            send()

    def nothing_is_lost(self) -> None:
        """The answer last acknowledged is there; of one under way either the old or the new."""
        for attempt in self.rows(Attempt):
            for row in self.items(attempt.id):
                if (attempt.id, row.position) in self.saved:
                    assert row.chosen in self.saved[attempt.id, row.position]


def differences(database: Database, tmp_path: Path) -> list[str]:
    return checkup.differences(database, FileStore(tmp_path / "data" / "files"), our_course(), Clock().now())


def test_a_learner_gets_her_certificate_however_often_the_server_is_killed(
    server: Server, database: Database, tmp_path: Path
) -> None:
    names = NAMES if database.is_sqlite else NAMES[:3]
    chance = random.Random(20261123)
    now = Clock().now()
    place = make_place(database, now)
    course = our_course()
    server.start()
    for name in names:
        account = learner(database, now, place, f"{name} Berg")
        story = Story(database, Browser(server.port), account, course.published_modules[0], course)
        story.browser.sign_in(name)
        fatal = chance.sample(range(40), 2)
        for number, send in enumerate(story.steps()):
            if number in fatal:
                killer = server.kill_in(chance.uniform(0, 0.03))
                story.try_once(send)
                killer.join()
                story.nothing_is_lost()
                server.start()
            send()
        story.nothing_is_lost()
        assert_counted_once(story)
        assert differences(database, tmp_path) == []


def assert_counted_once(story: Story) -> None:
    """All that the story asked for was done, and each thing once."""
    done = Counter(row.requirement_id for row in story.rows(Completion))
    assert done == Counter(dict.fromkeys(story.module.required, 1))
    (attempt,) = story.rows(Attempt)
    assert (attempt.right_count, attempt.passed) == (attempt.drawn, True)
    assert len(story.rows(Certificate)) == 1
    with story.database.session() as session:
        mine = select(AuditLine.act).where(AuditLine.actor_id == story.account_id)
        acts = Counter(session.scalars(mine))
        steps = session.scalars(select(CaseStep.stage_id).join(CaseStep.run).filter_by(account_id=story.account_id))
        assert sorted(steps.all()) == sorted(stage for case in story.cases for stage, _ in case.expert_path)
    assert acts["attempt.started"] == acts["attempt.handed-in"] == acts["certificate.issued"] == 1
    assert acts["requirement.completed"] == len(story.module.required)
