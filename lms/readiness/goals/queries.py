"""Reads of continuing education: of one role held, or of many in a number of queries that does not grow with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import and_, bindparam, or_, select, union_all
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.learning.models import Completion
from lms.learning.spaced.models import SpacedAnswer
from lms.people.models import RoleHeld
from lms.practice.models import CaseRun, LabRun
from lms.readiness.goals.models import ContinuingGoal, GoalMark, SixMonthCheck
from lms.readiness.roles import timeline_of
from lms.readiness.rules.goals import (
    Continuing,
    Doings,
    Goal,
    Kind,
    Mark,
    MarkKind,
    Said,
    Side,
    Wanted,
    continuing,
    months_of,
)

PARTS = ("lesson", "case", "lab")


def continuing_of_many(
    session: Session,
    held: Sequence[RoleHeld],
    course: Course,
    days: Mapping[str, date],
    starts: Mapping[str, date],
    *,
    whole: bool = False,
) -> dict[str, Continuing]:
    """Role held → its continuing education, for those roles that have one. `days`, `starts`: role held → day, start date.

    The check of those without a goal, who are never complete by it, is read only if `whole`.
    """
    months = {role: months_of(timeline_of(course, role)) for role in {each.role for each in held}}
    wanted = {each.id: each for each in held if months[each.role]}
    goals = _goals(session, wanted, course)
    some = {key: wanted[key] for key in wanted if whole or goals.get(key)}
    marks, said = _marks(session, some), _said(session, some)
    doings = _doings(session, some, course, goals, days)
    return {
        key: continuing(
            starts[key], months[each.role], days[key], goals.get(key, ()), marks.get(key, ()), said.get(key, ()),
            doings.get(key, Doings()),
        )
        for key, each in wanted.items()
    }  # fmt: skip


def continuing_of_one(session: Session, held: RoleHeld, course: Course, today: date, start: date) -> Continuing | None:
    """The continuing education of one role held; None for a role without one."""
    found = continuing_of_many(session, [held], course, {held.id: today}, {held.id: start}, whole=True)
    return found.get(held.id)


def template_of(session: Session, clinic_id: str, role: str) -> list[ContinuingGoal]:
    """The clinic's goals for a role that stand, by month."""
    wanted = select(ContinuingGoal).where(
        ContinuingGoal.clinic_id == clinic_id,
        ContinuingGoal.role == role,
        ContinuingGoal.role_held_id.is_(None),
        ContinuingGoal.withdrawn_on.is_(None),
    )
    return list(session.scalars(wanted.order_by(ContinuingGoal.month, ContinuingGoal.at, ContinuingGoal.id)))


def recorded_by(session: Session, account_id: str, since: datetime) -> list[tuple[GoalMark, ContinuingGoal, RoleHeld]]:
    """What somebody recorded of goals since an instant and what stands, the newest first; not what she proposed."""
    wanted = (
        select(GoalMark, ContinuingGoal, RoleHeld)
        .join(ContinuingGoal, ContinuingGoal.id == GoalMark.goal_id)
        .join(RoleHeld, RoleHeld.id == GoalMark.role_held_id)
        .options(joinedload(RoleHeld.account))
        .where(
            GoalMark.by_account_id == account_id,
            GoalMark.at >= since,
            GoalMark.what != "proposed",
            GoalMark.taken_back_on.is_(None),
        )
        .order_by(GoalMark.at.desc(), GoalMark.id)
    )
    return [(mark, goal, held) for mark, goal, held in session.execute(wanted)]


def wanted_of(row: ContinuingGoal, course: Course) -> Wanted:
    """What a goal asks for; a part that was renamed by the id it has now."""
    part = course.current_id(row.part_id) if row.part_id else ""
    return Wanted(row.month, cast("Kind", row.kind), part, row.days or 0, row.words)


def _goals(session: Session, held: Mapping[str, RoleHeld], course: Course) -> dict[str, list[Goal]]:
    places = {(each.clinic_id, each.role) for each in held.values()}
    clinics, roles = {clinic for clinic, _ in places}, {role for _, role in places}
    asked = {"held": list(held), "clinics": list(clinics), "roles": list(roles)}
    rows = session.scalars(_GOALS, asked).all()
    own: dict[str, list[Goal]] = defaultdict(list)
    shared: dict[tuple[str, str], list[Goal]] = defaultdict(list)
    for row in rows:
        own_goal, asks = row.role_held_id is not None, wanted_of(row, course)
        goal = Goal(row.id, asks, own_goal, row.set_on, row.by_account_id, row.withdrawn_on)
        (shared[row.clinic_id, row.role] if row.role_held_id is None else own[row.role_held_id]).append(goal)
    return {key: [*shared.get((each.clinic_id, each.role), ()), *own.get(key, ())] for key, each in held.items()}


