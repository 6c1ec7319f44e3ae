"""Who stands for a role and a state in the preview, made by the same acts as real people and thrown away with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.case import step_case
from lms.acts.follow_up import World, follow_up
from lms.acts.hand_in import hand_in
from lms.acts.lab import step_lab
from lms.acts.lesson import complete_lesson
from lms.assessment.actions import answer_practice, save_answer, start_attempt
from lms.assessment.models import AttemptItem
from lms.assessment.queries import item_of
from lms.assessment.rules import FAILURES_BEFORE_PAUSE
from lms.audit.actions import seal
from lms.credit.actions import Issuer
from lms.curriculum.course import ROLES, Course
from lms.curriculum.editions import ensure_edition
from lms.database import keep_rows
from lms.people import actions, organisations
from lms.people.models import Clinic
from lms.people.permissions import AUTHOR, LEARNER, PROGRAM_MANAGER, SUPERVISOR, SYSTEM, Actor
from lms.people.queries import actor_for
from lms.people.sign_in import open_session
from lms.practice.actions import start_case
from lms.practice.known import known_move
from lms.practice.lab_actions import start_lab
from lms.practice.queries import Walk
from lms.practice.rules import expert_decisions
from lms.services import Services

ORGANISATION, MILL_ROAD, ZONE = "Saltmarsh Community Health", "Mill Road", "America/Chicago"
"""Where they work: invented, as they are."""

TITLES = {role: role.replace("-", " ").capitalize() for role in ROLES} | {
    "bhcm": "Care manager (BHCM)",
    "pcp": "PCP",
    "qi-coordinator": "QI coordinator",
}
STATES = {
    "fresh": "Nothing done yet",
    "in-progress": "In the middle of things",
    "failed": "Test not passed",
    "locked": "Test locked for a while",
    "passed": "Tests passed, lessons left",
    "complete": "Everything done",
    "empty": "Nothing published",
}
KINDS = ("lesson", "case", "lab", "test")
ALSO_GIVEN = {"clinical-supervisor": SUPERVISOR, "program-manager": PROGRAM_MANAGER}


class Cast:
    """Makes one person for each role, state and edition, on demand."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._tokens: dict[tuple[str, str, str], str] = {}

    def enter(self, role: str, state: str, course: Course) -> str:
        """The token of somebody signed in who is in this role and state."""
        key = (role, state, course.edition)
        if key not in self._tokens:
            with self._services.database.session(write=True) as session:
                keep_rows(session)
                self._tokens[key] = self._make(session, role, state, course)
                seal(session)
                session.commit()
        return self._tokens[key]

    def _make(self, session: Session, role: str, state: str, course: Course) -> str:
        services = self._services
        now, today = services.clock.now(), services.clock.today(ZONE)
        ensure_edition(session, course, now)
        clinic = self._clinic(session)
        account = actions.create_account(
            session, actor=SYSTEM, now=now, organisation_id=clinic.organisation_id, name="Robin Ashby", legal_name="Robin Ashby",
            email=f"robin.{len(self._tokens)}@preview.example", password_hash="", welcomed=True,
        )  # fmt: skip
        for kind in (LEARNER, AUTHOR, *((ALSO_GIVEN[role],) if role in ALSO_GIVEN else ())):
            actions.grant(
                session, actor=SYSTEM, now=now, account_id=account.id, kind=kind, organisation_id=clinic.organisation_id,
                from_date=today - timedelta(days=60),
            )  # fmt: skip
        actions.hold_role(
            session, actor=SYSTEM, now=now, account_id=account.id, clinic_id=clinic.id, role=role,
            start_date=today + timedelta(days=42), joined_on=today - timedelta(days=30),
        )  # fmt: skip
        actor = actor_for(session, account, now=now, zone=ZONE)
        settings = services.settings
        world = World(course, Issuer(base_url=settings.base_url, zone=settings.zone, demo=True), schedules=False)
        Doings(session, actor, world, now).reach(state, course.requirements(role))
        return open_session(session, account_id=account.id, now=now, settings=settings, user_agent="Preview")

    def _clinic(self, session: Session) -> Clinic:
        found = session.scalars(select(Clinic)).first()
        if found is not None:
            return found
        now = self._services.clock.now()
        made = organisations.create_organisation(session, actor=SYSTEM, now=now, name=ORGANISATION)
        return organisations.create_clinic(
            session, actor=SYSTEM, now=now, organisation_id=made.id, name=MILL_ROAD, zone=ZONE
        )


