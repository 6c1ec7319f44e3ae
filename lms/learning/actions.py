"""Writes of completions. None of them commits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.curriculum.course import Course, Lesson
from lms.curriculum.editions import ensure_edition
from lms.curriculum.places import find_place
from lms.database import upserting
from lms.errors import NotFound
from lms.learning.models import Completion, ReadingPosition
from lms.learning.queries import completions
from lms.people.access import hold
from lms.people.permissions import Actor, Permission


def record_completion(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    today: date,
    course: Course,
    requirement_id: str,
    evidence_id: str | None = None,
) -> tuple[Completion, bool]:
    """Complete a requirement on the clinic's local `today`; returns the row and whether it is new."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    kind = course.kind_of.get(course.current_id(requirement_id))
    if kind is None:
        raise NotFound()
    requirement_id = course.current_id(requirement_id)
    hold(session, actor.account_id)
    standing = completions(session, actor.account_id, course).get(requirement_id)
    if standing is not None:
        return standing, False
    ensure_edition(session, course, now)
    content_hash, revision = _as_seen(course, requirement_id)
    row = Completion(
        account_id=actor.account_id,
        requirement_id=requirement_id,
        kind=kind,
        edition=course.edition,
        content_hash=content_hash,
        revision=revision,
        minutes=course.minutes_of[requirement_id],
        completed_at=now,
        completed_on=today,
        evidence_id=evidence_id,
    )
    session.add(row)
    session.flush()
    _record(session, actor, now, "requirement.completed", row)
    return row, True


def undo_completion(
    session: Session, *, actor: Actor, now: datetime, course: Course, requirement_id: str
) -> Completion | None:
    """Take back a lesson marked complete; the row stays with the time of its undoing. None: nothing to undo."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    hold(session, actor.account_id)
    row = completions(session, actor.account_id, course).get(course.current_id(requirement_id))
    if row is None or row.kind != "lesson":
        return None
    row.undone_at = now
    session.flush()
    _record(session, actor, now, "completion.undone", row)
    return row


def keep_place(session: Session, *, actor: Actor, now: datetime, lesson: Lesson, anchor: str) -> None:
    """Keep where the reader is in a lesson, with the heading above it. Writes no audit line: the row is its own record.

    Raises NotFound for a place that the lesson does not have.
    """
    place = find_place(lesson, anchor) if actor.may(Permission.OWN_LEARNING) else None
    if place is None:
        raise NotFound()
    _note_reading(session, actor, lesson, anchor=anchor, section=place.section.id if place.section else None, at=now)


def see_changes(session: Session, *, actor: Actor, now: datetime, course: Course, lesson: Lesson) -> None:
    """Note that the reader has looked at what changed in a lesson she had completed; the completion stays as it is."""
    if not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    ensure_edition(session, course, now)
    _note_reading(session, actor, lesson, seen_hash=lesson.hash, seen_on=actor.today, at=now)


def _note_reading(session: Session, actor: Actor, lesson: Lesson, **values: Any) -> None:
    row = upserting(session, ReadingPosition).values(
        {"account_id": actor.account_id, "lesson_id": lesson.id, "anchor": "", **values}
    )
    keys = [ReadingPosition.account_id, ReadingPosition.lesson_id]
    session.execute(row.on_conflict_do_update(index_elements=keys, set_=values))


def _as_seen(course: Course, requirement_id: str) -> tuple[str, int]:
    piece = course.lesson(requirement_id) or course.case(requirement_id) or course.exercise(requirement_id)
    if piece is not None:
        return piece.hash, piece.revision
    quiz = course.quiz(requirement_id)
    return (quiz.hash, max(item.revision for item in quiz.items)) if quiz else ("", 1)


def _record(session: Session, actor: Actor, now: datetime, act: str, row: Completion) -> None:
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act=act,
        subject_kind="completion",
        subject_id=row.id,
        details={
            "requirement": row.requirement_id,
            "minutes": row.minutes,
            "on": row.completed_on.isoformat(),
            "edition": row.edition,
        },
    )
