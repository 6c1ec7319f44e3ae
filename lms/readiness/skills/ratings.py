"""Assessments of skills: kept as drafts, handed in, taken back; and the tasks that follow. None of this commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.audit.actions import record
from lms.curriculum.course import Course
from lms.errors import ManyProblems, NotFound, Refusal
from lms.learning.queries import completions
from lms.people.access import hold
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import Actor, Permission
from lms.readiness.rules.skill_plan import Compared, compare, occasion_of, rating_problems, task_problem
from lms.readiness.skills.actions import refuse
from lms.readiness.skills.models import SkillLevel, SkillRating, SkillTask
from lms.readiness.skills.queries import Skilled, get_skilled, own_skills, people_of, today_at


@dataclass(frozen=True)
class Ratings:
    """What one side enters: levels by skill id, and words. `after`: as `closed_before` told the form; None: nobody asked it."""

    levels: Mapping[str, int]
    words: str = ""
    checked: bool = False
    after: str | None = None


def role_rated(skilled: Skilled, course: Course) -> RoleHeld | None:
    """The role, still held, whose skills can be rated; for a supervisor one at a clinic of hers."""
    for held in skilled.open_roles:
        if course.ratable(held.role) and (skilled.own or skilled.supervises(held.clinic)):
            return held
    return None


def ratings_of(session: Session, skilled: Skilled) -> list[SkillRating]:
    """A person's assessments where she or a supervisor of hers asks, the newest first; for others none."""
    clinics = [each.clinic_id for each in skilled.roles if skilled.own or skilled.supervises(each.clinic)]
    wanted = (
        select(SkillRating)
        .options(selectinload(SkillRating.levels))
        .where(SkillRating.account_id == skilled.account.id, SkillRating.clinic_id.in_(clinics))
        .order_by(SkillRating.opened_at.desc(), SkillRating.id.desc())
    )
    return list(session.scalars(wanted))


def levels_of(rating: SkillRating | None, *, own: bool) -> dict[str, int]:
    """One side's levels by skill."""
    return {each.skill_id: each.level for each in rating.levels if each.own == own} if rating is not None else {}


def compared(ratings: Sequence[SkillRating], at: int, course: Course) -> tuple[Compared, ...]:
    """An assessment side by side, each side once it is handed in; with the supervisor's levels of the one before."""
    rating = ratings[at]
    before = next((each for each in ratings[at + 1 :] if each.rated_at is not None), None)
    return compare(
        [each.id for each in course.ratable(rating.role)],
        levels_of(rating, own=True) if rating.handed_in_at else {},
        levels_of(rating, own=False) if rating.rated_at else {},
        levels_of(before, own=False),
    )


def open_for(ratings: Sequence[SkillRating], *, own: bool) -> SkillRating | None:
    """The assessment that one side may still write in; None: it would begin a new one."""
    newest = ratings[0] if ratings else None
    if newest is None or (newest.handed_in_at if own else newest.rated_at) is not None:
        return None
    return newest


def closed_before(ratings: Sequence[SkillRating], *, own: bool) -> str:
    """The newest assessment that one side can no longer write in; empty: none. A form that is older than it is out of date."""
    closed = ratings[1:] if open_for(ratings, own=own) is not None else ratings
    return closed[0].id if closed else ""


