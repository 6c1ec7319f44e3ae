"""Loading and permission in one act: what is not yours is not found."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound, Refusal
from lms.people.merged import surviving
from lms.people.models import Account, Clinic, Grant, RoleHeld
from lms.people.permissions import SYSTEM, Actor, Permission
from lms.people.rules import may_give


def require(actor: Actor, permission: Permission, *, organisation_id: str, clinic_id: str | None = None) -> None:
    """Raise NotFound unless `actor` is the operator or holds `permission` there (None: the whole organisation)."""
    if actor == SYSTEM:
        return
    wide = clinic_id is not None or any(place == (organisation_id, None) for place in actor.clinics_with(permission))
    if not wide or not actor.may(permission, organisation_id=organisation_id, clinic_id=clinic_id):
        raise NotFound()


def operator_only(actor: Actor) -> None:
    """Raise NotFound unless the operator asks, at the command line."""
    if actor != SYSTEM:
        raise NotFound()


def hold(session: Session, account_id: str) -> Account:
    """The account, locked until the transaction ends, so that one write at a time is about it. Raises NotFound, Refusal.

    A request may have waited while the account was joined with another or closed: what it would write now would be lost.
    """
    account = session.get(Account, account_id, with_for_update=True)
    if account is None:
        raise NotFound()
    if account.merged_into_id is not None or account.erased_at is not None:
        raise Refusal(
            "This account was joined with another or closed a moment ago. Nothing was changed; sign in again."
        )
    return account


def demand_no_wider(session: Session, actor: Actor, account: Account) -> None:
    """Raise Invalid where `account` has or will have access that `actor` could not give.

    Whoever opens another way into an account could use all it may do. One's own account is not asked about.
    """
    if actor == SYSTEM or account.id == actor.account_id:
        return
    held = session.scalars(
        select(Grant).where(Grant.account_id == account.id, or_(Grant.to_date.is_(None), Grant.to_date >= actor.today))
    )
    if not all(
        may_give(actor, row.kind, organisation_id=row.organisation_id, clinic_id=row.clinic_id, fills=False)
        for row in held
    ):
        raise Invalid(
            f"{account.name} has access that reaches further than yours. Ask whoever runs this installation.",
            field="email",
        )


def get_clinic_for(session: Session, actor: Actor, clinic_id: str, permission: Permission) -> Clinic:
    """The clinic, if `actor` holds `permission` there. Raises NotFound."""
    clinic = session.get(Clinic, clinic_id)
    if clinic is None:
        raise NotFound()
    require(actor, permission, organisation_id=clinic.organisation_id, clinic_id=clinic.id)
    return clinic


def visible_people(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The one rule for lists and pages: accounts of the organisation, or those who train or work at the clinic.

    Accounts that were joined with another or closed are nobody's to see.
    """
    stands = and_(Account.merged_into_id.is_(None), Account.erased_at.is_(None))
    if actor == SYSTEM:
        return stands
    places = actor.clinics_with(permission)
    return and_(stands, or_(false(), *(_belongs(organisation_id, clinic_id) for organisation_id, clinic_id in places)))


def visible_clinics(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Clinics in which the actor holds a permission, as a condition; needs the clinic in the query."""
    if actor == SYSTEM:
        return true()
    places = actor.clinics_with(permission)
    whole = {organisation_id for organisation_id, clinic_id in places if clinic_id is None}
    single = {clinic_id for _, clinic_id in places if clinic_id is not None}
    return or_(Clinic.organisation_id.in_(whole), Clinic.id.in_(single))


def _belongs(organisation_id: str, clinic_id: str | None) -> ColumnElement[bool]:
    if clinic_id is None:
        clinics = select(Clinic.id).where(Clinic.organisation_id == organisation_id)
        trains = exists().where(and_(RoleHeld.account_id == Account.id, RoleHeld.clinic_id.in_(clinics)))
        return or_(Account.organisation_id == organisation_id, trains)
    return or_(
        exists().where(and_(RoleHeld.account_id == Account.id, RoleHeld.clinic_id == clinic_id)),
        exists().where(and_(Grant.account_id == Account.id, Grant.clinic_id == clinic_id)),
    )


def get_person_for(
    session: Session, actor: Actor, account_id: str, permission: Permission = Permission.PEOPLE_READ
) -> Account:
    """The account, if it is the actor's own to read or `permission` reaches it. Raises NotFound.

    The id of an account that was joined with another leads on to that one.
    """
    account_id = surviving(session, account_id)
    own = account_id == actor.account_id and permission is Permission.PEOPLE_READ
    reach = Account.id == actor.account_id if own else visible_people(actor, permission)
    account = session.scalar(select(Account).where(Account.id == account_id, reach))
    if account is None:
        raise NotFound()
    return account


def get_role_for(
    session: Session, actor: Actor, role_held_id: str, permission: Permission = Permission.ROLE_CHANGE
) -> RoleHeld:
    """The role held, if `actor` holds `permission` at its clinic. Raises NotFound."""
    held = session.get(RoleHeld, role_held_id)
    if held is None:
        raise NotFound()
    get_clinic_for(session, actor, held.clinic_id, permission)
    return held
