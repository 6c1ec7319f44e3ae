"""Something of every kind that waits for Sunniva, made with the program's own actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.learning.outside.actions import record_training
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.rules import Given as Training
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import PROGRAM_MANAGER, Actor
from lms.people.queries import roles_of
from lms.practice.lab_actions import start_lab
from lms.practice.models import LabFeedback
from lms.readiness.goals.actions import By, propose, set_goal
from lms.readiness.meetings import actions as meetings
from lms.readiness.opening import actions as opening
from lms.readiness.opening.queries import CLINIC
from lms.readiness.rules.goals import Wanted
from lms.readiness.rules.meetings import Rhythm
from lms.readiness.skills.actions import Entry, Given, note_seen, write_log
from lms.readiness.skills.clinics import set_use
from lms.readiness.skills.ratings import Ratings, save_ratings
from tests.cast import Cast, in_session
from tests.people.makers import actor_of, make_account

CALL, NUMBERS, INTRODUCE = "sk-first-call", "sk-numbers", "sk-introduce"
LECTURES = ("Lecture on consent", "A morning of shadowing")


def make(cast: Cast, name: str, **more: Any) -> str:
    more = {"clinic_id": cast.place.mill_road, **more}
    return make_account(cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, name, **more)


def everything(cast: Cast) -> dict[str, str]:
    """One thing of every kind at Mill Road, two of what can be settled together. Marisol began five months and a half ago.

    Returns ids by name.
    """
    manager = make(cast, "Priya Venkat", kinds=(PROGRAM_MANAGER,))
    desk = make(cast, "Kofi Mensah", role="clerical")

    def fill(session: Session) -> dict[str, str]:
        now = cast.services.clock.now()
        marisol, sunniva = (actor_of(session, each, now) for each in (cast.learner, cast.supervisor))
        ids = {"manager": manager, "desk": desk}
        ids |= _learning(session, cast, marisol)
        ids |= _skills(session, cast, marisol, sunniva)
        ids |= _months(session, cast, marisol, sunniva)
        ids |= _clinic(session, cast, sunniva)
        return ids

    return dict(in_session(cast.services.database, fill))


def train(session: Session, cast: Cast, who: Actor, title: str) -> OutsideTraining:
    """Outside training that waits."""
    given = Training(title, "The county", who.today - timedelta(days=3), 90, "Grace was there", file=False)
    return record_training(
        session, actor=who, now=cast.services.clock.now(), given=given, today=who.today, file=None
    )  # fmt: skip


def _learning(session: Session, cast: Cast, marisol: Actor) -> dict[str, str]:
    now = cast.services.clock.now()
    found = {f"training{at}": train(session, cast, marisol, title).id for at, title in enumerate(LECTURES)}
    lab = next(each for each in cast.course.exercises if each.kind == "builder")
    run = start_lab(session, actor=marisol, now=now, course=cast.course, exercise_id=lab.id, seed=1).run
    run.finished_at = now
    session.flush()
    session.add(LabFeedback(run_id=run.id, asked_at=now))
    return {**found, "run": run.id}


def _skills(session: Session, cast: Cast, marisol: Actor, sunniva: Actor) -> dict[str, str]:
    by: dict[str, Any] = {"now": cast.services.clock.now(), "course": cast.course}
    levels = {each.id: 1 for each in cast.course.ratable("bhcm")}
    save_ratings(session, actor=marisol, account_id=None, given=Ratings(levels), hand_in=True, **by)
    asked = Given(None, None, marisol.today, "Grace, at my desk")
    seen = note_seen(session, actor=marisol, account_id=None, skill_id=NUMBERS, given=asked, **by)
    noted = [
        note_seen(
            session, actor=sunniva, account_id=marisol.account_id, skill_id=skill,
            given=Given("observed", "done", marisol.today, "Calm"), **by,
        )
        for skill in (CALL, INTRODUCE)
    ]  # fmt: skip
    wanted = [NUMBERS, "sk-registry-row"] if cast.course.skill("sk-registry-row") else _others(cast)
    set_use(
        session, actor=sunniva, clinic_id=cast.place.mill_road, role="bhcm", used=True, skills=wanted, **by
    )  # fmt: skip
    for what in ("A morning of calls", "An hour at the registry"):
        entry = Entry("shadowing", marisol.today, 90, "bhcm", what)
        logged = write_log(session, actor=marisol, now=by["now"], entry=entry)
    return {"log": logged.id, "seen": seen.id, "noted0": noted[0].id, "noted1": noted[1].id}


def _others(cast: Cast) -> list[str]:
    known = [each.id for each in cast.course.signable("bhcm") if each.id not in (CALL, NUMBERS, INTRODUCE)]
    return [NUMBERS, known[0]]


def _months(session: Session, cast: Cast, marisol: Actor, sunniva: Actor) -> dict[str, str]:
    held = roles_of(session, marisol.account_id)[0]
    held.start_date = marisol.today - timedelta(days=165)
    other = session.scalars(select(RoleHeld).where(RoleHeld.account_id == cast.teammate)).one()
    other.start_date = marisol.today - timedelta(days=5)
    session.flush()
    by = By(session, sunniva, cast.services.clock.now(), cast.course)
    own = By(session, marisol, cast.services.clock.now(), cast.course)
    goals = []
    for words in ("Two handoffs", "A case that stalled"):
        goal = set_goal(by, role_held_id=held.id, wanted=Wanted(6, "case", words=words))
        propose(own, role_held_id=held.id, goal_id=goal.id, on=marisol.today, text="On Thursday")
        goals.append(goal.id)
    return {"role": held.id, "goal0": goals[0], "goal1": goals[1]}


def _clinic(session: Session, cast: Cast, sunniva: Actor) -> dict[str, str]:
    now, today, clinic = cast.services.clock.now(), sunniva.today, cast.place.mill_road
    by: dict[str, Any] = {"actor": sunniva, "now": now}
    session.get_one(Clinic, clinic).opens_on = today - timedelta(days=200)
    opening.set_up(
        session, clinic_id=clinic, opens_on=None, unused={}, checklists=False, course=cast.course, **by
    )  # fmt: skip
    item = cast.course.checklists.clinic[0].id
    wanted = opening.Wanted("in progress", "Sunniva Berg", today + timedelta(days=7), "", 0)
    opening.mark(
        session, list_id=CLINIC, subject_id=clinic, item_id=item, wanted=wanted, course=cast.course, **by
    )  # fmt: skip
    slot = today - timedelta(days=7)
    rhythm = Rhythm(1, "week", slot.weekday(), 750, 60, "", today - timedelta(days=10))
    row = meetings.set_up(
        session, clinic_id=clinic, kind="panel", rhythm=rhythm, last_before=today - timedelta(days=9), **by
    )  # fmt: skip
    row.set_up_on = today - timedelta(days=10)
    return {"item": item, "meeting": row.id, "slot": date.isoformat(slot)}
