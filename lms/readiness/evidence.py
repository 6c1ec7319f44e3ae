"""The evidence behind a standing: every required part with its state. Learner, supervisor and download read this one thing.

Never answers, notes or reflections: of a test there are the attempts, the day it was passed, and the objectives missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.assessment.models import Attempt, PracticeAnswer
from lms.assessment.queries import past_of, result_of
from lms.assessment.rules import may_start_at, percentage
from lms.curriculum.course import Course, Module, RequirementKind
from lms.curriculum.models import Edition
from lms.learning.models import Completion, ReadingPosition
from lms.learning.outside.queries import certified
from lms.learning.settled import counted, settled_of
from lms.practice.models import CaseRun
from lms.readiness.history import OPERATOR, names_of
from lms.readiness.rules import day_words

State = Literal["Done", "Waived", "In progress", "Not started", "Cannot start yet"]
SETTLED = ("Done", "Waived")


@dataclass(frozen=True)
class Evidence:
    """One required part for one person. Minutes are planned minutes; dates are local dates.

    minutes: earned when it is done, else what it will earn. started_on: the first day of which a trace is kept, at the latest the
    day it was done.
    edition_on: when the edition it was done in was first served. tries: attempts handed in. score: per cent of the attempt
    that passed. missed: objectives with a wrong answer in the attempt that passed, or else in the last one.
    """

    requirement_id: str
    kind: RequirementKind
    title: str
    state: State
    note: str
    minutes: int
    started_on: date | None = None
    done_on: date | None = None
    edition: str = ""
    edition_on: date | None = None
    tries: int = 0
    score: int | None = None
    missed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """The required parts of one module or unit; none while it is in preparation."""

    name: str
    rows: tuple[Evidence, ...]
    note: str = ""

    @property
    def done(self) -> int:
        """How many parts are done or waived."""
        return sum(row.state in SETTLED for row in self.rows)

    @property
    def minutes_done(self) -> int:
        """Planned minutes earned or waived."""
        return sum(row.minutes for row in self.rows if row.state in SETTLED)

    @property
    def minutes(self) -> int:
        """Planned minutes of all parts."""
        return sum(row.minutes for row in self.rows)

    @property
    def begun(self) -> bool:
        """Whether any part leaves a trace: done, waived, or in progress."""
        return any(row.state in (*SETTLED, "In progress") or row.tries for row in self.rows)

    @property
    def completed_on(self) -> date | None:
        """The day the last part was done; None while one is open."""
        days = [row.done_on for row in self.rows]
        known = [day for day in days if day is not None]
        return max(known) if known and len(known) == len(days) else None


def evidence_of(
    session: Session,
    account_id: str,
    course: Course,
    wanted: Iterable[str],
    *,
    modules: Iterable[str] = (),
    now: datetime,
    zone: str,
    as_of: date,
) -> tuple[Group, ...]:
    """The evidence of one person over the requirements `wanted`, by module, as it stood at the end of `as_of` in `zone`.

    `modules` names those that stand in the list even while they are in preparation.
    """
    asked = tuple(dict.fromkeys(wanted))
    rows = _Rows(session, account_id, course, now, zone, as_of)
    by_module: dict[str, list[Evidence]] = defaultdict(list)
    for each in asked:
        by_module[course.module_of[each]].append(rows.row(each))
    named = set(modules)
    return tuple(
        _group(module, tuple(by_module[module.id]))
        for module in (*course.modules, *course.units)
        if module.id in by_module or module.id in named
    )


def _group(module: Module, rows: tuple[Evidence, ...]) -> Group:
    note = {"planned": "In preparation.", "part": "More is in preparation.", "complete": ""}[module.status]
    return Group(module.name, rows, note)


class _Rows:
    """Everything of one person that evidence is made of, read once."""

    def __init__(
        self, session: Session, account_id: str, course: Course, now: datetime, zone: str, as_of: date
    ) -> None:
        self.session, self.course, self.now, self.zone, self.as_of = session, course, now, ZoneInfo(zone), as_of
        self.done: dict[str, Completion] = {}
        for row in session.scalars(
            select(Completion)
            .where(Completion.account_id == account_id, Completion.completed_on <= as_of)
            .order_by(Completion.completed_at.desc())
        ):
            if row.undone_at is None or self._day(row.undone_at) > as_of:
                self.done[course.current_id(row.requirement_id)] = row
        self.waived = {
            each.requirement_id: each
            for each in counted(settled_of(session, [account_id], course).get(account_id, ()), as_of, zone)[1]
        }
        # Part → the day, and who looked at the check page of the certificate that stands for it.
        self.certified: dict[str, tuple[date, str]] = {}
        if self.waived:
            looked = certified(session, account_id, course)
            names = names_of(session, (by for _, by in looked.values()))
            self.certified = {part: (on, names.get(by, OPERATOR)) for part, (on, by) in looked.items()}
        attempts = select(Attempt).where(Attempt.account_id == account_id).order_by(Attempt.number)
        self.attempts: dict[str, list[Attempt]] = defaultdict(list)
        for attempt in session.scalars(attempts.options(selectinload(Attempt.items))):
            if self._day(attempt.started_at) <= as_of:
                self.attempts[course.current_id(attempt.test_id)].append(attempt)
        self.runs: dict[str, list[CaseRun]] = defaultdict(list)
        for run in session.scalars(select(CaseRun).where(CaseRun.account_id == account_id).order_by(CaseRun.number)):
            if self._day(run.started_at) <= as_of:
                self.runs[course.current_id(run.case_id)].append(run)
        opened = session.execute(
            select(ReadingPosition.lesson_id, ReadingPosition.at).where(ReadingPosition.account_id == account_id)
        ).all()
        checked = session.execute(
            select(PracticeAnswer.source_id, PracticeAnswer.at).where(
                PracticeAnswer.account_id == account_id, PracticeAnswer.source_kind == "lesson"
            )
        ).all()
        self.begun: dict[str, date] = {}
        for where, at in (*opened, *checked):
            if self._day(at) <= as_of:
                key = course.current_id(where)
                self.begun[key] = min(self._day(at), self.begun.get(key, date.max))
        self.editions = {row.id: self._day(row.first_served_at) for row in session.scalars(select(Edition))}

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def row(self, wanted: str) -> Evidence:
        """One required part."""
        course, done, kind = self.course, self.done.get(wanted), self.course.kind_of[wanted]
        tries = [
            each for each in self.attempts[wanted] if each.handed_in_at and self._day(each.handed_in_at) <= self.as_of
        ]
        state, note = self._state(wanted, kind, tries)
        begun = [self._day(each.started_at) for each in self.attempts[wanted]]
        begun += [self._day(each.started_at) for each in self.runs[wanted]]
        begun += [day for day in (self.begun.get(wanted), done.completed_on if done else None) if day is not None]
        passing = next((each for each in tries if each.passed), None)
        shown = passing or (tries[-1] if tries else None)
        return Evidence(
            requirement_id=wanted,
            kind=kind,
            title=course.title_of[wanted],
            state=state,
            note=note,
            minutes=done.minutes if done else self._minutes(wanted),
            started_on=min(begun, default=None),
            done_on=done.completed_on if done else None,
            edition=done.edition if done else "",
            edition_on=self.editions.get(done.edition) if done else None,
            tries=len(tries),
            score=percentage(passing.right_count or 0, passing.drawn) if passing and done else None,
            missed=self._missed(wanted, shown) if shown else (),
        )

    def _minutes(self, wanted: str) -> int:
        return self.waived[wanted].minutes if wanted in self.waived else self.course.minutes_of[wanted]

    def _state(self, wanted: str, kind: RequirementKind, tries: list[Attempt]) -> tuple[State, str]:
        if wanted in self.done:
            return "Done", ""
        if wanted in self.waived:
            since = day_words(self.waived[wanted].on)
            if self.waived[wanted].ground == "diagnostic":
                return "Waived", f"Skipped after a diagnostic on {since}."
            if wanted in self.certified:
                on, who = self.certified[wanted]
                looked = f"{who} looked at its check page on {day_words(on)}"
                return "Waived", f"A certificate of another Linchpin stands for it since {since}; {looked}."
            return "Waived", f"Outside training stands for it since {since}."
        if kind == "test" and self.attempts[wanted]:
            until = may_start_at(past_of(tries))
            if until is not None and until > self.now:
                return "Cannot start yet", "The next attempt opens after a pause of fifteen minutes."
            if len(self.attempts[wanted]) > len(tries):
                return "In progress", "An attempt is open."
            return "In progress", "Not passed yet."
        if self.runs[wanted] or wanted in self.begun:
            return "In progress", ""
        if any(each not in self.done and each not in self.waived for each in self.course.before(wanted)):
            return "Cannot start yet", "Opens when what comes before it is done."
        return "Not started", ""

    def _missed(self, wanted: str, attempt: Attempt) -> tuple[str, ...]:
        if attempt.right_count == attempt.drawn:
            return ()
        said = self.course.objectives_of(wanted)
        shares = result_of(self.session, attempt, self.course).by_objective
        return tuple(said.get(each.objective, each.objective) for each in shares if each.right < each.of)
