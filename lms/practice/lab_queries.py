"""Reads of lab runs; a run belongs to one account and to nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Exercise
from lms.curriculum.editions import stored_exercise
from lms.practice.lab import Lab, Mark, replay
from lms.practice.labs import LABS
from lms.practice.models import LabDraft, LabEvidence, LabRun
from lms.practice.queries import finished_walks, newest_run
from lms.practice.rules import marks_of

Fields = Mapping[str, list[str]]
"""A form as it was saved: each name with its values in order."""


@dataclass(frozen=True)
class Played:
    """A run, the lab as it was when the run began, its state, and what is saved of the step that is open."""

    run: LabRun
    exercise: Exercise
    lab: Lab[Any]
    state: Any
    number: int
    fields: Fields
    saved_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether the run is over."""
        return self.lab.ended(self.state)


@dataclass(frozen=True)
class Shown:
    """What an account's finished runs showed of a duty: over the newest finished run of each lab and case."""

    duty_id: str
    right: int
    of: int
    safety_missed: bool
    labs: tuple[str, ...]


def latest_run(session: Session, account_id: str, exercise: Exercise, *, lock: bool = False) -> LabRun | None:
    """The account's newest run of a lab, under whatever name it began; None if it never did."""
    asked = {"account_id": account_id, "names": (exercise.id, *exercise.aliases)}
    return session.scalar(_LATEST_LOCKED if lock else _LATEST, asked)


_LATEST = newest_run(LabRun, LabRun.exercise_id)
_LATEST_LOCKED = _LATEST.with_for_update()


def latest_played(session: Session, account_id: str, exercise: Exercise, *, lock: bool = False) -> Played | None:
    """The newest run with its state."""
    run = latest_run(session, account_id, exercise, lock=lock)
    return None if run is None else played_of(session, run)


def played_of(session: Session, run: LabRun) -> Played:
    """A run with its lab, its state and its draft."""
    exercise = stored_exercise(session, run.exercise_hash)
    lab = LABS[exercise.kind]
    state = replay(lab, exercise, run.seed, [step.move for step in run.steps])
    draft = session.get(LabDraft, run.id)
    fields = draft.fields if draft is not None else {}
    return Played(run, exercise, lab, state, len(run.steps), fields, draft.saved_at if draft is not None else None)


def newest_runs(session: Session, account_id: str) -> dict[str, LabRun]:
    """Exercise ID as it was → the account's newest run of it."""
    wanted = select(LabRun).where(LabRun.account_id == account_id).order_by(LabRun.number)
    return {run.exercise_id: run for run in session.scalars(wanted)}


def shown_by_duty(session: Session, account_id: str) -> list[Shown]:
    """What an account's newest finished run of each lab and case showed, by duty, in the order of the duties' ids."""
    found: dict[str, list[tuple[str, Mark]]] = defaultdict(list)
    runs = select(LabRun).where(LabRun.account_id == account_id, LabRun.finished_at.is_not(None))
    newest = {run.exercise_id: run.id for run in session.scalars(runs.order_by(LabRun.number))}
    names = {run_id: exercise_id for exercise_id, run_id in newest.items()}
    for row in session.scalars(select(LabEvidence).where(LabEvidence.run_id.in_(list(names)))):
        mark = Mark(row.duty_id, row.right, row.of, row.safety_missed)
        found[row.duty_id].append((names[row.run_id], mark))
    for walk in finished_walks(session, account_id):
        for mark in marks_of(walk.case, walk.place):
            found[mark.duty].append((walk.case.id, mark))
    return [
        Shown(
            duty,
            sum(mark.right for _, mark in there),
            sum(mark.of for _, mark in there),
            any(mark.safety_missed for _, mark in there),
            tuple(sorted(name for name, _ in there)),
        )
        for duty, there in sorted(found.items())
    ]
