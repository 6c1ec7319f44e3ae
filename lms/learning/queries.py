"""Reads of completions."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course, Lesson
from lms.curriculum.places import Place, find_place
from lms.database import once
from lms.learning.models import Completion, ReadingPosition
from lms.learning.rules import Done, Progress, progress


def completions(session: Session, account_id: str, course: Course) -> dict[str, Completion]:
    """Standing completions by today's requirement id; a renamed lesson keeps its completion through its alias."""
    rows = once(
        session, ("completions", account_id), lambda: session.scalars(_STANDING, {"account_id": account_id}).all()
    )
    return {course.current_id(row.requirement_id): row for row in rows}


_STANDING = (
    select(Completion)
    .where(Completion.account_id == bindparam("account_id"), Completion.undone_at.is_(None))
    .order_by(Completion.completed_at.desc())
)


def done_of(rows: dict[str, Completion]) -> tuple[Done, ...]:
    """Completions as the rules see them, oldest first."""
    found = [Done(requirement_id, row.completed_on, row.minutes) for requirement_id, row in rows.items()]
    return tuple(sorted(found, key=lambda each: each.on))


def progress_in(session: Session, account_id: str, course: Course, required: tuple[str, ...]) -> Progress:
    """An account's progress over some requirements."""
    return progress(required, course.minutes_of, done_of(completions(session, account_id, course)))


def reading_of(session: Session, account_id: str, lesson: Lesson) -> ReadingPosition | None:
    """What is kept of an account's reading of a lesson, also under an id it had before; the latest."""
    wanted = session.scalars(_READING, {"account_id": account_id, "lessons": (lesson.id, *lesson.aliases)})
    return max(wanted, key=lambda row: (row.at, row.lesson_id == lesson.id), default=None)


_READING = select(ReadingPosition).where(
    ReadingPosition.account_id == bindparam("account_id"),
    ReadingPosition.lesson_id.in_(bindparam("lessons", expanding=True)),
)


def left_at(session: Session, account_id: str, lesson: Lesson) -> Place | None:
    """Where the reader left a lesson: the paragraph, or the heading above it if the paragraph was edited away."""
    row = reading_of(session, account_id, lesson)
    return find_place(lesson, row.anchor, row.section) if row and row.anchor else None
