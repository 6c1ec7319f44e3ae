"""Read people: by address and by id; their roles, access and time zone. The list of people is in directory.py."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from lms.database import once
from lms.people import addresses
from lms.people.models import Account, Address, Clinic, Grant, Organisation, RoleHeld
from lms.people.permissions import Actor, Granted, Permission


def account_by_email(session: Session, email: str) -> Account | None:
    """Whose address this is, or None."""
    query = select(Account).join(Address).where(Address.email_key == addresses.folded(email))
    return session.scalar(query)


def address_to_sign_in(session: Session, email: str) -> Address | None:
    """The address as it may be signed in and written to with: confirmed, or the first one an account was made with."""
    query = select(Address).where(Address.email_key == addresses.folded(email))
    return session.scalar(query.where(or_(Address.verified_at.is_not(None), Address.primary)))


def addresses_of(session: Session, account_id: str) -> list[Address]:
    """Every address of an account, the one mail goes to first."""
    query = select(Address).where(Address.account_id == account_id)
    return list(session.scalars(query.order_by(Address.primary.desc(), Address.created_at, Address.id)))


def primary_email(session: Session, account_id: str) -> str:
    """The address mail goes to, as typed; empty when there is none."""
    query = select(Address.email).where(Address.account_id == account_id)
    return session.scalar(query.order_by(Address.primary.desc(), Address.created_at).limit(1)) or ""


def primary_emails(session: Session, account_ids: Collection[str]) -> dict[str, str]:
    """Account → the address mail goes to, of many accounts at once; who has none is left out."""
    query = select(Address.account_id, Address.email).where(Address.account_id.in_(account_ids))
    found: dict[str, str] = {}
    for account_id, email in session.execute(query.order_by(Address.primary.desc(), Address.created_at)):
        found.setdefault(account_id, email)
    return found


def emails_of(session: Session, account_id: str) -> tuple[str, ...]:
    """Every address of an account, the primary one first."""
    query = select(Address.email).where(Address.account_id == account_id)
    return tuple(session.scalars(query.order_by(Address.primary.desc(), Address.created_at)))


def organisation(session: Session, organisation_id: str) -> Organisation | None:
    """One organisation, or None."""
    return session.get(Organisation, organisation_id)


def clinics_of(session: Session, organisation_id: str) -> list[Clinic]:
    """The clinics of an organisation, by name."""
    query = select(Clinic).where(Clinic.organisation_id == organisation_id).order_by(Clinic.name, Clinic.id)
    return list(session.scalars(query))


def clinic_named(session: Session, wanted: str) -> bool:
    """Whether a clinic of any organisation has this id, or this name, however its letters are written."""
    return any(
        wanted in (name.casefold(), clinic_id) for clinic_id, name in session.execute(select(Clinic.id, Clinic.name))
    )


def clinics_for(session: Session, actor: Actor, permission: Permission) -> list[Clinic]:
    """The clinics in which `actor` holds `permission`, by name."""
    places = actor.clinics_with(permission)
    query = select(Clinic).where(Clinic.organisation_id.in_({place[0] for place in places}))
    found = session.scalars(query.order_by(Clinic.name, Clinic.id))
    return [
        clinic for clinic in found if {(clinic.organisation_id, None), (clinic.organisation_id, clinic.id)} & {*places}
    ]


def roles_of(session: Session, account_id: str, *, open_only: bool = True) -> list[RoleHeld]:
    """The roles an account holds, with clinic and pauses, in order of start date; of one day, as they were given."""

    def read() -> list[RoleHeld]:
        return list(session.scalars(_ROLES, {"account_id": account_id}).unique())

    found = once(session, ("roles held", account_id), read)
    return [each for each in found if each.ended_on is None] if open_only else list(found)


def roles_asked(session: Session, account_id: str) -> list[tuple[str, bool]]:
    """(role, champion) of each role an account holds: all that is needed to know which parts of the course are asked."""
    return [(role, champion) for role, champion in session.execute(_ASKED, {"account_id": account_id})]


_ASKED = select(RoleHeld.role, RoleHeld.champion).where(
    RoleHeld.account_id == bindparam("account_id"), RoleHeld.ended_on.is_(None)
)
_ROLES = (
    select(RoleHeld)
    .options(
        joinedload(RoleHeld.clinic, innerjoin=True),
        joinedload(RoleHeld.pauses),
        joinedload(RoleHeld.account, innerjoin=True),
    )
    .where(RoleHeld.account_id == bindparam("account_id"))
    .order_by(RoleHeld.start_date, RoleHeld.created_at, RoleHeld.id)
)


def roles_within(
    session: Session,
    actor: Actor,
    permission: Permission,
    *,
    account_id: str | None,
    clinic_id: str | None,
    role: str | None,
    ended: bool,
    after: str,
    limit: int,
) -> list[RoleHeld]:
    """Up to `limit` roles at the clinics where `actor` holds `permission`, by id, behind the id `after`; None: no such filter."""
    clinics = [each.id for each in clinics_for(session, actor, permission) if clinic_id in (None, each.id)]
    query = select(RoleHeld).where(RoleHeld.clinic_id.in_(clinics), RoleHeld.id > after)
    if account_id is not None:
        query = query.where(RoleHeld.account_id == account_id)
    if role is not None:
        query = query.where(RoleHeld.role == role)
    if not ended:
        query = query.where(RoleHeld.ended_on.is_(None))
    return list(session.scalars(query.order_by(RoleHeld.id).limit(limit)))


def grants_of(session: Session, account_id: str) -> tuple[Granted, ...]:
    """What an account was given, in force or not."""
    return tuple(Granted(*row) for row in session.execute(_GRANTS, {"account_id": account_id}))


def zone_of(session: Session, account: Account, default: str) -> str:
    """The time zone whose calendar is this person's: of the clinic they train at, else of one they work for."""
    asked = {"account_id": account.id, "organisation_id": account.organisation_id}
    return once(session, ("zone", account.id), lambda: session.scalar(_ZONE, asked)) or default


