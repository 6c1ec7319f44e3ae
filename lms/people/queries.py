"""Read people: by address, by id, and the list an administrator sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from lms.people import addresses
from lms.people.access import visible_people
from lms.people.models import Account, Address, Clinic, Grant, MailToken, Organisation, RoleHeld, SignedIn
from lms.people.permissions import SYSTEM, Actor, Granted, Permission
from lms.people.rules import ROLES


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people. `state` is 'active', 'invited', 'invitation run out' or 'deactivated'."""

    account_id: str
    name: str
    email: str
    roles: tuple[tuple[str, str, date], ...]
    grants: tuple[str, ...]
    state: str
    last_seen: datetime | None


def account_by_email(session: Session, email: str) -> Account | None:
    """Whose address this is, or None."""
    query = select(Account).join(Address).where(Address.email_key == addresses.folded(email))
    return session.scalar(query)


def primary_email(session: Session, account_id: str) -> str:
    """The address mail goes to, as typed; empty when there is none."""
    query = select(Address.email).where(Address.account_id == account_id)
    return session.scalar(query.order_by(Address.primary.desc(), Address.created_at).limit(1)) or ""


def primary_emails(session: Session, account_ids: Collection[str]) -> dict[str, str]:
    """Account → the address mail goes to, of many accounts at once; who has none is left out."""
    return _first_emails(session, account_ids)


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


def clinics_for(session: Session, actor: Actor, permission: Permission) -> list[Clinic]:
    """The clinics in which `actor` holds `permission`, by name."""
    places = actor.clinics_with(permission)
    query = select(Clinic).where(Clinic.organisation_id.in_({place[0] for place in places}))
    found = session.scalars(query.order_by(Clinic.name, Clinic.id))
    return [
        clinic for clinic in found if {(clinic.organisation_id, None), (clinic.organisation_id, clinic.id)} & {*places}
    ]


def roles_of(session: Session, account_id: str, *, open_only: bool = True) -> list[RoleHeld]:
    """The roles an account holds, with clinic and pauses, in order of start date."""
    query = (
        select(RoleHeld)
        .options(joinedload(RoleHeld.clinic), joinedload(RoleHeld.pauses), joinedload(RoleHeld.account))
        .where(RoleHeld.account_id == account_id)
        .order_by(RoleHeld.start_date, RoleHeld.id)
    )
    if open_only:
        query = query.where(RoleHeld.ended_on.is_(None))
    return list(session.scalars(query).unique())


def grants_of(session: Session, account_id: str) -> tuple[Granted, ...]:
    """What an account was given, in force or not."""
    query = select(Grant).where(Grant.account_id == account_id).order_by(Grant.created_at, Grant.id)
    return tuple(
        Granted(row.kind, row.organisation_id, row.clinic_id, row.from_date, row.to_date)
        for row in session.scalars(query)
    )


def zone_of(session: Session, account: Account, default: str) -> str:
    """The time zone whose calendar is this person's: of the clinic they train at, else of one they work for."""
    trains = (
        select(Clinic.zone)
        .join(RoleHeld, RoleHeld.clinic_id == Clinic.id)
        .where(RoleHeld.account_id == account.id, RoleHeld.ended_on.is_(None))
        .order_by(RoleHeld.created_at, RoleHeld.id)
        .limit(1)
    )
    works = (
        select(Clinic.zone)
        .join(Grant, Grant.clinic_id == Clinic.id)
        .where(Grant.account_id == account.id)
        .order_by(Grant.created_at, Grant.id)
        .limit(1)
    )
    first = (
        select(Clinic.zone)
        .where(Clinic.organisation_id == account.organisation_id)
        .order_by(Clinic.name, Clinic.id)
        .limit(1)
    )
    found = func.coalesce(trains.scalar_subquery(), works.scalar_subquery(), first.scalar_subquery())
    return session.scalar(select(found)) or default


def actor_for(session: Session, account: Account, *, now: datetime, zone: str, session_id: str | None = None) -> Actor:
    """The account as an actor; `zone` is used where no clinic says what day it is."""
    day = now.astimezone(ZoneInfo(zone_of(session, account, zone))).date()
    grants = grants_of(session, account.id)
    return Actor(account.id, account.organisation_id, account.name, grants, day, session_id)


def people_for(session: Session, actor: Actor, *, now: datetime) -> list[PersonRow]:
    """Everyone `actor` may see, by name; deactivated people last."""
    reach = visible_people(actor, Permission.PEOPLE_READ)
    accounts = session.scalars(
        select(Account).where(reach).order_by(Account.deactivated_at.is_not(None), func.lower(Account.name), Account.id)
    ).all()
    ids = select(Account.id).where(reach)
    emails = _first_emails(session, ids)
    roles = _roles(session, ids)
    grants = _grants(session, now.date() if actor == SYSTEM else actor.today, ids)
    links = _newest(session, ids)
    seen = _last_seen(session, ids)
    return [
        PersonRow(
            account_id=account.id,
            name=account.name,
            email=emails.get(account.id, ""),
            roles=tuple(roles[account.id]),
            grants=tuple(grants[account.id]),
            state=_state(account, links.get(account.id), now),
            last_seen=seen.get(account.id),
        )
        for account in accounts
    ]


def _state(account: Account, open_until: datetime | None, now: datetime) -> str:
    if account.deactivated_at is not None:
        return "deactivated"
    if account.password_hash is not None or account.welcomed_at is not None:
        return "active"
    return "invited" if open_until is not None and open_until > now else "invitation run out"


def _first_emails(session: Session, ids: Select[Any] | Collection[str]) -> dict[str, str]:
    query = select(Address.account_id, Address.email).where(Address.account_id.in_(ids))
    found: dict[str, str] = {}
    for account_id, email in session.execute(query.order_by(Address.primary.desc(), Address.created_at)):
        found.setdefault(account_id, email)
    return found


def _roles(session: Session, ids: Select[Any]) -> dict[str, list[tuple[str, str, date]]]:
    query = (
        select(RoleHeld.account_id, RoleHeld.role, Clinic.name, RoleHeld.start_date)
        .join(Clinic, Clinic.id == RoleHeld.clinic_id)
        .where(RoleHeld.account_id.in_(ids), RoleHeld.ended_on.is_(None))
        .order_by(RoleHeld.start_date, RoleHeld.id)
    )
    found: dict[str, list[tuple[str, str, date]]] = defaultdict(list)
    for account_id, role, clinic, start_date in session.execute(query):
        found[account_id].append((ROLES.get(role, role), clinic, start_date))
    return found


def _grants(session: Session, day: date, ids: Select[Any]) -> dict[str, list[str]]:
    query = select(Grant).where(Grant.account_id.in_(ids), Grant.from_date <= day).order_by(Grant.created_at, Grant.id)
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.scalars(query):
        if (row.to_date is None or row.to_date >= day) and row.kind not in found[row.account_id]:
            found[row.account_id].append(row.kind)
    return found


def _newest(session: Session, ids: Select[Any]) -> dict[str, datetime]:
    query = select(MailToken.account_id, MailToken.expires_at).where(
        MailToken.account_id.in_(ids), MailToken.kind == "invitation", MailToken.used_at.is_(None)
    )
    return {row.account_id: row.expires_at for row in session.execute(query)}


def _last_seen(session: Session, ids: Select[Any]) -> dict[str, datetime]:
    query = select(SignedIn.account_id, func.max(SignedIn.seen_at).label("seen")).where(SignedIn.account_id.in_(ids))
    return {row.account_id: row.seen for row in session.execute(query.group_by(SignedIn.account_id))}
