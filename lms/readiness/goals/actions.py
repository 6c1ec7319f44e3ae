"""Set goals, record what came of them, and the six-month check. None of it commits; each moves the schedule with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.errors import ManyProblems, NotFound, Refusal
from lms.identifying import pieces
from lms.people.access import get_clinic_for, get_role_for, hold
from lms.people.models import Clinic, RoleHeld
from lms.people.noting import note
from lms.people.permissions import Actor, Permission
from lms.readiness.actions import reschedule
from lms.readiness.goals.models import ContinuingGoal, GoalMark, SixMonthCheck
from lms.readiness.goals.queries import PARTS, continuing_of_one, template_of
from lms.readiness.queries import local_today
from lms.readiness.roles import timeline_of
from lms.readiness.rules.dates import local_date
from lms.readiness.rules.goals import (
    CHECK_MOST,
    NOTE_MOST,
    Continuing,
    GoalNow,
    MarkKind,
    Side,
    Wanted,
    months_of,
    problem_of,
    suggested,
)
from lms.readiness.rules.words import day_words

CHANGE = Permission.PLAN_CHANGE


@dataclass(frozen=True)
class By:
    """What every write here needs: who, when, and the course as it stands."""

    session: Session
    actor: Actor
    now: datetime
    course: Course


def set_goal(by: By, *, role_held_id: str, wanted: Wanted, checked: bool = False) -> ContinuingGoal:
    """Set a goal for one person. Raises NotFound, and Invalid with all that is wrong."""
    held = get_role_for(by.session, by.actor, role_held_id, CHANGE)
    wanted = _checked(by.course, held.role, wanted, checked)
    _still_held(held)
    hold(by.session, held.account_id)
    row = _add(by, held.clinic, held.role, wanted, local_today(held, by.now), held.id)
    reschedule(by.session, held=held, course=by.course, now=by.now)
    return row


def set_template_goal(by: By, *, clinic_id: str, role: str, wanted: Wanted, checked: bool = False) -> ContinuingGoal:
    """Set a goal for everybody in a role at a clinic whose month is not over. Raises NotFound, Invalid."""
    clinic = get_clinic_for(by.session, by.actor, clinic_id, CHANGE)
    wanted = _checked(by.course, role, wanted, checked)
    row = _add(by, clinic, role, wanted, local_date(by.now, clinic.zone), None)
    _reschedule_all(by, clinic.id, role)
    return row


def use_suggestion(by: By, *, clinic_id: str, role: str) -> int:
    """Set our suggestion as the clinic's goals, where it has none for the role. Returns how many. Raises NotFound, Refusal."""
    clinic = get_clinic_for(by.session, by.actor, clinic_id, CHANGE)
    found = suggested(_months(by.course, role))
    by.session.execute(select(Clinic.id).where(Clinic.id == clinic.id).with_for_update())
    if template_of(by.session, clinic.id, role):
        raise Refusal("The clinic has goals already. Nothing was changed; add what you want below.")
    for wanted in found:
        _add(by, clinic, role, wanted, local_date(by.now, clinic.zone), None)
    _reschedule_all(by, clinic.id, role)
    return len(found)


def withdraw(by: By, *, goal_id: str, clinic_id: str, role_held_id: str | None = None) -> ContinuingGoal:
    """Take a goal away: one person's (`role_held_id`) or the clinic's. What was closed stays done. Raises NotFound."""
    row = _goal_row(by, goal_id, clinic_id, role_held_id)
    if row.withdrawn_on is None:
        clinic = by.session.get_one(Clinic, row.clinic_id)
        row.withdrawn_on = local_date(by.now, clinic.zone)
        note(by.session, (by.actor, by.now), clinic.organisation_id, "goal.withdrawn", row)
        _follow(by, row)
    return row


def restore(by: By, *, goal_id: str, clinic_id: str, role_held_id: str | None = None) -> ContinuingGoal:
    """Undo a withdrawal. Raises NotFound."""
    row = _goal_row(by, goal_id, clinic_id, role_held_id)
    if row.withdrawn_on is not None:
        row.withdrawn_on = None
        note(
            by.session,
            (by.actor, by.now),
            by.session.get_one(Clinic, row.clinic_id).organisation_id,
            "goal.restored",
            row,
        )
        _follow(by, row)
    return row