def first_zone(account_id: ColumnElement[str], organisation_id: ColumnElement[str]) -> ColumnElement[Any]:
    """The zone of `zone_of` within a statement, null where no clinic says one; may depend on its rows of `Account`."""
    trains = (
        select(Clinic.zone)
        .join(RoleHeld, RoleHeld.clinic_id == Clinic.id)
        .where(RoleHeld.account_id == account_id, RoleHeld.ended_on.is_(None))
        .order_by(RoleHeld.created_at, RoleHeld.id)
        .limit(1)
    )
    works = (
        select(Clinic.zone)
        .join(Grant, Grant.clinic_id == Clinic.id)
        .where(Grant.account_id == account_id)
        .order_by(Grant.created_at, Grant.id)
        .limit(1)
    )
    first = (
        select(Clinic.zone).where(Clinic.organisation_id == organisation_id).order_by(Clinic.name, Clinic.id).limit(1)
    )
    return func.coalesce(*(each.correlate(Account).scalar_subquery() for each in (trains, works, first)))


# Asked at every request: to put them together takes as long as to ask them.
_ZONE = select(first_zone(bindparam("account_id"), bindparam("organisation_id")))
GRANTED = (Grant.kind, Grant.organisation_id, Grant.clinic_id, Grant.from_date, Grant.to_date, Grant.programme_id)
_GRANTS = select(*GRANTED).where(Grant.account_id == bindparam("account_id")).order_by(Grant.created_at, Grant.id)


def actor_for(session: Session, account: Account, *, now: datetime, zone: str, session_id: str | None = None) -> Actor:
    """The account as an actor; `zone` is used where no clinic says what day it is."""
    here = zone_of(session, account, zone)
    return actor_as(account, grants_of(session, account.id), now=now, zone=here, session_id=session_id)


def actor_as(
    account: Account, grants: tuple[Granted, ...], *, now: datetime, zone: str, session_id: str | None = None
) -> Actor:
    """The account as an actor, of what was read before."""
    day = now.astimezone(ZoneInfo(zone)).date()
    return Actor(account.id, account.organisation_id, account.name, grants, day, session_id, zone=zone)
