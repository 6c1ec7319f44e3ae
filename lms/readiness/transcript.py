"""What somebody has done, line by line: completions with the days they began and ended, and every try at a test (C57)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.assessment.models import Attempt
from lms.assessment.rules import percentage
from lms.curriculum.course import Course
from lms.curriculum.models import Edition
from lms.learning.models import Completion, ReadingPosition
from lms.learning.outside.reported.queries import report_state, reports
from lms.learning.outside.reported.rules.words import State as ReportState
from lms.learning.outside.reported.rules.words import minutes_words
from lms.practice.models import CaseRun

Outcome = (
    Literal["completed", "taken back", "passed", "not passed", "open", "valid", "revoked", "superseded", "preparing"]
    | ReportState
)


@dataclass(frozen=True)
class Line:
    """One thing done. Dates are local, minutes planned minutes earned by it (0: none by this line).

    began: the first day of which a trace is kept, at the latest the day it ended. ended: None while it is open.
    What an import reported of a course elsewhere earns none; the minutes it gave stand in `reference`, with its provider.
    number: of a try at a test. score: per cent, only of a try that passed. edition_on: when that edition was first served.
    """

    kind: Literal["lesson", "case", "lab", "test", "certificate", "elsewhere"]
    title: str
    module: str
    began: date
    ended: date | None
    outcome: Outcome
    minutes: int = 0
    number: int | None = None
    score: int | None = None
    edition: str = ""
    edition_on: date | None = None
    reference: str = ""


def transcript(session: Session, account_id: str, course: Course, *, zone: str, until: date) -> tuple[Line, ...]:
    """Everything one account did up to the end of a local day, oldest first. Parts that were withdrawn keep their line."""
    lines = [*_completions(session, account_id, course, zone, until), *_tries(session, account_id, course, zone, until)]
    lines += _reported(session, account_id, until)
    return tuple(sorted(lines, key=lambda each: (each.ended or date.max, each.began, each.title)))


def module_words(course: Course, requirement_id: str) -> str:
    """`Module 1: The model and your role`, or the title of a unit; empty for a part that was withdrawn."""
    module = course.module(course.module_of.get(course.current_id(requirement_id), ""))
    if module is None:
        return ""
    return module.name


def _completions(session: Session, account_id: str, course: Course, zone: str, until: date) -> list[Line]:
    editions = _editions(session, zone)
    begun = _begun(session, account_id, course, zone)
    wanted = select(Completion).where(Completion.account_id == account_id, Completion.completed_on <= until)
    found = []
    for row in session.scalars(wanted.order_by(Completion.completed_at)):
        if row.kind == "test":
            continue  # The try that passed stands for it.
        gone = row.undone_at is not None and row.undone_at.astimezone(ZoneInfo(zone)).date() <= until
        key = course.current_id(row.requirement_id)
        found.append(
            Line(
                kind="case" if row.kind == "case" else "lesson",
                title=course.title_of.get(key, row.requirement_id),
                module=module_words(course, key),
                began=min(begun.get(key, row.completed_on), row.completed_on),
                ended=row.completed_on,
                outcome="taken back" if gone else "completed",
                minutes=0 if gone else row.minutes,
                edition=row.edition,
                edition_on=editions.get(row.edition),
            )
        )
    return found


def _tries(session: Session, account_id: str, course: Course, zone: str, until: date) -> list[Line]:
    editions, place = _editions(session, zone), ZoneInfo(zone)
    rows = session.execute(
        select(Completion.evidence_id, Completion.minutes).where(
            Completion.account_id == account_id, Completion.kind == "test", Completion.undone_at.is_(None)
        )
    )
    earned = {row.evidence_id: row.minutes for row in rows}
    found = []
    wanted = select(Attempt).where(Attempt.account_id == account_id).order_by(Attempt.started_at)
    for row in session.scalars(wanted):
        began = row.started_at.astimezone(place).date()
        ended = row.handed_in_at.astimezone(place).date() if row.handed_in_at else None
        ended = ended if ended is not None and ended <= until else None
        if began > until:
            continue
        passed = ended is not None and bool(row.passed)
        found.append(
            Line(
                kind="test",
                title=course.title_of.get(course.current_id(row.test_id), row.test_id),
                module=module_words(course, row.test_id),
                began=began,
                ended=ended,
                outcome="passed" if passed else "open" if ended is None else "not passed",
                minutes=earned.get(row.id, 0) if passed else 0,
                number=row.number,
                score=percentage(row.right_count or 0, row.drawn) if passed else None,
                edition=row.edition,
                edition_on=editions.get(row.edition),
            )
        )
    return found


def _reported(session: Session, account_id: str, until: date) -> list[Line]:
    """Courses elsewhere, as they were reported; none of their minutes counts."""
    return [
        Line(
            kind="elsewhere",
            title=row.title,
            module="",
            began=row.completed_on,
            ended=row.completed_on,
            outcome=report_state(row),
            reference=f"{row.provider}, {minutes_words(row.minutes)}",
        )
        for row in reports(session, account_id, until=until)
    ]


def _editions(session: Session, zone: str) -> dict[str, date]:
    return {row.id: row.first_served_at.astimezone(ZoneInfo(zone)).date() for row in session.scalars(select(Edition))}


def _begun(session: Session, account_id: str, course: Course, zone: str) -> dict[str, date]:
    """The first day of which a trace of a lesson or case is kept."""
    places = select(ReadingPosition.lesson_id, ReadingPosition.at).where(ReadingPosition.account_id == account_id)
    runs = select(CaseRun.case_id, CaseRun.started_at).where(CaseRun.account_id == account_id)
    found: dict[str, date] = {}
    for where, at in (*session.execute(places), *session.execute(runs)):
        key, day = course.current_id(where), at.astimezone(ZoneInfo(zone)).date()
        found[key] = min(day, found.get(key, day))
    return found