def save_ratings(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str | None,
    given: Ratings,
    hand_in: bool,
) -> SkillRating:
    """Keep ratings as a draft, or hand them in: one's own (`account_id` None) or a supervisor's of somebody else.

    A draft is its writer's alone. Raises NotFound, ManyProblems; Refusal where the other side has not answered the last one yet.
    """
    skilled, held = _rated(session, actor, course, account_id)
    skills = [each.id for each in course.ratable(held.role)]
    refuse(
        rating_problems(given.levels, skills, given.words, whole=hand_in),
        {"words": given.words} if hand_in else {},
        checked=given.checked,
    )
    ratings, own = ratings_of(session, skilled), skilled.own
    row = open_for(ratings, own=own)
    if given.after is not None and given.after != closed_before(ratings, own=own):
        raise Refusal("These ratings were handed in, and the form is older than that. Open it anew to rate once more.")
    today = today_at(held.clinic, now)
    if row is None:
        if ratings and (ratings[0].handed_in_at is None or ratings[0].rated_at is None):
            raise Refusal(
                "You have handed in yours; the other side of this assessment is still open. Take yours back to change it."
            )
        rated = {each.occasion for each in ratings if each.rated_at is not None}
        row = SkillRating(
            account_id=skilled.account.id,
            clinic_id=held.clinic_id,
            role=held.role,
            occasion=occasion_of(held.start_date, rated, today),
            opened_at=now,
            own_words="",
            words="",
        )
        session.add(row)
        session.flush()
    kept = {each.skill_id: each for each in row.levels if each.own == own}
    for skill_id, level in given.levels.items():
        if skill_id in kept:
            kept[skill_id].level = level
        else:
            row.levels.append(SkillLevel(skill_id=skill_id, own=own, level=level))
    if own:
        row.own_words = given.words.strip()
        row.handed_in_at, row.handed_in_on = (now, today) if hand_in else (None, None)
    else:
        row.words, row.rated_by_account_id = given.words.strip(), actor.account_id
        row.rated_at, row.rated_on = (now, today) if hand_in else (None, None)
    session.flush()
    if hand_in:
        _note(session, actor, now, "skills.handed-in" if own else "skills.rated", row.clinic_id, row.id)
    return row


def _rated(session: Session, actor: Actor, course: Course, account_id: str | None) -> tuple[Skilled, RoleHeld]:
    own = account_id is None
    if own and not actor.may(Permission.OWN_LEARNING):
        raise NotFound()
    skilled = own_skills(session, actor) if account_id is None else get_skilled(session, actor, account_id)
    hold(session, skilled.account.id)
    held = role_rated(skilled, course)
    if held is None:
        raise NotFound()
    return skilled, held


def take_back(session: Session, *, actor: Actor, now: datetime, course: Course, account_id: str | None) -> SkillRating:
    """Make the last ratings handed in by one side a draft again, levels kept. Raises NotFound; Refusal when it is too late.

    A learner may until her supervisor has rated; a supervisor only what she rated herself.
    """
    skilled, _ = _rated(session, actor, course, account_id)
    ratings = ratings_of(session, skilled)
    row = ratings[0] if ratings else None
    if row is None:
        raise Refusal("Nothing was handed in that could be taken back.")
    if skilled.own:
        if row.handed_in_at is None or row.rated_at is not None:
            raise Refusal(
                "This cannot be taken back any more: your supervisor has rated, too. Begin a new one instead."
            )
        row.handed_in_at = row.handed_in_on = None
    else:
        if row.rated_at is None or row.rated_by_account_id != actor.account_id:
            raise Refusal("Only what you handed in yourself can be taken back.")
        row.rated_at = row.rated_on = None
    session.flush()
    _note(session, actor, now, "skills.taken-back", row.clinic_id, row.id)
    return row


@dataclass(frozen=True)
class ToRate:
    """Somebody who handed her own ratings in and waits for her supervisor's."""

    account_id: str
    name: str
    handed_in_on: date
    rating_id: str
    clinic_id: str


def to_rate(session: Session, actor: Actor) -> list[ToRate]:
    """Who waits for ratings of the actor, the longest wait first."""
    open_ones = select(SkillRating.account_id).where(
        SkillRating.handed_in_on.is_not(None), SkillRating.rated_at.is_(None)
    )
    people: dict[str, tuple[str, set[str]]] = {}
    for account, roles in people_of(session, actor, open_ones):
        skilled = Skilled(account, roles, actor)
        people[account.id] = account.name, {each.clinic_id for each in roles if skilled.supervises(each.clinic)}
    wanted = (
        select(SkillRating)
        .where(
            SkillRating.account_id.in_(people), SkillRating.handed_in_on.is_not(None), SkillRating.rated_at.is_(None)
        )
        .order_by(SkillRating.handed_in_at, SkillRating.id)
    )
    return [
        ToRate(row.account_id, people[row.account_id][0], row.handed_in_on, row.id, row.clinic_id)
        for row in session.scalars(wanted)
        if row.handed_in_on is not None and row.clinic_id in people[row.account_id][1]
    ]


