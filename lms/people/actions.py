"""Write people: organisations, clinics, accounts, roles held, grants, and what a person says of themselves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.audit.rules import INSTALLATION
from lms.database import upserting
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.people import addresses
from lms.people.access import get_clinic_for, get_person_for, get_role_for, require
from lms.people.models import (
    Account,
    Address,
    Clinic,
    Grant,
    Licence,
    MailToken,
    Organisation,
    Pause,
    Programme,
    ProgrammeClinic,
    RoleChange,
    RoleHeld,
)
from lms.people.permissions import GRANT_KINDS, SYSTEM, Actor, Permission
from lms.people.rules import ROLES, clean_name, may_give, name_problem
from lms.people.sign_in import end_all_sessions

REASON_MOST = 500


def _note(session: Session, by: tuple[Actor, datetime], chain: str, act: str, subject: Any, **details: Any) -> None:
    actor, now = by
    record(
        session,
        chain=chain,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        details=details,
    )


def _operator(actor: Actor) -> None:
    if actor != SYSTEM:
        raise NotFound()


def checked_name(raw: str, *, field: str = "name") -> str:
    """A name as it is kept. Raises Invalid with the reason."""
    name = clean_name(raw)
    problem = name_problem(name)
    if problem:
        raise Invalid(problem, field=field)
    return name


def _checked_reason(raw: str) -> str:
    reason = " ".join(raw.split())
    if not reason:
        raise Invalid("Say why; the reason stays with the record.", field="reason")
    if len(reason) > REASON_MOST:
        raise Invalid(f"Use at most {REASON_MOST} characters.", field="reason")
    return reason


def local_day(clinic: Clinic, now: datetime) -> date:
    """The calendar day at a clinic."""
    return now.astimezone(ZoneInfo(clinic.zone)).date()


def create_organisation(session: Session, *, actor: Actor, now: datetime, name: str) -> Organisation:
    """A new organisation; for the operator. Raises NotFound, Invalid."""
    _operator(actor)
    made = Organisation(name=checked_name(name), created_at=now)
    session.add(made)
    session.flush()
    _note(session, (actor, now), made.id, "organisation.created", made, name=made.name)
    return made


def create_clinic(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    name: str,
    zone: str,
    opens_on: date | None = None,
) -> Clinic:
    """A new clinic with its time zone; for the operator. Raises NotFound, Invalid."""
    _operator(actor)
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        raise Invalid(f"{zone} is not a time zone such as America/Chicago.", field="zone") from error
    made = Clinic(organisation_id=organisation_id, name=checked_name(name), zone=zone, opens_on=opens_on)
    session.add(made)
    session.flush()
    _note(session, (actor, now), organisation_id, "clinic.created", made, name=made.name, zone=zone)
    return made


def create_programme(session: Session, *, actor: Actor, now: datetime, name: str, clinic_ids: list[str]) -> Programme:
    """A group of clinics, of several organisations if need be; for the operator."""
    _operator(actor)
    made = Programme(name=checked_name(name), created_at=now)
    session.add(made)
    session.flush()
    session.add_all(
        ProgrammeClinic(programme_id=made.id, clinic_id=clinic_id) for clinic_id in dict.fromkeys(clinic_ids)
    )
    session.flush()
    _note(session, (actor, now), INSTALLATION, "programme.created", made, name=made.name, clinics=clinic_ids)
    return made


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
    _operator(actor)
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
    _note(session, (actor, now), organisation_id, "account.created", made, name=made.name, email=typed)
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
        start_date=start_date,
        joined_on=joined_on or local_day(clinic, now),
        agreed_minutes_per_week=agreed_minutes_per_week,
        created_at=now,
    )
    session.add(made)
    session.flush()
    said = {"account": account_id, "role": role, "start_date": start_date.isoformat()}
    _note(session, (actor, now), clinic.organisation_id, "role.held", made, **said)
    return made


def change_start_date(
    session: Session, *, actor: Actor, now: datetime, role_held_id: str, start_date: date, reason: str
) -> RoleHeld:
    """Move the first day with CoCM patients; what was stays in the history. Raises NotFound, Invalid."""
    held = get_role_for(session, actor, role_held_id)
    why = _checked_reason(reason)
    before = held.start_date
    if before == start_date:
        return held
    held.start_date = start_date
    session.add(
        RoleChange(
            role_held_id=held.id,
            field="start_date",
            before=before.isoformat(),
            after=start_date.isoformat(),
            reason=why,
            by_account_id=actor.account_id or None,
            at=now,
        )
    )
    session.flush()
    said = {"before": before.isoformat(), "after": start_date.isoformat(), "reason": why}
    _note(session, (actor, now), held.clinic.organisation_id, "role.start-date-changed", held, **said)
    return held


def pause_role(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    role_held_id: str,
    from_date: date,
    to_date: date | None,
    reason: str,
) -> Pause:
    """Leave from a day to a last day (None: open); the timeline rests meanwhile. Raises NotFound, Invalid."""
    held = get_role_for(session, actor, role_held_id)
    why = _checked_reason(reason)
    if to_date is not None and to_date < from_date:
        raise Invalid("Leave cannot end before it begins.", field="to_date")
    if any(from_date <= (old.to_date or date.max) and old.from_date <= (to_date or date.max) for old in held.pauses):
        raise Invalid("There is leave on some of these days already.", field="from_date")
    made = Pause(
        role_held_id=held.id,
        from_date=from_date,
        to_date=to_date,
        reason=why,
        by_account_id=actor.account_id or None,
        created_at=now,
    )
    held.pauses.append(made)
    session.flush()
    said = {"from": from_date.isoformat(), "to": to_date.isoformat() if to_date else None, "reason": why}
    _note(session, (actor, now), held.clinic.organisation_id, "role.paused", held, **said)
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

    Nobody gives more than they hold, except an organisation administrator. Raises NotFound, Invalid.
    """
    if kind not in GRANT_KINDS:
        raise Invalid("Choose one of the kinds of access.", field="grants")
    if clinic_id is not None:
        clinic = get_clinic_for(session, actor, clinic_id, Permission.PEOPLE_INVITE)
        if clinic.organisation_id != organisation_id:
            raise NotFound()
    require(actor, Permission.PEOPLE_INVITE, organisation_id=organisation_id, clinic_id=clinic_id)
    if actor != SYSTEM and not may_give(actor, kind, organisation_id=organisation_id, clinic_id=clinic_id):
        raise Invalid(f"You cannot give access as {kind}: it reaches further than your own.", field="grants")
    day = from_date or (actor.today if actor != SYSTEM else now.date())
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
    _note(session, (actor, now), organisation_id, "grant.given", made, account=account_id, kind=kind, clinic=clinic_id)
    return made


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
    _note(session, (actor, now), account.organisation_id, "licence.recorded", made, kind=kind)
    return made