_GOALS = (
    select(ContinuingGoal)
    .where(
        or_(
            ContinuingGoal.role_held_id.in_(bindparam("held", expanding=True)),
            and_(
                ContinuingGoal.role_held_id.is_(None),
                ContinuingGoal.clinic_id.in_(bindparam("clinics", expanding=True)),
                ContinuingGoal.role.in_(bindparam("roles", expanding=True)),
            ),
        )
    )
    .order_by(ContinuingGoal.at, ContinuingGoal.id)
)


def _marks(session: Session, held: Mapping[str, RoleHeld]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for row in session.scalars(select(GoalMark).where(GoalMark.role_held_id.in_(held))) if held else ():
        found[row.role_held_id].append(
            Mark(
                row.goal_id, row.number, cast("MarkKind", row.what), row.on_date, row.recorded_on, row.note,
                row.by_account_id, row.taken_back_on,
            )
        )  # fmt: skip
    return found


def _said(session: Session, held: Mapping[str, RoleHeld]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = defaultdict(list)
    rows = session.scalars(select(SixMonthCheck).where(SixMonthCheck.role_held_id.in_(held))) if held else ()
    for row in rows:
        said = Said(
            cast("Side", row.side), row.went_well, row.next_steps, row.recorded_on, row.by_account_id, row.taken_back_on
        )
        found[row.role_held_id].append(said)
    return found


def _doings(
    session: Session,
    held: Mapping[str, RoleHeld],
    course: Course,
    goals: Mapping[str, Sequence[Goal]],
    on: Mapping[str, date],
) -> dict[str, Doings]:
    """What the course knows of those whose goals ask for it; nothing is read where none does."""
    kinds = {goal.wanted.kind for key in held for goal in goals[key]}
    accounts = {each.account_id for each in held.values()}
    done: dict[str, list[tuple[str, date, datetime | None]]] = defaultdict(list)
    walked: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    answered: dict[str, set[date]] = defaultdict(set)
    if "refresher" in kinds:
        completed = (Completion.account_id, Completion.requirement_id, Completion.completed_on, Completion.undone_at)
        mine = Completion.account_id.in_(accounts)
        both = union_all(
            select(*completed).where(mine, Completion.undone_at.is_(None)),
            select(*completed).where(mine, Completion.undone_at.is_not(None)),
        )
        for account_id, part, day, until in session.execute(both):
            done[account_id].append((course.current_id(part), day, until))
        cases = select(CaseRun.account_id, CaseRun.case_id, CaseRun.finished_at).where(
            CaseRun.account_id.in_(accounts), CaseRun.finished_at.is_not(None)
        )
        labs = select(LabRun.account_id, LabRun.exercise_id, LabRun.finished_at).where(
            LabRun.account_id.in_(accounts), LabRun.finished_at.is_not(None)
        )
        for runs in (cases, labs):
            for account_id, part, at in session.execute(runs):
                if at is not None:
                    walked[account_id].append((course.current_id(part), at))
    if "spaced" in kinds:
        days = select(SpacedAnswer.account_id, SpacedAnswer.answered_on).where(SpacedAnswer.account_id.in_(accounts))
        for account_id, day in session.execute(days.distinct()):
            answered[account_id].add(day)
    return {key: _doings_of(each, done, walked, answered, on[key]) for key, each in held.items()}


def _doings_of(
    held: RoleHeld,
    done: Mapping[str, list[tuple[str, date, datetime | None]]],
    walked: Mapping[str, list[tuple[str, datetime]]],
    answered: Mapping[str, set[date]],
    on: date,
) -> Doings:
    """`on`: what was taken back by the end of that day does not count."""
    zone = ZoneInfo(held.clinic.zone)
    days: dict[str, set[date]] = defaultdict(set)
    for part, day, until in done.get(held.account_id, ()):
        if until is None or until.astimezone(zone).date() > on:
            days[part].add(day)
    for part, at in walked.get(held.account_id, ()):
        days[part].add(at.astimezone(zone).date())
    return Doings(
        {part: tuple(sorted(each)) for part, each in days.items()}, frozenset(answered.get(held.account_id, ()))
    )