class Doings:
    """What one person has done by the time the author looks, each thing through its act."""

    def __init__(self, session: Session, actor: Actor, world: World, now: datetime) -> None:
        self.session, self.actor, self.world, self.now = session, actor, world, now
        self.course = world.course

    def reach(self, state: str, required: Sequence[str]) -> None:
        """Do what leads to a state; a role without a test comes as far as its parts go."""
        parts = {kind: [each for each in required if self.course.kind_of[each] == kind] for kind in KINDS}
        tests = parts["test"]
        if state == "in-progress":
            self._lessons(parts["lesson"][: max(1, len(parts["lesson"]) // 2)])
            self._begin(parts)
        elif state in ("failed", "locked"):
            self._lessons(parts["lesson"])
            self._cases(parts["case"])
            self._labs(parts["lab"])
            for _ in range(FAILURES_BEFORE_PAUSE if state == "locked" else 1):
                self._tests(tests, right=False)
        elif state in ("passed", "complete"):
            last = {self.course.module_of[each]: each for each in parts["lesson"]}
            left = set() if state == "complete" else set(last.values())
            self._lessons([each for each in parts["lesson"] if each not in left])
            self._cases(parts["case"])
            self._labs(parts["lab"])
            self._tests(tests, right=True)
        at_the_end = replace(self.world, schedules=True)
        follow_up(self.session, actor=SYSTEM, now=self.now, account_id=self.actor.account_id, world=at_the_end)

    def _lessons(self, lessons: Sequence[str]) -> None:
        for each in lessons:
            complete_lesson(self.session, actor=self.actor, now=self.now, world=self.world, lesson_id=each)

    def _cases(self, cases: Sequence[str]) -> None:
        for each in cases:
            walk = self._start(each)
            for taken in expert_decisions(walk.case, walk.run.seat):
                self._decide(each, taken.stage_id, taken.choice_id)

    def _labs(self, labs: Sequence[str]) -> None:
        for each in labs:
            played = start_lab(
                self.session, actor=self.actor, now=self.now, course=self.course, exercise_id=each, seed=1
            )
            for number in count():
                if played.ended:
                    break
                move = known_move(played.exercise, played.state)
                stepped = step_lab(
                    self.session, actor=self.actor, now=self.now, world=self.world, exercise_id=each, number=number, move=move
                )  # fmt: skip
                played = stepped.moved.played

    def _start(self, case_id: str) -> Walk:
        """Begin a case from the first of its seats."""
        case = self.course.case(case_id)
        return start_case(
            self.session, actor=self.actor, now=self.now, course=self.course, case_id=case_id,
            seat=case.first_seat if case else "",
        )  # fmt: skip

    def _decide(self, case_id: str, stage_id: str, choice_id: str) -> None:
        step_case(
            self.session, actor=self.actor, now=self.now, world=self.world, case_id=case_id, stage_id=stage_id,
            choice_id=choice_id,
        )  # fmt: skip

    def _tests(self, tests: Sequence[str], *, right: bool) -> None:
        for each in tests:
            attempt = start_attempt(self.session, actor=self.actor, now=self.now, course=self.course, test_id=each)
            for row in attempt.items:
                self._answer(attempt.id, row, right=right)
            hand_in(self.session, actor=self.actor, now=self.now, world=self.world, attempt_id=attempt.id)

    def _answer(self, attempt_id: str, row: AttemptItem, *, right: bool) -> None:
        chosen = next(option.id for option in item_of(self.session, row).options if option.correct is right)
        save_answer(
            self.session, actor=self.actor, now=self.now, attempt_id=attempt_id, position=row.position, chosen=chosen,
            flagged=row.position == 2,
        )  # fmt: skip

    def _begin(self, parts: Mapping[str, Sequence[str]]) -> None:
        """A check answered, a case one decision in, a test two answers in."""
        lesson = next((found for each in parts["lesson"] if (found := self.course.lesson(each))), None)
        if lesson and lesson.checks:
            check = lesson.checks[0]
            answer_practice(
                self.session, actor=self.actor, now=self.now, source_kind="lesson", source_id=lesson.id, question=check,
                chosen=check.options[0].id,
            )  # fmt: skip
        for each in parts["case"][:1]:
            walk = self._start(each)
            first = expert_decisions(walk.case, walk.run.seat)[0]
            self._decide(each, first.stage_id, first.choice_id)
        for each in parts["test"][:1]:
            attempt = start_attempt(self.session, actor=self.actor, now=self.now, course=self.course, test_id=each)
            for row in attempt.items[:2]:
                self._answer(attempt.id, row, right=True)