def _own(session: Session, actor: Actor) -> Account:
    account = session.get(Account, actor.account_id)
    if account is None:
        raise NotFound()
    return account


def welcome(session: Session, *, actor: Actor, now: datetime, name: str) -> Account:
    """The first-run questions are answered: the name as colleagues know it. Raises Invalid."""
    account = _own(session, actor)
    account.name = checked_name(name)
    account.welcomed_at = account.welcomed_at or now
    session.flush()
    _note(session, (actor, now), account.organisation_id, "account.welcomed", account, name=account.name)
    return account


def rename(session: Session, *, actor: Actor, now: datetime, name: str) -> Account:
    """Change one's own name as colleagues know it. Raises Invalid."""
    account = _own(session, actor)
    before, account.name = account.name, checked_name(name)
    session.flush()
    if before != account.name:
        _note(
            session,
            (actor, now),
            account.organisation_id,
            "account.renamed",
            account,
            before=before,
            after=account.name,
        )
    return account


def confirm_legal_name(session: Session, *, actor: Actor, now: datetime, legal_name: str) -> Account:
    """Confirm one's own name as it must stand on a certificate: 1 to 120 printable characters of any script."""
    account = _own(session, actor)
    account.legal_name = checked_name(legal_name, field="legal_name")
    account.legal_name_confirmed_at = now
    session.flush()
    _note(
        session, (actor, now), account.organisation_id, "legal-name.confirmed", account, legal_name=account.legal_name
    )
    return account


def change_password(session: Session, *, actor: Actor, now: datetime, new_hash: str) -> int:
    """Set one's own password; every other session ends. The door checked the present one. Returns how many ended."""
    account = _own(session, actor)
    account.password_hash = new_hash
    spend_links(session, account_id=account.id, now=now)
    ended = end_all_sessions(session, account_id=account.id, now=now, except_id=actor.session_id)
    session.flush()
    _note(session, (actor, now), account.organisation_id, "password.changed", account, other_sessions_ended=ended)
    return ended


def spend_links(session: Session, *, account_id: str, now: datetime, kind: str | None = None) -> None:
    """Make the open mailed links of an account useless; `kind` limits it to one kind."""
    query = update(MailToken).where(MailToken.account_id == account_id, MailToken.used_at.is_(None))
    session.execute((query if kind is None else query.where(MailToken.kind == kind)).values(used_at=now))


def deactivate(session: Session, *, actor: Actor, now: datetime, account_id: str) -> Account:
    """Bar an account from signing in and end its sessions; its record stays. Raises NotFound, Invalid."""
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
    if account.deactivated_at is not None:
        return account
    account.deactivated_at = now
    spend_links(session, account_id=account.id, now=now)
    ended = end_all_sessions(session, account_id=account.id, now=now)
    session.flush()
    _note(session, (actor, now), account.organisation_id, "account.deactivated", account, sessions_ended=ended)
    return account
