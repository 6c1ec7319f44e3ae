"""Who and what is here already, for a whole file at once: a handful of queries, however many lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from lms.people.access import visible_people
from lms.people.actions import local_day
from lms.people.importing.rules.facts import ClinicFact, HeldFact, PersonFact
from lms.people.models import Account, Address, Clinic, Grant, RoleHeld
from lms.people.permissions import AUDITOR, GRANT_KINDS, SYSTEM, Actor, Permission
from lms.people.queries import clinics_of
from lms.people.rules import may_give, scope_of

AT_ONCE = 5_000


def clinic_facts(session: Session, actor: Actor, organisation_id: str, now: datetime) -> tuple[ClinicFact, ...]:
    """The clinics of an organisation, with what the actor may do there."""
    return tuple(_clinic_fact(actor, clinic, now) for clinic in clinics_of(session, organisation_id))


def _clinic_fact(actor: Actor, clinic: Clinic, now: datetime) -> ClinicFact:
    organisation_id = clinic.organisation_id
    may = actor == SYSTEM or bool(
        {(organisation_id, None), (organisation_id, clinic.id)} & {*actor.clinics_with(Permission.PEOPLE_INVITE)}
    )
    whole = actor == SYSTEM or (organisation_id, None) in actor.clinics_with(Permission.PEOPLE_INVITE)
    gives = [
        kind
        for kind in GRANT_KINDS
        if kind != AUDITOR  # Her access has a last day, and a row of a file has no place for one.
        and (scope_of(kind, clinic.id) is not None or whole)
        and (
            actor == SYSTEM
            or may_give(actor, kind, organisation_id=organisation_id, clinic_id=scope_of(kind, clinic.id))
        )
    ]
    return ClinicFact(clinic.id, clinic.name, may, local_day(clinic, now), frozenset(gives if may else ()))


def people_facts(
    session: Session,
    actor: Actor,
    keys: Iterable[str],
    *,
    organisation_id: str,
    permission: Permission = Permission.PEOPLE_READ,
) -> dict[str, PersonFact]:
    """Whoever has one of these folded addresses, by address; of those whom the permission does not reach nothing but that they are."""
    owners = _owners(session, keys)
    ids = sorted(set(owners.values()))
    seen = _reachable(session, actor, ids, organisation_id, permission)
    addresses = _rows(session, select(Address.account_id, Address.email_key), Address.account_id, sorted(seen))
    own: dict[str, set[str]] = defaultdict(set)
    for account_id, key in addresses:
        own[account_id].add(key)
    roles, access = _roles(session, sorted(seen)), _access(session, actor, sorted(seen), organisation_id)
    facts = {
        account_id: _fact(seen[account_id], own[account_id], roles[account_id], access[account_id])
        if account_id in seen
        else PersonFact(account_id, "", reachable=False, deactivated=False, keys=frozenset())
        for account_id in ids
    }
    return {key: facts[account_id] for key, account_id in owners.items()}


def _fact(
    account: Account, keys: set[str], roles: dict[tuple[str, str], HeldFact], access: set[tuple[str, str | None]]
) -> PersonFact:
    return PersonFact(
        account.id,
        account.name,
        reachable=True,
        deactivated=account.deactivated_at is not None,
        keys=frozenset(keys),
        legal_name=account.legal_name,
        roles=roles,
        access=frozenset(access),
    )


def _rows(session: Session, query: Any, column: Any, values: Sequence[str]) -> list[Any]:
    parts = [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]
    return [row for part in parts for row in session.execute(query.where(column.in_(part)))]


def _owners(session: Session, keys: Iterable[str]) -> dict[str, str]:
    query = select(Address.email_key, Address.account_id)
    return dict(_rows(session, query, Address.email_key, sorted(set(keys))))


def _reachable(
    session: Session, actor: Actor, ids: list[str], organisation_id: str, permission: Permission
) -> dict[str, Account]:
    reach = visible_people(actor, permission)
    if actor == SYSTEM:
        reach = and_(reach, Account.organisation_id == organisation_id)
    return {row[0].id: row[0] for row in _rows(session, select(Account).where(reach), Account.id, ids)}


def _roles(session: Session, ids: list[str]) -> dict[str, dict[tuple[str, str], HeldFact]]:
    found: dict[str, dict[tuple[str, str], HeldFact]] = defaultdict(dict)
    query = select(RoleHeld).where(RoleHeld.ended_on.is_(None)).order_by(RoleHeld.id)
    for (row,) in _rows(session, query, RoleHeld.account_id, ids):
        fact = HeldFact(row.id, row.start_date, row.champion, row.agreed_minutes_per_week)
        found[row.account_id][row.clinic_id, row.role] = fact
    return found


def _access(
    session: Session, actor: Actor, ids: list[str], organisation_id: str
) -> dict[str, set[tuple[str, str | None]]]:
    found: dict[str, set[tuple[str, str | None]]] = defaultdict(set)
    query = select(Grant).where(Grant.organisation_id == organisation_id).order_by(Grant.id)
    for (row,) in _rows(session, query, Grant.account_id, ids):
        if row.to_date is None:
            found[row.account_id].add((row.kind, row.clinic_id))
    return found