def record(
    by: By, *, role_held_id: str, goal_id: str, what: MarkKind, on: date | None, text: str, checked: bool = False
) -> GoalMark:
    """Record a goal as done on a day, or as not needed with the reason; never one's own. Raises NotFound, Invalid, Refusal."""
    held = get_role_for(by.session, by.actor, role_held_id, CHANGE)
    if held.account_id == by.actor.account_id:
        raise Refusal(
            "These are your own goals: somebody else records them. Propose it on your plan. Nothing was changed."
        )
    return _mark(by, held, goal_id, what, on, text, checked)


def propose(by: By, *, role_held_id: str, goal_id: str, on: date | None, text: str, checked: bool = False) -> GoalMark:
    """The learner says that she has done it; her supervisor confirms. Raises NotFound, Invalid, Refusal."""
    return _mark(by, _own(by, role_held_id), goal_id, "proposed", on, text, checked)


def take_back(by: By, *, role_held_id: str, goal_id: str, own: bool = False) -> bool:
    """Take back what was recorded last of a goal; `own`: by the learner, her proposal only. False: nothing stands.

    Raises NotFound, Refusal.
    """
    held = _own(by, role_held_id) if own else get_role_for(by.session, by.actor, role_held_id, CHANGE)
    hold(by.session, held.account_id)
    rows = by.session.scalars(
        select(GoalMark)
        .where(GoalMark.role_held_id == held.id, GoalMark.goal_id == goal_id, GoalMark.taken_back_on.is_(None))
        .order_by(GoalMark.number.desc())
    ).all()
    if not rows:
        goal = by.session.get(ContinuingGoal, goal_id)
        if goal is None or goal.clinic_id != held.clinic_id or goal.role_held_id not in (None, held.id):
            raise NotFound()
        return False
    if own and rows[0].what != "proposed":
        raise Refusal("Your supervisor has recorded this goal. Nothing was changed; ask her if it is wrong.")
    rows[0].taken_back_on = local_today(held, by.now)
    _note(by, held, "goal.taken-back", rows[0])
    by.session.flush()
    reschedule(by.session, held=held, course=by.course, now=by.now)
    return True


def write_check(
    by: By, *, role_held_id: str, side: Side, went_well: str, next_steps: str, checked: bool = False
) -> SixMonthCheck:
    """Write one side of the six-month check, in place of what stood there. Raises NotFound, Invalid, Refusal."""
    held = _side(by, role_held_id, side)
    hold(by.session, held.account_id)
    found = seen(by, held)
    today = local_today(held, by.now)
    if today < found.check_from:
        raise Refusal(f"The six-month check opens on {day_words(found.check_from)}. Nothing was saved.")
    texts = {"went_well": _tidy(went_well), "next_steps": _tidy(next_steps)}
    problems = {name: "Say it in a sentence or two." for name, text in texts.items() if not text}
    problems |= {
        name: f"Use at most {CHECK_MOST} characters; these are {len(text)}."
        for name, text in texts.items()
        if len(text) > CHECK_MOST
    }
    _refuse_patients(texts, problems, checked)
    if problems:
        raise ManyProblems(problems)
    for row in _standing_checks(by, held, side):
        if (row.went_well, row.next_steps) == tuple(texts.values()):
            return row
        row.taken_back_on = today
    by.session.flush()
    made = SixMonthCheck(
        role_held_id=held.id,
        side=side,
        by_account_id=by.actor.account_id or None,
        recorded_on=today,
        at=by.now,
        **texts,
    )
    by.session.add(made)
    by.session.flush()
    _note(by, held, "six-month-check.written", made, side=side)
    reschedule(by.session, held=held, course=by.course, now=by.now)
    return made


def take_back_check(by: By, *, role_held_id: str, side: Side) -> bool:
    """Take one side of the check back; False: nothing stands. Raises NotFound, Refusal."""
    held = _side(by, role_held_id, side)
    hold(by.session, held.account_id)
    rows = _standing_checks(by, held, side)
    for row in rows:
        row.taken_back_on = local_today(held, by.now)
        _note(by, held, "six-month-check.taken-back", row, side=side)
    by.session.flush()
    reschedule(by.session, held=held, course=by.course, now=by.now)
    return bool(rows)


