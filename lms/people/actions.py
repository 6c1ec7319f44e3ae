"""Write people: accounts, roles held, grants, licences."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.people import addresses
from lms.people.access import get_clinic_for, get_person_for, operator_only, require
from lms.people.administrators import LAST, demand_another
from lms.people.alone import note_alone
from lms.people.models import Account, Address, Clinic, Grant, Licence, MailToken, RoleHeld
from lms.people.noting import checked_day, checked_name, checked_reason, note
from lms.people.permissions import AUDITOR, GRANT_KINDS, LEADER, SYSTEM, Actor, Permission
from lms.people.rules import ROLES, may_give
from lms.people.sign_in import end_all_sessions
from lms.people.tokens.models import ApiToken

AUDIT_MOST = timedelta(days=366)
"""The longest time for which an auditor is let in at once."""


def local_day(clinic: Clinic, now: datetime) -> date:
    """The calendar day at a clinic."""
    return now.astimezone(ZoneInfo(clinic.zone)).date()


def create_account(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    name: str,
    email: str,
    password_hash: str | None = None,
    legal_name: str | None = None,
    welcomed: bool = False,
) -> Account:
    """A new account without an invitation; for the operator (`password_hash` from passwords.hash_password)."""
    operator_only(actor)
    made = add_account(
        session, actor=actor, now=now, organisation_id=organisation_id, name=name, email=email, verified=True
    )
    made.password_hash = password_hash
    made.welcomed_at = now if welcomed else None
    if legal_name is not None:
        made.legal_name, made.legal_name_confirmed_at = checked_name(legal_name, field="legal_name"), now
    session.flush()
    return made


def add_account(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    name: str,
    email: str,
    verified: bool = False,
) -> Account:
    """Account and first address; the caller has checked the permission. Raises Invalid when the address is taken."""
    typed, key = addresses.checked(email)
    taken = Invalid("This address already belongs to an account.", field="email")
    if session.scalar(select(Address.id).where(Address.email_key == key)) is not None:
        raise taken
    made = Account(organisation_id=organisation_id, name=checked_name(name), created_at=now)
    session.add(made)
    session.flush()
    row = {"id": new_id(), "account_id": made.id, "email": typed, "email_key": key, "primary": True}
    first = upserting(session, Address).values(**row, created_at=now, verified_at=now if verified else None)
    # Two people may invite the same address at the same moment; the second is told, not shown a failure.
    if session.scalar(first.on_conflict_do_nothing().returning(Address.id)) is None:
        raise taken
    note(session, (actor, now), organisation_id, "account.created", made, name=made.name, email=typed)
    return made


def hold_role(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    account_id: str,
    clinic_id: str,
    role: str,
    start_date: date,
    champion: bool = False,
    joined_on: date | None = None,
    agreed_minutes_per_week: int | None = None,
    permission: Permission = Permission.ROLE_CHANGE,
) -> RoleHeld:
    """Training for a role at a clinic from now on; `start_date` is the first day with CoCM patients.

    `joined_on` defaults to the clinic's local today. Raises NotFound, Invalid.
    """
    clinic = get_clinic_for(session, actor, clinic_id, permission)
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound()
    if role not in ROLES:
        raise Invalid("Choose one of the eight roles.", field="role")
    if champion and role != "pcp":
        raise Invalid("Only a primary care provider can be the PCP champion.", field="champion")
    same = select(RoleHeld.id).where(RoleHeld.account_id == account_id, RoleHeld.clinic_id == clinic_id)
    if session.scalar(same.where(RoleHeld.role == role, RoleHeld.ended_on.is_(None))) is not None:
        raise Invalid(f"{account.name} already holds this role at {clinic.name}.", field="role")
    made = RoleHeld(
        account_id=account_id,
        clinic_id=clinic_id,
        role=role,
        champion=champion,
        start_date=checked_day(start_date, field="start_date"),
        joined_on=joined_on or local_day(clinic, now),
        agreed_minutes_per_week=agreed_minutes_per_week,
        created_at=now,
    )
    session.add(made)
    note_alone(session, [account_id])
    said = {"account": account_id, "role": role, "start_date": start_date.isoformat()}
    note(session, (actor, now), clinic.organisation_id, "role.held", made, **said)
    return made


def grant(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    account_id: str,
    kind: str,
    organisation_id: str,
    clinic_id: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
) -> Grant:
    """Give access of one kind, in a clinic or (None) the whole organisation, from a local day to a last day.

    Nobody gives more than they hold, except an organisation administrator. An auditor's has a last day, of the whole
    organisation, as a board audits one provider for a time (CE rules 1.4). Raises NotFound, Invalid.
    """
    if kind not in GRANT_KINDS:
        raise Invalid("Choose one of the kinds of access.", field="grants")
    if clinic_id is not None:
        clinic = get_clinic_for(session, actor, clinic_id, Permission.PEOPLE_INVITE)
        if clinic.organisation_id != organisation_id:
            raise NotFound()
    require(actor, Permission.PEOPLE_INVITE, organisation_id=organisation_id, clinic_id=clinic_id)
    if actor != SYSTEM and kind == LEADER and clinic_id is not None:
        raise Invalid("A leader reads the tour for the whole organisation. Choose that under “Where”.", field="place")
    day = from_date or (actor.today if actor != SYSTEM else now.date())
    too_narrow = actor != SYSTEM and kind == AUDITOR and clinic_id is not None
    if too_narrow and may_give(actor, kind, organisation_id=organisation_id, clinic_id=None):
        raise Invalid(
            "An auditor reads the record of the whole organisation. Choose that under “Where”.", field="place"
        )
    if actor != SYSTEM and not may_give(actor, kind, organisation_id=organisation_id, clinic_id=clinic_id):
        raise Invalid(f"You cannot give access as {kind}: it reaches further than your own.", field="grants")
    if kind == AUDITOR:
        _demand_last_day(day, to_date)
    made = Grant(
        account_id=account_id,
        kind=kind,
        organisation_id=organisation_id,
        clinic_id=clinic_id,
        from_date=day,
        to_date=to_date,
        created_at=now,
    )
    session.add(made)
    session.flush()
    note(session, (actor, now), organisation_id, "grant.given", made, account=account_id, kind=kind, clinic=clinic_id)
    return made


def _demand_last_day(first: date, last: date | None) -> None:
    if last is None:
        raise Invalid("An auditor reads for a limited time. Enter the last day.", field="to_date")
    if not first <= last <= first + AUDIT_MOST:
        raise Invalid(
            "An auditor's last day is at most a year after the first. Enter such a day; access can be given again later.",
            field="to_date",
        )


def add_licence(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    account_id: str,
    kind: str,
    number: str | None = None,
    state: str | None = None,
    expires_on: date | None = None,
) -> Licence:
    """Record a professional licence of the actor's own, or, for the operator, of anyone. Raises NotFound."""
    if actor != SYSTEM and account_id != actor.account_id:
        raise NotFound()
    account = session.get_one(Account, account_id)
    made = Licence(account_id=account_id, kind=kind, number=number, state=state, expires_on=expires_on)
    session.add(made)
    session.flush()
    note(session, (actor, now), account.organisation_id, "licence.recorded", made, kind=kind)
    return made


