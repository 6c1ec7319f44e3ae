"""Writes of case runs. None of them commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.curriculum.editions import ensure_edition
from lms.errors import Invalid, NotFound
from lms.people.access import hold
from lms.people.permissions import Actor, Permission
from lms.practice.models import CaseRun, CaseStep
from lms.practice.queries import Walk, latest_walk, walk_of
from lms.practice.rules import NoSuchChoice, choose


@dataclass(frozen=True)
class Decided:
    """What came of a decision. `stale`: the page was an old one, the run stands where it stood."""

    walk: Walk
    stale: bool
    ended_now: bool


def start_case(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    case_id: str,
    again: bool = False,
    seat: str = "",
) -> Walk:
    """Begin a case from a seat, or return the run that is open. `again` begins anew after a finished run."""
    _demand(actor)
    case = course.case(case_id)
    if case is None:
        raise NotFound()
    hold(session, actor.account_id)
    latest = latest_walk(session, actor.account_id, case)
    if latest is not None and (latest.run.finished_at is None or not again):
        return latest
    if seat not in ([each.id for each in case.seats] or [""]):
        raise Invalid("Choose the seat from which you want to play.", field="seat")
    ensure_edition(session, course, now)
    run = CaseRun(
        account_id=actor.account_id,
        case_id=case.id,
        case_hash=case.hash,
        number=latest.run.number + 1 if latest else 1,
        seat=seat,
        started_at=now,
    )
    run.steps = []
    session.add(run)
    session.flush()
    return walk_of(session, run)


def decide(
    session: Session, *, actor: Actor, now: datetime, course: Course, case_id: str, stage_id: str, choice_id: str
) -> Decided:
    """Take one decision. A post from a stage the run has left changes nothing and says so."""
    _demand(actor)
    case = course.case(case_id)
    if case is None:
        raise NotFound()
    hold(session, actor.account_id)
    walk = latest_walk(session, actor.account_id, case, lock=True)
    if walk is None:
        raise NotFound()
    if walk.place.ended or walk.place.stage.id != stage_id:
        return Decided(walk, stale=True, ended_now=False)
    try:
        place = choose(walk.case, walk.place, choice_id)
    except NoSuchChoice as error:
        raise Invalid("Choose what you would do.", field="choice") from error
    walk.run.steps.append(CaseStep(number=len(walk.run.steps) + 1, stage_id=stage_id, choice_id=choice_id, at=now))
    if place.ended:
        walk.run.finished_at = now
        walk.run.ending = place.stage.id
    session.flush()
    return Decided(Walk(walk.run, walk.case, place), stale=False, ended_now=place.ended)


def _demand(actor: Actor) -> None:
    if not actor.may(Permission.OWN_CASE):
        raise NotFound()
