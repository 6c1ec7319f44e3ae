"""Keep the schedule rows in step with the facts, in the facts' own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, delete, false, insert, or_, select, update
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.people.models import Clinic, RoleHeld
from lms.readiness.models import ScheduleRow, ScheduleState
from lms.readiness.queries import NOTHING, besides_of, first_standing, local_today, standing_of, standings_of
from lms.readiness.rules import ScheduleRow as Coming
from lms.readiness.rules import local_date, schedule

STALE = ""
"""The edition of schedules that are computed anew by the job loop."""


def _values(held: RoleHeld, row: Coming) -> dict[str, Any]:
    return {
        "role_held_id": held.id,
        "from_date": row.from_date,
        "standing": row.standing,
        "rank": row.rank,
        "due_on": row.due_date,
    }


def _list(held: RoleHeld, coming: Sequence[Coming], course: Course) -> None:
    """Note beside the role what lists sort and count by: the first row of its schedule, and until when it is in force."""
    held.listed_rank, held.listed_due, held.listed_until = listed(coming)
    held.listed_edition = course.edition


def listed(coming: Sequence[Coming]) -> tuple[int, date, date]:
    """Rank and due date of the first row of a schedule, and the day from which it is in force no more."""
    first, following = coming[0], coming[1:2]
    return first.rank, first.due_date or date.max, following[0].from_date if following else date.max


def reschedule(session: Session, *, held: RoleHeld, course: Course, now: datetime) -> None:
    """Write anew what is to come for one role held, from the clinic's local today on."""
    today = local_today(held, now)
    found = standing_of(session, held, course, today)
    session.execute(delete(ScheduleRow).where(ScheduleRow.role_held_id == held.id))
    coming = schedule(found.timeline, found.facts, today)
    session.add_all(ScheduleRow(**_values(held, row)) for row in coming)
    _list(held, coming, course)
    state = session.get(ScheduleState, held.id) or ScheduleState(role_held_id=held.id)
    state.edition, state.computed_for, state.computed_at = course.edition, today, now
    session.add(state)
    session.flush()


def reschedule_many(session: Session, *, roles: Sequence[RoleHeld], course: Course, now: datetime) -> None:
    """The same for many roles held, in a number of statements that does not grow with them."""
    found = standings_of(session, roles, course, now=now)
    rows = []
    for each in found:
        coming = schedule(each.timeline, each.facts, each.today)
        rows += [_values(each.held, row) for row in coming]
        _list(each.held, coming, course)
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
    session.execute(update(RoleHeld).where(RoleHeld.id.in_(here)).values(listed_edition=STALE))


def schedule_new(session: Session, *, roles: Iterable[RoleHeld], course: Course, now: datetime) -> None:
    """Write the first schedules of people just made, who have completed nothing; those with the same dates are worked out once."""
    known: dict[tuple[object, ...], tuple[date, tuple[Coming, ...]]] = {}
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
            known[alike] = (today, schedule(found.timeline, found.facts, today))
        today, coming = known[alike]
        session.add_all(ScheduleRow(**_values(held, row)) for row in coming)
        _list(held, coming, course)
        state = ScheduleState(role_held_id=held.id, edition=course.edition, computed_for=today, computed_at=now)
        session.add(state)
    session.flush()


def reschedule_some(session: Session, *, course: Course, now: datetime, most: int = 100) -> int:
    """Write anew up to `most` schedules that are stale, or of which a later row is in force; returns how many.

    The second keeps what is noted beside the role that of today, so that lists need not look a later row up.
    """
    days = {zone: local_date(now, zone) for zone in session.scalars(select(Clinic.zone).distinct())}
    over = or_(false(), *(and_(Clinic.zone == zone, RoleHeld.listed_until <= day) for zone, day in days.items()))
    other = or_(ScheduleState.edition.is_(None), ScheduleState.edition != course.edition)
    stale = or_(other, RoleHeld.listed_edition != course.edition, over)
    wanted = select(RoleHeld).join(Clinic, Clinic.id == RoleHeld.clinic_id)
    wanted = wanted.outerjoin(ScheduleState, ScheduleState.role_held_id == RoleHeld.id)
    wanted = wanted.options(joinedload(RoleHeld.clinic), joinedload(RoleHeld.account))
    found = session.scalars(wanted.where(RoleHeld.ended_on.is_(None), stale).order_by(RoleHeld.id).limit(most)).all()
    reschedule_many(session, roles=found, course=course, now=now)
    return len(found)
