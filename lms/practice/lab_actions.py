"""Writes of lab runs. None of them commits."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course, Exercise
from lms.curriculum.editions import ensure_edition
from lms.errors import Invalid, NotFound
from lms.people.access import hold
from lms.people.permissions import Actor, Permission
from lms.practice.lab import Move, Refused
from lms.practice.lab_queries import Fields, Played, latest_played, latest_run, played_of
from lms.practice.models import LabDraft, LabEvidence, LabRun, LabStep

SEEDS = 1_000_000
MOST_DRAFT = 60_000
"""Letters of a saved form; far above what any lab's form holds."""


@dataclass(frozen=True)
class Moved:
    """What came of a move. `stale`: the page was an old one, the run stands where it stood."""

    played: Played
    stale: bool
    ended_now: bool


def start_lab(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    exercise_id: str,
    again: bool = False,
    seed: int | None = None,
) -> Played:
    """Begin a lab, or return the run that is open. `again` begins anew with a new variant after a finished run."""
    exercise = _demand(actor, course, exercise_id)
    hold(session, actor.account_id)
    latest = latest_run(session, actor.account_id, exercise)
    if latest is not None and (latest.finished_at is None or not again):
        return played_of(session, latest)
    ensure_edition(session, course, now)
    run = LabRun(
        account_id=actor.account_id,
        exercise_id=exercise.id,
        exercise_hash=exercise.hash,
        number=latest.number + 1 if latest else 1,
        seed=secrets.randbelow(SEEDS) if seed is None else seed,
        started_at=now,
    )
    run.steps = []
    session.add(run)
    session.flush()
    return played_of(session, run)


def move_lab(
    session: Session, *, actor: Actor, now: datetime, course: Course, exercise_id: str, number: int, move: Move
) -> Moved:
    """Make one move. A page that knows another number of moves is an old one: nothing changes. Raises Invalid."""
    exercise = _demand(actor, course, exercise_id)
    hold(session, actor.account_id)
    played = latest_played(session, actor.account_id, exercise, lock=True)
    if played is None:
        raise NotFound()
    if played.ended or played.number != number:
        return Moved(played, stale=True, ended_now=False)
    try:
        state = played.lab.move(played.exercise, played.state, move)
    except Refused as refusal:
        raise Invalid(str(refusal), field=refusal.field) from refusal
    run = played.run
    run.steps.append(LabStep(number=number + 1, move=dict(move), at=now))
    draft = session.get(LabDraft, run.id)
    if draft is not None:
        session.delete(draft)
    ended = played.lab.ended(state)
    if ended:
        run.finished_at = now
        for mark in played.lab.marks(played.exercise, state):
            session.add(
                LabEvidence(
                    run_id=run.id,
                    duty_id=mark.duty,
                    right=mark.right,
                    of=mark.of,
                    safety_missed=mark.safety_missed,
                )
            )
    session.flush()
    moved = Played(run, played.exercise, played.lab, state, number + 1, {}, None)
    return Moved(moved, stale=False, ended_now=ended)


def save_lab_draft(
    session: Session, *, actor: Actor, now: datetime, course: Course, exercise_id: str, number: int, fields: Fields
) -> bool:
    """Keep the form of the open step; the newest save holds. False when the page is an older one: nothing is kept."""
    exercise = _demand(actor, course, exercise_id)
    hold(session, actor.account_id)
    run = latest_run(session, actor.account_id, exercise, lock=True)
    if run is None:
        raise NotFound()
    if run.finished_at is not None or len(run.steps) != number:
        return False
    if _letters(fields) > MOST_DRAFT:
        raise Invalid(f"That is more than {MOST_DRAFT:,} letters. Shorten it; what was saved before is kept.")
    draft = session.get(LabDraft, run.id)
    if draft is None:
        session.add(LabDraft(run_id=run.id, fields=dict(fields), saved_at=now))
    else:
        draft.fields, draft.saved_at = dict(fields), now
    session.flush()
    return True


def _letters(fields: Mapping[str, list[str]]) -> int:
    return sum(len(name) + sum(map(len, values)) for name, values in fields.items())


def _demand(actor: Actor, course: Course, exercise_id: str) -> Exercise:
    exercise = course.exercise(exercise_id)
    if exercise is None or not actor.may(Permission.OWN_CASE):
        raise NotFound()
    return exercise
