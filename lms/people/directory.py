"""The list of people: whom an actor may see, by search and filters, with counts and pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.people.access import visible_people
from lms.people.models import Account, Address, Clinic, Grant, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.queries import primary_emails
from lms.people.rules import INVITED, ROLES, AccountState, account_state, finds
from lms.people.signs import last_seen, newest_invitations

PAGE_SIZE = 50


@dataclass(frozen=True)
class PersonRow:
    """One line of the list of people; `roles` are (role in words, clinic, first day with patients)."""

    account_id: str
    name: str
    email: str
    roles: tuple[tuple[str, str, date], ...]
    grants: tuple[str, ...]
    state: AccountState
    last_seen: datetime | None


@dataclass(frozen=True)
class Wanted:
    """What to look for; empty fields leave everybody in. `state` is 'active', 'invited' or 'deactivated'."""

    text: str = ""
    clinic_id: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class Found:
    """One page of the people found; `total` counts all of them, `everybody` all the actor may see, `states` these by state."""

    rows: tuple[PersonRow, ...]
    total: int
    everybody: int
    states: dict[str, int] = field(default_factory=dict)
    page: int = 1
    pages: int = 1


_Known = Row[str, str, datetime | None, str | None, datetime | None]
"""Id, name, when deactivated, the password's hash, when welcomed: as much of an account as its state is made of."""


class _Light(NamedTuple):
    """What the list sorts and counts by, of somebody who may be one of very many."""

    account_id: str
    name: str
    state: AccountState


def people_found(session: Session, actor: Actor, wanted: Wanted, *, now: datetime, page: int = 1) -> Found:
    """The people who fit, by name, deactivated ones last; a page too far gives the last one."""
    everybody = _visible(session, actor, now)
    within = _within(session, actor, wanted)
    emails = _emails(session, actor) if wanted.text else {}
    fitting = [
        each
        for each in everybody
        if (within is None or each.account_id in within)
        and _in_state(each.state, wanted.state)
        and (not wanted.text or finds(wanted.text, (each.name, *emails[each.account_id])))
    ]
    pages = max(1, -(-len(fitting) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = fitting[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    counts = Counter("invited" if each.state in INVITED else str(each.state) for each in everybody)
    rows = tuple(_rows(session, actor, shown, now))
    return Found(rows, len(fitting), len(everybody), dict(counts), page, pages)


def people_for(session: Session, actor: Actor, *, now: datetime) -> list[PersonRow]:
    """Everyone `actor` may see, by name; deactivated people last."""
    return _rows(session, actor, _visible(session, actor, now), now)


def people_after(
    session: Session, actor: Actor, wanted: Wanted, *, now: datetime, after: str, limit: int
) -> list[PersonRow]:
    """Up to `limit` people of a clinic or role whom `actor` may see, by id, behind the id `after`."""
    within = _within(session, actor, wanted)
    query = select(Account).where(visible_people(actor, Permission.PEOPLE_READ), Account.id > after)
    if within is not None:
        query = query.where(Account.id.in_(within))
    return _rows(session, actor, _lights(session, session.scalars(query.order_by(Account.id).limit(limit)), now), now)


def person_row(session: Session, actor: Actor, account: Account, *, now: datetime) -> PersonRow:
    """The row of one account; whoever calls has asked who may read it."""
    return _rows(session, actor, _lights(session, [account], now), now)[0]


def _lights(session: Session, accounts: Iterable[Account], now: datetime) -> list[_Light]:
    some = list(accounts)
    links = newest_invitations(session, {each.id for each in some})
    return [_Light(each.id, each.name, _state(each, links.get(each.id), now)) for each in some]


def state_of(session: Session, account: Account, *, now: datetime) -> AccountState:
    """Where one account stands."""
    return _lights(session, [account], now)[0].state


def _in_state(state: AccountState, wanted: str) -> bool:
    return not wanted or (state in INVITED if wanted == "invited" else state == wanted)


def _state(account: Account | _Known, open_until: datetime | None, now: datetime) -> AccountState:
    return account_state(
        deactivated=account.deactivated_at is not None,
        came_in=account.password_hash is not None or account.welcomed_at is not None,
        invitation_until=open_until,
        now=now,
    )


def _visible(session: Session, actor: Actor, now: datetime) -> list[_Light]:
    columns = Account.id, Account.name, Account.deactivated_at, Account.password_hash, Account.welcomed_at
    accounts = session.execute(select(*columns).where(visible_people(actor, Permission.PEOPLE_READ))).all()
    links = newest_invitations(session, {account.id for account in accounts})
    found = [_Light(each.id, each.name, _state(each, links.get(each.id), now)) for each in accounts]
    return sorted(
        found, key=lambda each: (each.state is AccountState.DEACTIVATED, each.name.casefold(), each.account_id)
    )


def _emails(session: Session, actor: Actor) -> dict[str, list[str]]:
    """Every address of everybody the actor may see."""
    found: dict[str, list[str]] = defaultdict(list)
    reach = visible_people(actor, Permission.PEOPLE_READ)
    query = select(Address.account_id, Address.email).join(Account, Account.id == Address.account_id)
    for account_id, email in session.execute(query.where(reach)):
        found[account_id].append(email)
    return found


def _within(session: Session, actor: Actor, wanted: Wanted) -> set[str] | None:
    """Accounts that train, or may do something, at the clinic, or train for the role; None: no such filter."""
    if not wanted.clinic_id and not wanted.role:
        return None
    trains: ColumnElement[bool] = RoleHeld.ended_on.is_(None)
    if wanted.role:
        trains = and_(trains, RoleHeld.role == wanted.role)
    if wanted.clinic_id:
        trains = and_(trains, RoleHeld.clinic_id == wanted.clinic_id)
    fits: ColumnElement[bool] = exists().where(RoleHeld.account_id == Account.id, trains)
    if wanted.clinic_id and not wanted.role:
        fits = or_(fits, exists().where(Grant.account_id == Account.id, Grant.clinic_id == wanted.clinic_id))
    return set(session.scalars(select(Account.id).where(visible_people(actor, Permission.PEOPLE_READ), fits)))


def _rows(session: Session, actor: Actor, shown: Sequence[_Light], now: datetime) -> list[PersonRow]:
    ids = {each.account_id for each in shown}
    emails = primary_emails(session, ids)
    roles = _roles(session, ids)
    grants = _grants(session, now.date() if actor == SYSTEM else actor.today, ids)
    seen = last_seen(session, ids)
    return [
        PersonRow(
            account_id=each.account_id,
            name=each.name,
            email=emails.get(each.account_id, ""),
            roles=tuple(roles[each.account_id]),
            grants=tuple(grants[each.account_id]),
            state=each.state,
            last_seen=seen.get(each.account_id),
        )
        for each in shown
    ]


def _roles(session: Session, ids: Collection[str]) -> dict[str, list[tuple[str, str, date]]]:
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


def _grants(session: Session, day: date, ids: Collection[str]) -> dict[str, list[str]]:
    query = select(Grant).where(Grant.account_id.in_(ids), Grant.from_date <= day).order_by(Grant.created_at, Grant.id)
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.scalars(query):
        if (row.to_date is None or row.to_date >= day) and row.kind not in found[row.account_id]:
            found[row.account_id].append(row.kind)
    return found