def hand_over_goals(session: Session, *, kept: str, ended: str) -> None:
    """Of two roles held that become one, by id: its own goals, what was recorded and the check come to the one that goes on.

    Where both have a record of the same goal, or the same side of the check, that of the one that goes on counts.
    """
    for goal in session.scalars(select(ContinuingGoal).where(ContinuingGoal.role_held_id == ended)):
        goal.role_held_id = kept
    there = set(session.scalars(select(GoalMark.goal_id).where(GoalMark.role_held_id == kept)))
    for mark in session.scalars(select(GoalMark).where(GoalMark.role_held_id == ended)):
        if mark.goal_id not in there:
            mark.role_held_id = kept
    said = set(session.scalars(select(SixMonthCheck.side).where(SixMonthCheck.role_held_id == kept)))
    for check in session.scalars(select(SixMonthCheck).where(SixMonthCheck.role_held_id == ended)):
        if check.side not in said:
            check.role_held_id = kept
    session.flush()


def reschedule_checked(session: Session, *, account_id: str, course: Course, now: datetime) -> None:
    """Move the schedules that spaced review may decide: those of roles whose check is recorded, as no other is met by it."""
    checked = select(SixMonthCheck.role_held_id).where(SixMonthCheck.taken_back_on.is_(None))
    wanted = select(RoleHeld).where(
        RoleHeld.account_id == account_id, RoleHeld.ended_on.is_(None), RoleHeld.id.in_(checked)
    )
    for held in session.scalars(wanted.order_by(RoleHeld.id)):
        reschedule(session, held=held, course=course, now=now)


def seen(by: By, held: RoleHeld) -> Continuing:
    """The continuing education of a role held today. Raises NotFound where the role has none."""
    found = continuing_of_one(by.session, held, by.course, local_today(held, by.now), held.start_date)
    if found is None:
        raise NotFound()
    return found


def _months(course: Course, role: str) -> int:
    months = months_of(timeline_of(course, role)) if role in course.role_files else 0
    if not months:
        raise NotFound()
    return months


def _checked(course: Course, role: str, wanted: Wanted, checked: bool) -> Wanted:
    """A goal as it is kept: only what its kind uses. Raises NotFound, and ManyProblems."""
    months = _months(course, role)
    kind = wanted.kind
    wanted = replace(
        wanted,
        part=course.current_id(wanted.part) if kind == "refresher" else "",
        days=wanted.days if kind == "spaced" else 0,
        words=" ".join(wanted.words.split()),
    )
    found = problem_of(wanted, months)
    if kind == "refresher" and "part" not in found and course.kind_of.get(wanted.part) not in PARTS:
        found["part"] = "Choose a lesson, case or lab of the course."
    _refuse_patients({"words": wanted.words}, found, checked)
    if found:
        raise ManyProblems(found)
    return wanted


def _add(by: By, clinic: Clinic, role: str, wanted: Wanted, today: date, role_held_id: str | None) -> ContinuingGoal:
    row = ContinuingGoal(
        clinic_id=clinic.id,
        role=role,
        role_held_id=role_held_id,
        month=wanted.month,
        kind=wanted.kind,
        part_id=wanted.part or None,
        days=wanted.days or None,
        words=wanted.words,
        by_account_id=by.actor.account_id or None,
        set_on=today,
        at=by.now,
    )
    by.session.add(row)
    by.session.flush()
    said = {"month": wanted.month, "kind": wanted.kind, "role": role, "for": role_held_id}
    note(by.session, (by.actor, by.now), clinic.organisation_id, "goal.set", row, **said)
    return row


def _goal_row(by: By, goal_id: str, clinic_id: str, role_held_id: str | None) -> ContinuingGoal:
    clinic = get_clinic_for(by.session, by.actor, clinic_id, CHANGE)
    row = by.session.get(ContinuingGoal, goal_id, with_for_update=True)
    if row is None or row.clinic_id != clinic.id or row.role_held_id != role_held_id:
        raise NotFound()
    return row


def _follow(by: By, row: ContinuingGoal) -> None:
    by.session.flush()
    if row.role_held_id is None:
        _reschedule_all(by, row.clinic_id, row.role)
    else:
        reschedule(by.session, held=by.session.get_one(RoleHeld, row.role_held_id), course=by.course, now=by.now)


