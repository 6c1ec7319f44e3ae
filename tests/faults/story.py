"""What a learner does at a server that may not live to answer, with what was acknowledged written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from lms.assessment.models import Attempt, AttemptItem
from lms.audit.models import AuditLine
from lms.credit.models import Certificate
from lms.curriculum.course import Course, Module
from lms.curriculum.material import Case
from lms.database import Database
from lms.ids import new_id
from lms.learning.models import Completion
from lms.practice.models import CaseStep
from scripts.bare_browser import Browser, Gone


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
        under = f"/courses/{self.course.id}/{self.module.slug}"
        for lesson in self.module.lessons:
            yield self.form(f"{under}/{lesson.slug}/complete")
        for case in self.cases:
            yield self.form(f"/cases/{case.id}/start")
            for stage, choice in case.expert_path:
                yield self.form(f"/cases/{case.id}/step", stage=stage, choice=choice)
        yield self.form("/certificates/name", legal_name="Ada Berg", confirmed="yes")
        yield from self.test_steps()

    def test_steps(self) -> Iterator[Callable[[], None]]:
        """The test alone: begun, every question answered twice, handed in."""
        test = self.module.post_test
        assert test is not None
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

    def the_test_was_counted_once(self) -> None:
        """One attempt, all right, handed in once; the completion and the lines of the record once each."""
        test = self.module.post_test
        assert test is not None
        (attempt,) = self.rows(Attempt)
        assert (attempt.right_count, attempt.passed) == (attempt.drawn, True)
        assert [row.requirement_id for row in self.rows(Completion)].count(test.id) == 1
        acts = self.acts()
        assert acts["attempt.started"] == acts["attempt.handed-in"] == 1

    def everything_was_counted_once(self) -> None:
        """All that the whole story asked for was done, and each thing once."""
        self.the_test_was_counted_once()
        done = Counter(row.requirement_id for row in self.rows(Completion))
        assert done == Counter(dict.fromkeys(self.module.required, 1))
        assert len(self.rows(Certificate)) == 1
        acts = self.acts()
        assert acts["certificate.issued"] == 1
        assert acts["requirement.completed"] == len(self.module.required)
        with self.database.session() as session:
            taken = select(CaseStep.stage_id).join(CaseStep.run).filter_by(account_id=self.account_id)
            steps = sorted(session.scalars(taken))
        assert steps == sorted(stage for case in self.cases for stage, _ in case.expert_path)

    def acts(self) -> Counter[str]:
        """How often each act of this learner stands in the record."""
        with self.database.session() as session:
            mine = select(AuditLine.act).where(AuditLine.actor_id == self.account_id)
            return Counter(session.scalars(mine))
