"""Keep the schedule rows in step with the facts, in the facts' own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.people.models import Clinic, RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.queries import NOTHING, besides_of, first_standing, local_today, standing_of, standings_of
from lms.readiness.rules import schedule

STALE = ""
"""The edition of schedules that are computed anew by the job loop."""


def reschedule(session: Session, *, held: RoleHeld, course: Course, now: datetime) -> None:
    """Write anew what is to come for one role held, from the clinic's local today on."""
    today = local_today(held, now)
    found = standing_of(session, held, course, today)
    session.execute(delete(ScheduleRow).where(ScheduleRow.role_held_id == held.id))
    for row in schedule(found.timeline, found.facts, today):
        session.add(ScheduleRow(role_held_id=held.id, from_date=row.from_date, standing=row.standing, rank=row.rank))
    state = session.get(ScheduleState, held.id) or ScheduleState(role_held_id=held.id)
    state.edition, state.computed_for, state.computed_at = course.edition, today, now
    session.add(state)
    session.flush()


def reschedule_many(session: Session, *, roles: Sequence[RoleHeld], course: Course, now: datetime) -> None:
    """The same for many roles held, in a number of statements that does not grow with them."""
    found = standings_of(session, roles, course, now=now)
    rows = [
        {"role_held_id": each.held.id, "from_date": row.from_date, "standing": row.standing, "rank": row.rank}
        for each in found
        for row in schedule(each.timeline, each.facts, each.today)
    ]
    ids = [each.held.id for each in found]
    gone = delete(ScheduleRow).where(ScheduleRow.role_held_id.in_(ids))
    session.execute(gone.execution_options(synchronize_session=False))
    if rows:
        session.execute(insert(ScheduleRow), rows)
    wanted = select(ScheduleState).where(ScheduleState.role_held_id.in_(ids))
    states = {row.role_held_id: row for row in session.scalars(wanted)}
    for each in found:
        state = states.get(each.held.id) or ScheduleState(role_held_id=each.held.id)
        state.edition, state.computed_for, state.computed_at = course.edition, each.today, now
        session.add(state)
    session.flush()


def reschedule_all(session: Session, *, account_id: str, course: Course, now: datetime) -> None:
    """Write anew what is to come for every role a person holds."""
    wanted = select(RoleHeld).where(RoleHeld.account_id == account_id, RoleHeld.ended_on.is_(None))
    for held in session.scalars(wanted.order_by(RoleHeld.id)):
        reschedule(session, held=held, course=course, now=now)


def mark_stale(session: Session, clinic: Clinic, role: str | None = None) -> None:
    """Have the schedules of a clinic, or of one role there, computed anew by the job loop; until then pages compute their own rows.

    The one way for what a clinic decides about everybody: checklists that count, skills that it asks for.
    """
    session.flush()
    here = select(RoleHeld.id).where(RoleHeld.clinic_id == clinic.id)
    if role is not None:
        here = here.where(RoleHeld.role == role)
    session.execute(
        update(ScheduleState)
        .where(ScheduleState.role_held_id.in_(here))
        .values(edition=STALE)
        .execution_options(synchronize_session=False)
    )


def schedule_new(session: Session, *, roles: Iterable[RoleHeld], course: Course, now: datetime) -> None:
    """Write the first schedules of people just made, who have completed nothing; those with the same dates are worked out once."""
    known: dict[tuple[object, ...], tuple[date, list[tuple[date, str, int]]]] = {}
    new = list(roles)
    besides = besides_of(session, new, course, {each.id: local_today(each, now) for each in new})
    for held in new:
        more = besides.get(held.id, NOTHING)
        dates = (held.start_date, held.joined_on, held.clinic_due_on)
        # Nobody new has met a goal: whether there are any says all about them.
        asked = (more.items, more.signoffs, more.goals is None)
        alike = (
            held.role,
            held.champion,
            held.agreed_minutes_per_week,
            held.clinic.zone,
            *asked,
            *dates,
        )
        if alike not in known:
            today = local_today(held, now)
            found = first_standing(held, course, today, more)
            coming = schedule(found.timeline, found.facts, today)
            known[alike] = (today, [(row.from_date, str(row.standing), row.rank) for row in coming])
        today, rows = known[alike]
        session.add_all(
            ScheduleRow(role_held_id=held.id, from_date=day, standing=word, rank=rank) for day, word, rank in rows
        )
        state = ScheduleState(role_held_id=held.id, edition=course.edition, computed_for=today, computed_at=now)
        session.add(state)
    session.flush()


def reschedule_some(session: Session, *, course: Course, now: datetime, most: int = 100) -> int:
    """Write anew up to `most` schedules that were computed for another edition; returns how many."""
    stale = or_(ScheduleState.edition.is_(None), ScheduleState.edition != course.edition)
    wanted = select(RoleHeld).outerjoin(ScheduleState, ScheduleState.role_held_id == RoleHeld.id)
    wanted = wanted.options(joinedload(RoleHeld.clinic), joinedload(RoleHeld.account))
    found = session.scalars(wanted.where(RoleHeld.ended_on.is_(None), stale).order_by(RoleHeld.id).limit(most)).all()
    reschedule_many(session, roles=found, course=course, now=now)
    return len(found)
