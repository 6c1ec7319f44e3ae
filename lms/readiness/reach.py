"""Whose roles a list is made of: those still held in the clinics somebody looks after, and what may be asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, true, union_all
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.people.access import visible_clinics
from lms.people.models import Account, Clinic, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.readiness.listing import Listing
from lms.readiness.queries import PersonStanding, standings_of
from lms.readiness.roles import timelines_of
from lms.readiness.rules import local_date

ANEW = 200
"""Roles with a stale schedule that one look at a list works out anew; with more it goes by what was stored."""


@dataclass(frozen=True)
class Reach:
    """The clinics in which anybody holds a role that the actor may see, and those roles as a condition.

    `roles`: ids of the course's roles that somebody holds there.
    """

    actor: Actor
    clinics: Sequence[Clinic]
    roles: Sequence[str]

    def holds(self, role: Any) -> ColumnElement[bool]:
        """That a role held, of any alias of the table, is still held by somebody who may sign in, and the actor's to see."""
        return and_(_held(role), _yours(self.actor, role, role.organisation_id))

    def few(self, role: Any) -> ColumnElement[bool]:
        """The same, where another condition leaves few to look at: the organisation is compared without its index.

        SQLite keeps no statistics here and would read a whole organisation rather than the few.
        """
        return few_of(self.actor, role)

    def days(self, now: datetime) -> dict[str, date]:
        """Each zone's today."""
        return {each.zone: local_date(now, each.zone) for each in self.clinics}


def few_of(actor: Actor, role: Any) -> ColumnElement[bool]:
    """`Reach.few` without a reach: roles still held by somebody who may sign in, where the actor looks after people."""
    return and_(_held(role), _yours(actor, role, role.organisation_id.concat("")))


def reach_of(session: Session, actor: Actor, course: Course) -> Reach:
    """What an actor may see of those who train today, in two statements."""
    somebody = exists().where(RoleHeld.clinic_id == Clinic.id, _held(RoleHeld))
    clinics = select(Clinic).where(visible_clinics(actor, Permission.CLINIC_READINESS), somebody)
    mine = _yours(actor, RoleHeld, RoleHeld.organisation_id)
    held = [
        exists().where(RoleHeld.role == role, _held(RoleHeld), mine).label(role)
        for role in sorted(timelines_of(course))
    ]
    found = session.execute(select(*held)).one()._mapping
    return Reach(
        actor,
        session.scalars(clinics.order_by(Clinic.id)).all(),
        [role for role, there in found.items() if there],
    )


def _held(role: Any) -> ColumnElement[bool]:
    gone = select(Account.id).where(Account.deactivated_at.is_not(None))
    return and_(role.ended_on.is_(None), role.account_id.not_in(gone))


def _yours(actor: Actor, role: Any, organisation: Any) -> ColumnElement[bool]:
    if actor is SYSTEM:
        return true()
    places = actor.clinics_with(Permission.CLINIC_READINESS)
    whole = sorted({organisation_id for organisation_id, clinic_id in places if clinic_id is None})
    single = sorted({clinic_id for _, clinic_id in places if clinic_id is not None})
    # One alone is an equality: then the order of an index is the order of the list.
    mine = organisation == whole[0] if len(whole) == 1 else organisation.in_(whole)
    return or_(mine, role.clinic_id.in_(single)) if single and whole else role.clinic_id.in_(single) if single else mine


@dataclass(frozen=True)
class Known:
    """A list as the database keeps it. `computed`: those worked out anew; `earlier`: more are stale than were."""

    listing: Listing
    computed: Mapping[str, PersonStanding]
    earlier: bool


def listing_of(session: Session, reach: Reach, course: Course, *, now: datetime) -> Known:
    """The list of a reach on its clinics' local today. Up to `ANEW` stale schedules are worked out anew, without writing."""
    zones = reach.days(now)
    days = {each.id: zones[each.zone] for each in reach.clinics}
    last = max(days.values(), default=date.min)
    stale = list(session.scalars(_stale(reach, course)))
    held = roles_of(session, reach, RoleHeld.id.in_(stale)) if len(stale) <= ANEW else []
    computed = {each.held.id: each for each in standings_of(session, held, course, now=now)}
    moved = select(RoleHeld.id).where(reach.few(RoleHeld), RoleHeld.listed_until <= last).limit(1)
    listing = Listing(
        session=session,
        reach=reach.holds,
        few=reach.few,
        days=days,
        moved=session.scalar(moved) is not None,
        anew={key: (each.standing.rank, each.standing.due_date or date.max) for key, each in computed.items()},
        edition=course.edition,
    )
    return Known(listing, computed, len(stale) > ANEW)


def _stale(reach: Reach, course: Course) -> Any:
    """Up to `ANEW` and one of the roles whose schedule is of another edition: before it and after it, each by the index."""
    sides = (RoleHeld.listed_edition < course.edition, RoleHeld.listed_edition > course.edition)
    found = [select(RoleHeld.id).where(reach.few(RoleHeld), side).limit(ANEW + 1).subquery() for side in sides]
    return union_all(*(select(each.c.id) for each in found)).limit(ANEW + 1)


def roles_of(session: Session, reach: Reach, asked: ColumnElement[bool]) -> Sequence[RoleHeld]:
    """Some roles still held in the clinics of a reach, with account and clinic. `asked` is answered by an index."""
    wanted = select(RoleHeld).where(RoleHeld.ended_on.is_(None), asked).order_by(RoleHeld.id)
    found = session.scalars(wanted.options(joinedload(RoleHeld.account), joinedload(RoleHeld.clinic)))
    clinics = {each.id for each in reach.clinics}
    return [each for each in found if each.clinic_id in clinics]


def choices(clinics: Iterable[Clinic]) -> tuple[tuple[str, str], ...]:
    """(id, name) of clinics by name, to choose from."""
    named = {each.id: each.name for each in clinics}
    return tuple(sorted(named.items(), key=lambda each: (each[1].casefold(), each[0])))
