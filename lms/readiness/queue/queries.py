"""The queue of one person: every kind joined, each row with the date it holds up. Nothing here writes.

The number of queries does not grow with the people. Whoever may do nothing of it sees nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.people.access import visible_clinics
from lms.people.models import Clinic, RoleHeld
from lms.people.permissions import Actor, Permission
from lms.readiness.models import ScheduleRow
from lms.readiness.queue.asked import asked_things, today_in
from lms.readiness.queue.due import READY, Around, due_things, meeting_things
from lms.readiness.reach import few_of
from lms.readiness.roles import timelines_of
from lms.readiness.rules import due_of
from lms.readiness.rules.queue import BACK, PLANNED, Queue, Thing, queue_of

MOST = 500
"""Roles around their first day that are looked at for what is due; those whose first day is nearest."""


def waiting_for(
    session: Session, actor: Actor, course: Course, *, now: datetime, zone: str, as_of: date | None = None
) -> Queue:
    """All that waits for the actor, most urgent first. `zone` is her own.

    `as_of` replaces each clinic's today: what was asked for later is left out. What was settled since is not brought back.
    """
    found = list(asked_things(session, actor, course, zone))
    pieces = frozenset(piece for each in found for piece in each.pieces)
    around = _around(session, actor, course, pieces, now=now, as_of=as_of)
    cut = len(around.held) >= MOST
    found += due_things(around)
    found += meeting_things(session, actor, as_of or now)
    if as_of is not None:
        found = [each for each in found if each.since <= as_of]
    return queue_of(_dated(session, found, course, today_in(zone, now, as_of)), course.waiting_minutes, cut=cut)


def _around(
    session: Session, actor: Actor, course: Course, asked: frozenset[str], *, now: datetime, as_of: date | None
) -> Around:
    clinics = list(
        session.scalars(
            select(Clinic).where(visible_clinics(actor, Permission.CLINIC_READINESS)).order_by(Clinic.name, Clinic.id)
        )
    )
    days = {each.id: today_in(each.zone, now, as_of) for each in clinics}
    if not clinics:
        return Around(session, actor, course, (), (), {}, {}, asked)
    wanted = (
        select(RoleHeld)
        .where(
            few_of(actor, RoleHeld),  # The index over start dates finds the nearest first, and ends at so many.
            RoleHeld.account_id != actor.account_id,
            RoleHeld.start_date <= max(days.values()) + PLANNED,
            RoleHeld.start_date >= min(days.values()) - BACK,
        )
        .options(joinedload(RoleHeld.account, innerjoin=True), joinedload(RoleHeld.clinic, innerjoin=True))
        .order_by(RoleHeld.start_date.desc(), RoleHeld.id)
        .limit(MOST)
    )
    held = list(session.scalars(wanted))
    days |= {each.id: days[each.clinic_id] for each in held}
    return Around(session, actor, course, held, clinics, days, _words(session, held, days), asked)


def _words(session: Session, held: Sequence[RoleHeld], days: Mapping[str, date]) -> dict[str, str]:
    """Role held → its standing as stored, on its day."""
    ids = [each.id for each in held]
    rows = session.scalars(
        select(ScheduleRow).where(ScheduleRow.role_held_id.in_(ids)).order_by(ScheduleRow.from_date)
    ).all()
    return {row.role_held_id: row.standing for row in rows if row.from_date <= days[row.role_held_id]}


def _dated(session: Session, found: Iterable[Thing], course: Course, today: date) -> list[Thing]:
    """The rows, each about a person with the earliest date of hers that is not met yet, and with her clinic."""
    rows = list(found)
    people = {each.account_id for each in rows if each.account_id}
    wanted = (
        select(RoleHeld)
        .where(RoleHeld.account_id.in_(people), RoleHeld.ended_on.is_(None))
        .options(joinedload(RoleHeld.clinic))
        .order_by(RoleHeld.start_date, RoleHeld.id)
    )
    held = list(session.scalars(wanted)) if people else []
    words = _words(session, held, {each.id: today for each in held})
    timelines = timelines_of(course)
    dates: dict[str, date] = {}
    clinics: dict[str, list[str]] = {}
    for each in held:
        clinics.setdefault(each.account_id, []).append(each.clinic.name)
        ready = words.get(each.id) in READY
        due = due_of(timelines[each.role], each.start_date, each.clinic_due_on, continuing=False)
        if not ready and due is not None:
            dates[each.account_id] = min(due, dates.get(each.account_id, date.max))
    return [
        replace(
            each,
            holds_up=each.holds_up or dates.get(each.account_id),
            clinic=each.clinic or next(iter(clinics.get(each.account_id, ())), ""),
        )
        for each in rows
    ]
