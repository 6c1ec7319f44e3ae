"""How things stood on an earlier day is what was computed on that day, whatever was recorded, moved or taken back since."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.acts.lesson import complete_lesson, undo_lesson
from lms.database import Database
from lms.errors import Refusal
from lms.people import actions as people
from lms.people import changes, upkeep
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import ADMINISTRATOR, SUPERVISOR, SYSTEM
from lms.readiness.goals import actions as goals
from lms.readiness.goals.actions import By
from lms.readiness.goals.models import ContinuingGoal
from lms.readiness.meetings import actions as meetings
from lms.readiness.meetings.models import MeetingSeries
from lms.readiness.meetings.queries import meetings_of
from lms.readiness.opening import actions as opening
from lms.readiness.opening.actions import Wanted
from lms.readiness.opening.board import golive
from lms.readiness.opening.models import ItemMark, OwnItem
from lms.readiness.opening.queries import CLINIC, clinic_list, role_list
from lms.readiness.queries import standing_of
from lms.readiness.rules import working
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.goals import Wanted as WantedGoal
from lms.readiness.rules.meetings import Rhythm
from lms.readiness.skills import actions as skills
from lms.readiness.skills import clinics as skill_clinics
from lms.readiness.skills.models import SkillSeen
from lms.readiness.skills.queries import Skilled, lines_of
from lms.readiness.teams import find_rows
from tests.clocks import MovableClock
from tests.learner import ISSUER, World, our_course
from tests.people.makers import actor_of, make_account, make_place

DAYS = 12
OPENING = date(2026, 6, 1)
ZONE = "America/Chicago"
LESSONS = [each for each in our_course().published_modules[0].required if our_course().kind_of[each] == "lesson"][:4]
SKILLS = [each.id for each in our_course().signable("bhcm")][:2]
ASKED = [each.id for each in our_course().checklists.roles["bhcm"] if each.required][:2]
PAPERS = [each.id for each in our_course().checklists.clinic][:2]


class History:
    """A clinic with a learner, a second role that comes and goes, a supervisor; one thing after another is done there."""

    def __init__(self, database: Database, clock: MovableClock, seed: int) -> None:
        self.database, self.clock, self.random = database, clock, random.Random(seed)
        self.place = make_place(database, clock.now())
        here: dict[str, Any] = {"clinic_id": self.place.mill_road}
        now = clock.now()
        self.learner = make_account(database, now, self.place.saltmarsh, "Marisol Tavares", role="bhcm", **here)
        self.other = make_account(database, now, self.place.saltmarsh, "Teddy Okafor", **here)
        self.supervisor = make_account(database, now, self.place.saltmarsh, "Sunniva Berg", kinds=(SUPERVISOR,), **here)
        self.chief = make_account(database, now, self.place.saltmarsh, "Odile Marchetti", kinds=(ADMINISTRATOR,))
        self.world = World(our_course(), ISSUER)
        self.moves: list[Callable[[Session], object]] = [
            self.complete, self.complete, self.undo, self.start, self.agree, self.leave, self.take_back, self.set_up,
            self.mark, self.paper, self.support, self.own_item, self.plan_last_day, self.use_skills, self.sign, self.ask,
            self.withdraw, self.goal, self.close_goal, self.meeting, self.hold, self.role,
        ]  # fmt: skip

    def do(self, move: Callable[[Session], object]) -> None:
        """One move in a transaction of its own; one that is refused changes nothing."""
        with self.database.session(write=True) as session:
            try:
                move(session)
                session.commit()
            except Refusal:
                session.rollback()

    def by(self, session: Session, who: str | None = None) -> dict[str, Any]:
        now = self.clock.now()
        return {"actor": actor_of(session, who or self.supervisor, now), "now": now}

    @property
    def today(self) -> date:
        return local_date(self.clock.now(), ZONE)

    def held(self, session: Session) -> RoleHeld:
        return session.scalars(select(RoleHeld).where(RoleHeld.account_id == self.learner)).one()

    def complete(self, session: Session) -> None:
        complete_lesson(
            session, world=self.world, lesson_id=self.random.choice(LESSONS), **self.by(session, self.learner)
        )

    def undo(self, session: Session) -> None:
        undo_lesson(session, world=self.world, lesson_id=self.random.choice(LESSONS), **self.by(session, self.learner))

    def start(self, session: Session) -> None:
        day = OPENING + timedelta(days=self.random.randint(-10, 30))
        changes.change_start_date(
            session, role_held_id=self.held(session).id, start_date=day, reason="Moved", **self.by(session)
        )

    def agree(self, session: Session) -> None:
        minutes = self.random.choice((60, 240, 600))
        changes.agree_time(
            session, role_held_id=self.held(session).id, minutes=minutes, reason="Agreed", **self.by(session)
        )

    def leave(self, session: Session) -> None:
        first = self.today + timedelta(days=self.random.randint(-3, 5))
        last = first + timedelta(days=self.random.randint(0, 4))
        changes.pause_role(
            session,
            role_held_id=self.held(session).id,
            from_date=first,
            to_date=last,
            reason="Away",
            **self.by(session),
        )

    def take_back(self, session: Session) -> None:
        made = self.held(session).changes
        if made:
            changes.undo_change(session, change_id=self.random.choice(made).id, **self.by(session))

    def set_up(self, session: Session) -> None:
        unused = {"clerical": "One desk"} if self.random.random() < 0.5 else {}
        opening.set_up(
            session, course=self.world.course, clinic_id=self.place.mill_road, unused=unused,
            opens_on=self.random.choice((None, OPENING, OPENING + timedelta(days=7))),
            checklists=self.random.random() < 0.6, **self.by(session),
        )  # fmt: skip

    def mark(self, session: Session) -> None:
        held = self.held(session)
        self._enter(session, held.role, held.id, self.random.choice(ASKED))

    def paper(self, session: Session) -> None:
        self._enter(session, CLINIC, self.place.mill_road, self.random.choice(PAPERS))

    def _enter(self, session: Session, list_id: str, subject_id: str, item_id: str) -> None:
        there = select(ItemMark).where(ItemMark.subject_id == subject_id, ItemMark.item_id == item_id)
        seen = len(session.scalars(there).all())
        due = self.today + timedelta(days=self.random.randint(0, 3)) if self.random.random() < 0.5 else None
        wanted = Wanted(self.random.choice(("in progress", "done", "not started")), "Legal", due, "", seen)
        opening.mark(
            session, course=self.world.course, list_id=list_id, subject_id=subject_id, item_id=item_id, wanted=wanted,
            **self.by(session),
        )  # fmt: skip

    def support(self, session: Session) -> None:
        opening.say_support(
            session, course=self.world.course, role_held_id=self.held(session).id, needed=self.random.random() < 0.5,
            **self.by(session),
        )  # fmt: skip

    def own_item(self, session: Session) -> None:
        rows = session.scalars(select(OwnItem)).all()
        if not rows or self.random.random() < 0.3:
            opening.add_item(
                session, course=self.world.course, clinic_id=self.place.mill_road, title="Keys", owner="", required=True,
                list_id=self.random.choice((CLINIC, "bhcm")), **self.by(session),
            )  # fmt: skip
        else:
            row = self.random.choice(rows)
            act = opening.put_back_item if row.withdrawn_on else opening.withdraw_item
            act(session, item_id=row.id, **self.by(session))

    def plan_last_day(self, session: Session) -> None:
        day = self.random.choice((None, OPENING + timedelta(days=2), OPENING + timedelta(days=40)))
        opening.say_leaving(session, role_held_id=self.held(session).id, last_day=day, **self.by(session))

    def use_skills(self, session: Session) -> None:
        used = self.random.random() < 0.7
        skill_clinics.set_use(
            session, course=self.world.course, clinic_id=self.place.mill_road, role="bhcm", used=used,
            skills=SKILLS[: self.random.randint(1, 2)] if used else (), **self.by(session),
        )  # fmt: skip

    def sign(self, session: Session) -> None:
        day = self.today - timedelta(days=self.random.randint(0, 3))
        given = skills.Given("observed", self.random.choice(("done", "needs more practice")), day)
        skills.sign(
            session, course=self.world.course, account_id=self.learner, skill_id=self.random.choice(SKILLS), given=given,
            **self.by(session),
        )  # fmt: skip

    def ask(self, session: Session) -> None:
        skills.note_seen(
            session, course=self.world.course, account_id=None, skill_id=self.random.choice(SKILLS),
            given=skills.Given(None, None, self.today), **self.by(session, self.learner),
        )  # fmt: skip

    def withdraw(self, session: Session) -> None:
        rows = session.scalars(select(SkillSeen).where(SkillSeen.signed_at.is_not(None))).all()
        if rows:
            seen = self.random.choice(rows).id
            skills.withdraw(
                session,
                course=self.world.course,
                account_id=self.learner,
                seen_id=seen,
                reason="A slip",
                **self.by(session),
            )

    def goal(self, session: Session) -> None:
        wanted = WantedGoal(1, "refresher", LESSONS[0], 0, "")
        goals.set_goal(self._goals(session), role_held_id=self.held(session).id, wanted=wanted)

    def close_goal(self, session: Session) -> None:
        row = session.scalars(select(ContinuingGoal)).first()
        if row is not None:
            goals.withdraw(self._goals(session), goal_id=row.id, clinic_id=row.clinic_id, role_held_id=row.role_held_id)

    def _goals(self, session: Session) -> By:
        by = self.by(session)
        return By(session, by["actor"], by["now"], self.world.course)

    def meeting(self, session: Session) -> None:
        rhythm = Rhythm(1, "week", self.random.randint(0, 4), 750, 60, "", self.today)
        series = session.scalars(select(MeetingSeries)).first()
        if series is None:
            meetings.set_up(session, clinic_id=self.place.mill_road, kind="panel", rhythm=rhythm, **self.by(session))
        else:
            meetings.change_rhythm(
                session, clinic_id=self.place.mill_road, series_id=series.id, rhythm=rhythm, **self.by(session)
            )

    def hold(self, session: Session) -> None:
        series = session.scalars(select(MeetingSeries)).first()
        if series is not None:
            by = {"clinic_id": self.place.mill_road, "series_id": series.id, **self.by(session)}
            slot = self.today - timedelta(days=self.random.randint(0, 2))
            if self.random.random() < 0.6:
                meetings.hold(session, slot=slot, given=meetings.Record(on=slot, came={}), **by)
            else:
                meetings.take_back(session, slot=slot, **by)

    def role(self, session: Session) -> None:
        open_ones = session.scalars(
            select(RoleHeld).where(RoleHeld.account_id == self.other, RoleHeld.ended_on.is_(None))
        ).all()
        if open_ones:
            upkeep.end_role(session, role_held_id=open_ones[0].id, reason="Moved on", **self.by(session, self.chief))
        else:
            people.hold_role(
                session, actor=SYSTEM, now=self.clock.now(), account_id=self.other, clinic_id=self.place.mill_road,
                role=self.random.choice(("pcp", "psychiatric-consultant")), start_date=OPENING,
            )  # fmt: skip


def told(session: Session, history: History, now: datetime, day: date | None) -> dict[str, str]:
    """Everything that a page says of an evening: `day` None, computed on that evening; else as of it, later."""
    course, clinic = our_course(), session.get_one(Clinic, history.place.mill_road)
    held, on = history.held(session), day or local_date(now, ZONE)
    seen = standing_of(session, held, course, on)
    signed = lines_of(session, Skilled(session.get_one(Account, history.learner), (held,), actor_of(session, history.supervisor, now), looks_after=True), course, on)  # fmt: skip
    rows = find_rows(session, SYSTEM, course, now=now, as_of=day)[1]
    found = {
        "facts": repr(seen.facts),
        "standing": repr(seen.standing),
        "working": repr(working.working(seen.timeline, seen.facts, on)),
        "progress": repr(seen.progress),
        "continuing": repr(seen.continuing),
        "rows": repr([{**row.values(), "blocked_by": row.blocked_by} for row in rows]),
        "board": repr(golive(session, clinic, course, now=now, opening=OPENING, as_of=day)),
        "papers": repr(clinic_list(session, clinic, course, on).lines),
        "list": repr(role_list(session, held, course, on).lines),
        "meetings": repr(meetings_of(session, clinic.id, on)),
        "skills": repr([(each.skill.id, each.found, each.required) for each in signed]),
    }
    # A fact carries the day on which it was withdrawn, if ever; whether it counted is told by all the rest.
    return {key: re.sub(r"withdrawn_on=(None|datetime\.date\([^)]*\))", "", text) for key, text in found.items()}


# Two histories on each engine for the queries; what two more tell of the rules is the same rows on both.
@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.alike) for seed in (2, 3))])
def test_as_of_an_earlier_day_is_what_that_evening_said(database: Database, clock: MovableClock, seed: int) -> None:
    history = History(database, clock, seed)
    evenings: dict[date, dict[str, str]] = {}
    midnight = datetime(2026, 5, 5, 5, 0, tzinfo=clock.now().tzinfo)  # Of Chicago.
    for number in range(DAYS):
        first = midnight + timedelta(days=number)
        # At any hour of the local day, its first and last minutes among them.
        minutes = sorted(history.random.choice((1, 400, 800, 1200, 1438)) for _ in range(history.random.randint(1, 4)))
        for minute in minutes:
            clock.set(first + timedelta(minutes=minute))
            history.do(history.random.choice(history.moves))
        clock.set(first + timedelta(minutes=1439))
        with database.session() as session:
            evenings[history.today] = told(session, history, clock.now(), None)
    assert len(evenings) == DAYS
    assert len({each["standing"] for each in evenings.values()}) > 1
    clock.move(days=20)
    with database.session() as session:
        for day, said in evenings.items():
            then = told(session, history, clock.now(), day)
            assert {key for key in said if then[key] != said[key]} == set(), _first_difference(day, said, then)


def _first_difference(day: date, said: dict[str, str], then: dict[str, str]) -> str:
    key = next(key for key in said if then[key] != said[key])
    at = next((n for n, (a, b) in enumerate(zip(said[key], then[key], strict=False)) if a != b), 0)
    return f"{day}, {key}:\nthat evening …{said[key][max(0, at - 150) : at + 150]}\nlater        …{then[key][max(0, at - 150) : at + 150]}"
