"""A learner without a browser: the same acts, each in a transaction of its own, on a course that is read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TypeVar

from sqlalchemy.orm import Session

from lms.acts.case import step_case
from lms.acts.follow_up import World
from lms.acts.hand_in import HandedIn, hand_in
from lms.acts.lesson import Completed, complete_lesson, undo_lesson
from lms.acts.name import confirm_name
from lms.assessment.actions import save_answer, start_attempt
from lms.assessment.models import Attempt
from lms.audit.actions import seal
from lms.credit.actions import Issuer
from lms.credit.models import Certificate
from lms.curriculum.course import Course
from lms.curriculum.library import Library, course_folder
from lms.curriculum.stored import Readings
from lms.database import Database
from lms.files import private_folder
from lms.people.permissions import Actor
from lms.practice.actions import start_case
from lms.readiness.course_checks import CHECKS
from tests.clocks import MovableClock
from tests.kept import READINGS, SECRET
from tests.people.makers import actor_of

ISSUER = Issuer(base_url="https://training.example.org", zone="America/Chicago", demo=False)
T = TypeVar("T")


@cache
def our_library() -> Library:
    """The course of the repository with what its checks said."""
    library = Library(course_folder(None), CHECKS, readings=Readings(private_folder(READINGS), lambda: SECRET))
    library.current(0)
    return library


@cache
def our_course() -> Course:
    """The course of the repository."""
    return our_library().current(0)


class Learner:
    """One account, acting for itself."""

    def __init__(self, database: Database, clock: MovableClock, account_id: str, course: Course | None = None) -> None:
        self.database, self.clock, self.account_id = database, clock, account_id
        self.course = course or our_course()

    @property
    def world(self) -> World:
        return World(self.course, ISSUER)

    def do(self, act: Callable[[Session, Actor, datetime], T]) -> T:
        """Run an act as this person and commit, as a door does."""
        now = self.clock.now()
        with self.database.session(write=True) as session:
            done = act(session, actor_of(session, self.account_id, now), now)
            seal(session)
            session.commit()
        return done

    def read(self, lesson_id: str) -> Completed:
        return self.do(lambda s, a, n: complete_lesson(s, actor=a, now=n, world=self.world, lesson_id=lesson_id))

    def undo(self, lesson_id: str) -> bool:
        return self.do(lambda s, a, n: undo_lesson(s, actor=a, now=n, world=self.world, lesson_id=lesson_id))

    def play(self, case_id: str, choices: tuple[tuple[str, str], ...] | None = None) -> tuple[Certificate, ...]:
        """Play a case from the start, by default the experts' way; returns what was issued at its end."""
        found = self.course.case(case_id)
        seat = found.first_seat if found else ""
        case = self.do(
            lambda s, a, n: start_case(s, actor=a, now=n, course=self.course, case_id=case_id, again=True, seat=seat)
        ).case
        issued: tuple[Certificate, ...] = ()
        for stage_id, choice_id in choices or case.expert_path:
            issued = self.do(
                lambda s, a, n, at=stage_id, choice=choice_id: step_case(
                    s, actor=a, now=n, world=self.world, case_id=case_id, stage_id=at, choice_id=choice
                )
            ).issued
        return issued

    def begin(self, test_id: str) -> Attempt:
        return self.do(lambda s, a, n: start_attempt(s, actor=a, now=n, course=self.course, test_id=test_id))

    def answer(self, attempt: Attempt, *, right: int | None = None) -> None:
        """Answer every question, the first `right` of them rightly (default: all)."""

        def all_of_them(session: Session, actor: Actor, now: datetime) -> None:
            for row in attempt.items:
                good = right is None or row.position <= right
                item = self.course.item(row.item_id)
                assert item is not None
                chosen = next(option.id for option in item.options if option.correct is good)
                save_answer(
                    session,
                    actor=actor,
                    now=now,
                    attempt_id=attempt.id,
                    position=row.position,
                    chosen=chosen,
                    flagged=False,
                )

        self.do(all_of_them)

    def hand_in(self, attempt_id: str) -> HandedIn:
        return self.do(lambda s, a, n: hand_in(s, actor=a, now=n, world=self.world, attempt_id=attempt_id))

    def test(self, test_id: str, *, right: int | None = None) -> HandedIn:
        attempt = self.begin(test_id)
        self.answer(attempt, right=right)
        return self.hand_in(attempt.id)

    def confirm(self, name: str = "Marisol Tavares, RN") -> tuple[Certificate, ...]:
        return self.do(lambda s, a, n: confirm_name(s, actor=a, now=n, world=self.world, legal_name=name))

    def close(self, requirement_id: str) -> tuple[Certificate, ...]:
        """Do whatever a requirement, or 'name', asks; returns what was issued because of it."""
        if requirement_id == "name":
            return self.confirm()
        kind = self.course.kind_of[requirement_id]
        if kind == "lesson":
            return self.read(requirement_id).issued
        return self.play(requirement_id) if kind == "case" else self.test(requirement_id).issued