@dataclass(frozen=True)
class Wanted:
    """One task to be set: for which rated skill, what, until when. `part_id`: a lesson, case or lab, for the kind `course`."""

    skill_id: str
    kind: str
    due_on: date | None
    part_id: str | None = None
    what: str = ""


def set_tasks(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    account_id: str,
    wanted: Sequence[Wanted],
    checked: bool = False,
) -> list[SkillTask]:
    """Put tasks on a person's plan. Raises NotFound, and ManyProblems by field (`due_on-SKILL`, `what-SKILL`, `main`)."""
    skilled, held = _rated(session, actor, course, account_id)
    if skilled.own:
        raise NotFound()
    today, skills = today_at(held.clinic, now), {each.id for each in course.ratable(held.role)}
    if not wanted:
        raise ManyProblems({"main": "Choose at least one task."})
    found: dict[str, str] = {}
    for each in wanted:
        problem = task_problem(each.kind, each.what, each.due_on, today)
        if problem is not None:
            found[f"{problem[0]}-{each.skill_id}"] = problem[1]
        if each.skill_id not in skills or (each.kind == "course" and each.part_id not in course.kind_of):
            found["main"] = "One of these is not in the course any more. Look at the list again."
    refuse(found, {f"what-{each.skill_id}": each.what for each in wanted}, checked=checked)
    there = {
        (each.skill_id, each.kind, each.part_id, each.what)
        for each in tasks_of(session, skilled)
        if not each.withdrawn_at
    }
    rows = [
        SkillTask(
            account_id=skilled.account.id,
            clinic_id=held.clinic_id,
            skill_id=each.skill_id,
            kind=each.kind,
            part_id=each.part_id if each.kind == "course" else None,
            what=" ".join(each.what.split()),
            due_on=each.due_on,
            set_at=now,
            set_by_account_id=actor.account_id,
        )
        for each in wanted
        if (each.skill_id, each.kind, each.part_id, each.what) not in there
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        _note(session, actor, now, "task.set", row.clinic_id, row.id, kind=row.kind)
    return rows


def tasks_of(session: Session, skilled: Skilled) -> list[SkillTask]:
    """A person's tasks, by due date, those taken off the plan too; for others than her and her supervisors none."""
    clinics = [each.clinic_id for each in skilled.roles if skilled.own or skilled.supervises(each.clinic)]
    wanted = select(SkillTask).where(SkillTask.account_id == skilled.account.id, SkillTask.clinic_id.in_(clinics))
    return list(session.scalars(wanted.order_by(SkillTask.due_on, SkillTask.set_at, SkillTask.id)))


def done_parts(session: Session, account_id: str, course: Course) -> dict[str, date]:
    """Parts of the course that somebody has completed, with the local day."""
    return {part: row.completed_on for part, row in completions(session, account_id, course).items()}


def mark_task(
    session: Session, *, actor: Actor, now: datetime, account_id: str | None, task_id: str, what: str
) -> SkillTask:
    """`done` or `open` again, by the learner (`account_id` None) or her supervisor; `remove` from the plan or `restore`, by the latter.

    A part of the course is done by completing it. Raises NotFound, Refusal.
    """
    skilled = own_skills(session, actor) if account_id is None else get_skilled(session, actor, account_id)
    row = next((each for each in tasks_of(session, skilled) if each.id == task_id), None)
    if row is None or (skilled.own and what in ("remove", "restore")):
        raise NotFound()
    if what in ("done", "open"):
        if row.kind == "course":
            raise Refusal("A part of the course is done by completing it there.")
        day = today_at(session.get_one(Clinic, row.clinic_id), now)
        row.done_on, row.done_by_account_id = (day, actor.account_id) if what == "done" else (None, None)
    else:
        row.withdrawn_at = now if what == "remove" else None
    session.flush()
    _note(session, actor, now, f"task.{what}", row.clinic_id, row.id)
    return row


def _note(
    session: Session, actor: Actor, now: datetime, act: str, clinic_id: str, subject_id: str, **details: Any
) -> None:
    record(
        session,
        chain=session.get_one(Clinic, clinic_id).organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="skill",
        subject_id=subject_id,
        details=details,
    )