def spend_links(session: Session, *, account_id: str, now: datetime, kind: str | None = None) -> None:
    """Make the open mailed links of an account useless and revoke its tokens; `kind` limits it to links of one kind."""
    if kind is None:
        tokens = update(ApiToken).where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        session.execute(tokens.values(revoked_at=now))
    query = update(MailToken).where(MailToken.account_id == account_id, MailToken.used_at.is_(None))
    session.execute((query if kind is None else query.where(MailToken.kind == kind)).values(used_at=now))


def deactivate(session: Session, *, actor: Actor, now: datetime, account_id: str, reason: str | None = None) -> Account:
    """Bar an account from signing in and end its sessions; its record stays. Raises NotFound, Invalid.

    The last organisation administrator cannot be deactivated. `reason` may be left out at the command line alone.
    """
    account = (
        session.get(Account, account_id)
        if actor == SYSTEM
        else get_person_for(session, actor, account_id, Permission.PEOPLE_DEACTIVATE)
    )
    if account is None:
        raise NotFound()
    require(actor, Permission.PEOPLE_DEACTIVATE, organisation_id=account.organisation_id)
    if account.id == actor.account_id:
        raise Invalid("You cannot deactivate your own account. Ask another administrator.")
    why = None if reason is None and actor == SYSTEM else checked_reason(reason or "")
    if account.deactivated_at is not None:
        return account
    demand_another(session, account_id=account.id, now=now, sentence=LAST)
    account.deactivated_at, account.deactivation_reason = now, why
    spend_links(session, account_id=account.id, now=now)
    ended = end_all_sessions(session, account_id=account.id, now=now)
    session.flush()
    said = {"sessions_ended": ended, "reason": why}
    note(session, (actor, now), account.organisation_id, "account.deactivated", account, **said)
    return account
