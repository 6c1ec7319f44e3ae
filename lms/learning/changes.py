"""What became of the course since somebody read it: texts that changed, and parts that are new. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Check, Course, Item, Lesson
from lms.curriculum.differences import SectionChange, differences
from lms.curriculum.editions import first_served, stored_lesson
from lms.curriculum.sections import sections_of
from lms.learning.models import Completion, ReadingPosition
from lms.learning.rules import Change, Read, change_since, new_since_finished

ITEMS = 3


@dataclass(frozen=True)
class Changed:
    """That a completed lesson or case says something else today. `on` is the day it was completed or last looked at."""

    kind: Change
    on: date
    hash: str


@dataclass(frozen=True)
class WhatChanged:
    """The text that was read against today's. `kept` is False when the earlier text is not on record.

    `title` and `promise` are the earlier ones where they differ; `questions` up to three on what changed.
    """

    kept: bool
    sections: tuple[SectionChange, ...]
    title: str
    promise: str
    checks: int
    questions: tuple[Check | Item, ...]


def changed_since(
    session: Session, account_id: str, course: Course, done: Mapping[str, Completion]
) -> dict[str, Changed]:
    """Today's id → what became of each completed lesson and case; those that say the same are left out."""
    moved = {
        each: row for each, row in done.items() if row.kind != "test" and row.content_hash != _now(course, each)[0]
    }
    if not moved:
        return {}
    seen = _seen(session, account_id, course)
    found: dict[str, Changed] = {}
    for each, row in moved.items():
        read = seen.get(each) or Read(row.content_hash, row.revision, row.completed_on)
        kind = change_since(read, *_now(course, each))
        if kind is not None:
            found[each] = Changed(kind, read.on, read.hash)
    return found


def _now(course: Course, requirement_id: str) -> tuple[str, int]:
    piece = course.lesson(requirement_id) or course.case(requirement_id) or course.exercise(requirement_id)
    return (piece.hash, piece.revision) if piece is not None else ("", 0)


def _seen(session: Session, account_id: str, course: Course) -> dict[str, Read]:
    """The texts that were looked at after their completion, the latest of each lesson."""
    wanted = select(ReadingPosition).where(
        ReadingPosition.account_id == account_id, ReadingPosition.seen_hash.is_not(None)
    )
    found: dict[str, Read] = {}
    for row in sorted(session.scalars(wanted), key=lambda row: row.seen_on or date.min):
        lesson = course.lesson(row.lesson_id)
        if lesson is None or row.seen_hash is None or row.seen_on is None:
            continue
        text = lesson if lesson.hash == row.seen_hash else stored_lesson(session, row.seen_hash)
        found[lesson.id] = Read(row.seen_hash, text.revision if text else lesson.revision, row.seen_on)
    return found


def what_changed(session: Session, course: Course, lesson: Lesson, changed: Changed) -> WhatChanged:
    """The differences in words, and up to three questions on them: new and changed checks first."""
    before = stored_lesson(session, changed.hash)
    if before is None:
        return WhatChanged(False, (), "", "", 0, _questions(course, lesson, frozenset()))
    known = {(check.id, check.hash) for check in before.checks}
    other = [check for check in lesson.checks if (check.id, check.hash) not in known]
    gone = {check.id for check in before.checks} - {check.id for check in lesson.checks}
    return WhatChanged(
        kept=True,
        sections=differences(sections_of(before), sections_of(lesson)),
        title=before.title if before.title != lesson.title else "",
        promise=before.promise if before.promise != lesson.promise else "",
        checks=len(other) + len(gone),
        questions=_questions(course, lesson, frozenset(check.id for check in other)),
    )


def _questions(course: Course, lesson: Lesson, first: frozenset[str]) -> tuple[Check | Item, ...]:
    module = course.module(lesson.module_id)
    found: list[Check | Item] = sorted(lesson.checks, key=lambda check: check.id not in first)
    if module is not None and module.practice is not None:
        found += [item for item in module.practice.items if item.objective in lesson.objectives]
    return tuple(found[:ITEMS])


def new_parts(
    session: Session,
    course: Course,
    now: datetime,
    done: Mapping[str, Completion],
    sets: Iterable[tuple[str, ...]],
) -> dict[str, datetime]:
    """The open parts that came after all of a set (a module, a pathway) had been done, with the instant they came."""
    wanted = [each for each in sets if any(part in done for part in each) and any(part not in done for part in each)]
    if not wanted:
        return {}
    served = first_served(session, course, now)
    done_at = {each: row.completed_at for each, row in done.items()}
    return {part: served[part] for each in wanted for part in new_since_finished(each, done_at, served)}
