"""Look after accounts that are there: names, invitations withdrawn, access and roles ended, signing in allowed again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound
from lms.people import links
from lms.people.access import get_person_for, get_role_for, require
from lms.people.actions import local_day, spend_links
from lms.people.administrators import LAST, demand_another
from lms.people.alone import note_alone
from lms.people.further_addresses import account_to_correct
from lms.people.models import Account, Grant, RoleHeld
from lms.people.naming import carry_name
from lms.people.noting import checked_name, checked_reason, note
from lms.people.permissions import ADMINISTRATOR, SYSTEM, Actor, Permission
from lms.people.rules import may_give


@dataclass(frozen=True)
class Given:
    """Access in force or still to come: rows of the same kind and place are one, from the earliest day to the latest."""

    grant_id: str
    kind: str
    organisation_id: str
    clinic_id: str | None
    from_date: date
    to_date: date | None


def grants_now(session: Session, account_id: str, day: date) -> list[Given]:
    """What an account may do on a local day or later, in the order it was given."""
    query = select(Grant).where(Grant.account_id == account_id, or_(Grant.to_date.is_(None), Grant.to_date >= day))
    found: dict[tuple[str, str, str | None], Given] = {}
    for row in session.scalars(query.order_by(Grant.from_date, Grant.created_at, Grant.id)):
        key = (row.kind, row.organisation_id, row.clinic_id)
        first = found.get(key)
        if first is None:
            found[key] = Given(row.id, *key, row.from_date, row.to_date)
        elif first.to_date is not None and (row.to_date is None or row.to_date > first.to_date):
            found[key] = replace(first, to_date=row.to_date)
    return list(found.values())


def may_end(actor: Actor, given: Given) -> bool:
    """Whether `actor` may end this access: who could give it, there."""
    return may_give(actor, given.kind, organisation_id=given.organisation_id, clinic_id=given.clinic_id)


def reactivate(session: Session, *, actor: Actor, now: datetime, account_id: str) -> Account:
    """Let an account sign in again, with the password, roles and access it had. Raises NotFound."""
    account = (
        session.get(Account, account_id)
        if actor == SYSTEM
        else get_person_for(session, actor, account_id, Permission.PEOPLE_DEACTIVATE)
    )
    if account is None or account.erased_at is not None or account.merged_into_id is not None:
        raise NotFound()
    require(actor, Permission.PEOPLE_DEACTIVATE, organisation_id=account.organisation_id)
    if account.deactivated_at is None:
        return account
    account.deactivated_at, account.deactivation_reason = None, None
    session.flush()
    note(session, (actor, now), account.organisation_id, "account.reactivated", account)
    return account


def correct_names(
    session: Session, *, actor: Actor, now: datetime, account_id: str, name: str, legal_name: str, reason: str
) -> Account:
    """Correct how somebody is called. A changed name for certificates must be confirmed by the person before it is printed.

    An empty `legal_name` leaves that one as it is. Raises NotFound, Invalid.
    """
    account = account_to_correct(session, actor, account_id)
    why = checked_reason(reason)
    before = account.name, account.legal_name
    account.name = checked_name(name)
    if legal_name.strip() and legal_name.strip() != account.legal_name:
        account.legal_name = checked_name(legal_name, field="legal_name")
        account.legal_name_confirmed_at = None
    carry_name(session, account)
    if before != (account.name, account.legal_name):
        said = {
            "before": before[0],
            "after": account.name,
            "legal_before": before[1],
            "legal_after": account.legal_name,
        }
        note(session, (actor, now), account.organisation_id, "names.corrected", account, reason=why, **said)
    return account


def withdraw_invitation(session: Session, *, actor: Actor, now: datetime, account_id: str) -> Account:
    """Make the mailed invitation useless; the account and its plan stay. Raises NotFound, Invalid."""
    account = session.get(Account, account_id)
    if actor != SYSTEM:
        account = get_person_for(session, actor, account_id, Permission.PEOPLE_INVITE)
    if account is None:
        raise NotFound()
    if account.password_hash is not None:
        raise Invalid(f"{account.name} has come in already; there is no invitation to withdraw.")
    spend_links(session, account_id=account.id, now=now, kind=links.INVITATION)
    note(session, (actor, now), account.organisation_id, "invitation.withdrawn", account)
    return account


def end_grant(session: Session, *, actor: Actor, now: datetime, account_id: str, grant_id: str) -> Grant:
    """End access at once, all of the same kind in the same place. Nobody ends what they could not give.

    Raises NotFound, Invalid.
    """
    row = session.get(Grant, grant_id)
    if row is None or row.account_id != account_id:
        raise NotFound()
    require(actor, Permission.PEOPLE_INVITE, organisation_id=row.organisation_id, clinic_id=row.clinic_id)
    given = may_give(actor, row.kind, organisation_id=row.organisation_id, clinic_id=row.clinic_id)
    if actor != SYSTEM and not given:
        raise Invalid(f"You cannot end access as {row.kind}: it reaches further than your own.")
    if row.kind == ADMINISTRATOR:
        demand_another(session, account_id=account_id, now=now, sentence=LAST)
    today = actor.today if actor != SYSTEM else now.date()
    same = select(Grant).where(
        Grant.account_id == account_id, Grant.kind == row.kind, Grant.organisation_id == row.organisation_id,
        Grant.clinic_id == row.clinic_id if row.clinic_id else Grant.clinic_id.is_(None),
        or_(Grant.to_date.is_(None), Grant.to_date >= today),
    )  # fmt: skip
    for each in session.scalars(same).all():
        each.to_date = today - timedelta(days=1)
        note(session, (actor, now), row.organisation_id, "grant.ended", each, account=account_id, kind=row.kind)
    session.flush()
    return row


def end_role(session: Session, *, actor: Actor, now: datetime, role_held_id: str, reason: str) -> RoleHeld:
    """Training for a role ends today; what was done for it stays, and access is not touched. Raises NotFound, Invalid."""
    held = get_role_for(session, actor, role_held_id)
    why = checked_reason(reason)
    if held.ended_on is not None:
        raise Invalid("This role has ended already.")
    held.ended_on = local_day(held.clinic, now)
    note_alone(session, [held.account_id])
    said = {"on": held.ended_on.isoformat(), "reason": why}
    note(session, (actor, now), held.clinic.organisation_id, "role.ended", held, **said)
    return held