def _reschedule_all(by: By, clinic_id: str, role: str) -> None:
    """Of all in the role only those whose check is recorded can be complete by it, so nobody else's schedule depends on goals."""
    checked = select(SixMonthCheck.role_held_id).where(SixMonthCheck.taken_back_on.is_(None))
    wanted = select(RoleHeld).where(
        RoleHeld.clinic_id == clinic_id, RoleHeld.role == role, RoleHeld.ended_on.is_(None), RoleHeld.id.in_(checked)
    )
    for held in by.session.scalars(wanted.order_by(RoleHeld.id)):
        reschedule(by.session, held=held, course=by.course, now=by.now)


def _mark(by: By, held: RoleHeld, goal_id: str, what: MarkKind, on: date | None, text: str, checked: bool) -> GoalMark:
    _still_held(held)
    hold(by.session, held.account_id)
    now, today = seen(by, held).find(goal_id), local_today(held, by.now)
    if now is None:
        raise NotFound()
    text, problems = " ".join(text.split()), {}
    on = today if what == "not needed" else on
    if on is None:
        problems["on"] = "Enter the day on which it was done."
    elif on > today:
        problems["on"] = f"{day_words(on)} is still to come. Enter the day on which it was done."
    elif what != "not needed" and on < held.start_date:
        problems["on"] = f"That is before the first day with patients, {day_words(held.start_date)}."
    if what == "not needed" and not text:
        problems["text"] = "Say why it is not needed; the reason stays with the goal."
    if len(text) > NOTE_MOST:
        problems["text"] = f"Use at most {NOTE_MOST} characters; these are {len(text)}."
    _refuse_patients({"text": text}, problems, checked)
    if problems or on is None:
        raise ManyProblems(problems)
    _refuse_closed(now)
    number = by.session.scalar(
        select(func.max(GoalMark.number)).where(GoalMark.role_held_id == held.id, GoalMark.goal_id == goal_id)
    )
    row = GoalMark(
        role_held_id=held.id,
        goal_id=goal_id,
        number=(number or 0) + 1,
        what=what,
        on_date=on,
        note=text,
        by_account_id=by.actor.account_id or None,
        recorded_on=today,
        at=by.now,
    )
    by.session.add(row)
    by.session.flush()
    _note(by, held, f"goal.{what.replace(' ', '-')}", row, goal=goal_id, on=on.isoformat())
    reschedule(by.session, held=held, course=by.course, now=by.now)
    return row


def _refuse_closed(now: GoalNow) -> None:
    if now.closed:
        said = "done already" if now.state == "done" else "recorded as not needed"
        raise Refusal(f"This goal is {said}. Nothing was changed; take that back first if it is wrong.")


def _refuse_patients(texts: Mapping[str, str], problems: dict[str, str], checked: bool) -> None:
    for name, text in texts.items():
        found = [] if checked else pieces(text)
        if found and name not in problems:
            problems[name] = (
                f"Something looks like a real patient: {', '.join(found[:3])}. Take it out, or say below that it is none."
            )


def _still_held(held: RoleHeld) -> None:
    if held.ended_on is not None:
        raise Refusal("This role has ended, and its record stays as it is. Nothing was changed.")


def _own(by: By, role_held_id: str) -> RoleHeld:
    held = by.session.get(RoleHeld, role_held_id)
    if held is None or held.account_id != by.actor.account_id or not by.actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    return held


def _side(by: By, role_held_id: str, side: Side) -> RoleHeld:
    if side == "learner":
        held = _own(by, role_held_id)
    else:
        held = get_role_for(by.session, by.actor, role_held_id, CHANGE)
        if held.account_id == by.actor.account_id:
            raise Refusal(
                "This is your own check: write your part on your plan, and somebody else hers. Nothing was saved."
            )
    _still_held(held)
    return held


def _standing_checks(by: By, held: RoleHeld, side: Side) -> list[SixMonthCheck]:
    wanted = select(SixMonthCheck).where(
        SixMonthCheck.role_held_id == held.id, SixMonthCheck.side == side, SixMonthCheck.taken_back_on.is_(None)
    )
    return list(by.session.scalars(wanted))


def _tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").split("\n")).strip()


def _note(by: By, held: RoleHeld, act: str, row: Any, **said: Any) -> None:
    note(by.session, (by.actor, by.now), held.clinic.organisation_id, act, row, role_held=held.id, **said)
