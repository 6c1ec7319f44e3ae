"""Invite someone: account, role, access and a mailed link, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import Invalid, NotFound
from lms.ids import new_id
from lms.outbox.actions import write_letter, write_letters
from lms.outbox.models import Letter
from lms.people import actions, links, queries
from lms.people.access import get_clinic_for, get_person_for
from lms.people.models import Account, Address, Clinic, Grant, Programme
from lms.people.permissions import LEADER, LEARNER, SYSTEM, Actor, Permission
from lms.people.rules import ROLES, scope_of


@dataclass(frozen=True)
class Invited:
    """Who was invited, and the link that was mailed; show it to nobody but the operator."""

    account_id: str
    role_held_id: str | None
    link: str


@dataclass(frozen=True)
class Place:
    """What an invitation is for, as its page and its letter say it; `tour`: to read the leaders' tour, and to train for nothing.

    `programme`: its name, where somebody is to lead one and trains for nothing.
    """

    organisation: str
    clinic: str | None
    role: str | None
    start_date: date | None
    tour: bool = False
    programme: str | None = None


def invite(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    base_url: str,
    email: str,
    name: str,
    clinic_id: str,
    role: str | None,
    start_date: date | None,
    grants: Iterable[str] = (),
    champion: bool = False,
    send: bool = True,
) -> Invited:
    """Invite one person to train for `role` at a clinic; `start_date` is the first day with CoCM patients.

    Without a role it is a leader of the clinic's organisation, who takes the tour and trains for nothing. Without `send` account, role and plan are made and no letter is written: that is for later.
    Gives learner access there, and each kind in `grants` (a clinic's kinds there, the others in the whole organisation)
    as far as the actor may give it. Raises NotFound, Invalid.
    """
    clinic = get_clinic_for(session, actor, clinic_id, Permission.PEOPLE_INVITE)
    account = actions.add_account(
        session, actor=actor, now=now, organisation_id=clinic.organisation_id, name=name, email=email
    )
    held_id: str | None = None
    if role is not None:
        if start_date is None:
            raise Invalid("Enter the first day with CoCM patients, such as 4 May 2026.", field="start_date")
        held_id = actions.hold_role(
            session,
            actor=actor,
            now=now,
            account_id=account.id,
            clinic_id=clinic.id,
            role=role,
            start_date=start_date,
            champion=champion,
            permission=Permission.PEOPLE_INVITE,
        ).id
    for kind in dict.fromkeys((LEADER if role is None else LEARNER, *grants)):
        actions.grant(
            session,
            actor=actor,
            now=now,
            account_id=account.id,
            kind=kind,
            organisation_id=clinic.organisation_id,
            clinic_id=scope_of(kind, clinic.id),
            from_date=actions.local_day(clinic, now),
        )
    return Invited(account.id, held_id, _send(session, actor, now, base_url, account) if send else "")


def invite_again(session: Session, *, actor: Actor, now: datetime, base_url: str, account_id: str) -> Invited:
    """Mail a new invitation; the link sent before stops working. Raises NotFound, Invalid."""
    if actor == SYSTEM:
        account = session.get(Account, account_id)
        if account is None:
            raise NotFound()
    else:
        account = get_person_for(session, actor, account_id, Permission.PEOPLE_INVITE)
    if account.deactivated_at is not None:
        raise Invalid("This account is deactivated.")
    if account.password_hash is not None:
        raise Invalid(f"{account.name} has an account already and can sign in, or ask for a new password.")
    return Invited(account.id, None, _send(session, actor, now, base_url, account))


def invite_new(
    session: Session, *, actor: Actor, now: datetime, base_url: str, people: Sequence[tuple[Account, str, Place]]
) -> None:
    """Mail first invitations to accounts that were just made by this actor: (account, address, what it is for) each."""
    tokens = {account.id: links.new_link(links.INVITATION, account.id, now) for account, _, _ in people}
    session.add_all(row for row, _ in tokens.values())
    inviter = actor.name if actor != SYSTEM else ""
    letters = []
    for account, email, place in people:
        row, token = tokens[account.id]
        letters.append(
            Letter(
                id=new_id(),
                kind=links.INVITATION,
                account_id=account.id,
                occasion=row.id,
                to=email,
                subject=_subject(place),
                text=_letter(account.name, inviter, place, _address(base_url, token)),
                created_at=now,
            )
        )
        _note_sent(session, actor, now, account)
    write_letters(session, letters)


def _address(base_url: str, token: str) -> str:
    return f"{base_url}{links.WAYS[links.INVITATION]}{token}"


def _subject(place: Place) -> str:
    if place.programme:
        return f"The programme {place.programme}"
    return f"{'The leaders’ tour' if place.tour else 'Your training'} at {place.organisation}"


def _note_sent(session: Session, actor: Actor, now: datetime, account: Account) -> None:
    record(
        session,
        chain=account.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act="invitation.sent",
        subject_kind="account",
        subject_id=account.id,
    )


def _send(session: Session, actor: Actor, now: datetime, base_url: str, account: Account) -> str:
    actions.spend_links(session, account_id=account.id, now=now, kind=links.INVITATION)
    row_id, token = links.issue(session, kind=links.INVITATION, account_id=account.id, now=now)
    address = _address(base_url, token)
    place = place_of(session, account.id)
    write_letter(
        session,
        kind=links.INVITATION,
        account_id=account.id,
        occasion=row_id,
        to=queries.primary_email(session, account.id),
        subject=_subject(place),
        text=_letter(account.name, actor.name if actor != SYSTEM else "", place, address),
        now=now,
    )
    _note_sent(session, actor, now, account)
    return address


def _letter(name: str, inviter: str, place: Place, address: str) -> str:
    who = f"{inviter} invites you" if inviter else "you are invited"
    what = "to the leaders' tour of" if place.tour else "to train for"
    said = f"{what} Collaborative Care at {place.clinic or place.organisation}"
    if place.programme:
        said = f"to lead the programme {place.programme}"
    lines = [f"Hello {name},", "", f"{who} {said}."]
    if place.tour:
        lines += ["", "It is for reading only: nothing is marked, and nothing is kept about what you read."]
    if place.role and place.start_date:
        day = f"{place.start_date.day} {place.start_date:%B %Y}"
        lines += ["", f"Your role: {place.role}", f"Your first day with CoCM patients (not your hire date): {day}"]
    lines += ["", "Open this page to set a password and begin. The link works once, for seven days:", "", address, ""]
    lines += ["If it has run out, ask your program manager for another."]
    return "\n".join(lines) + "\n"


def place_of(session: Session, account_id: str) -> Place:
    """Organisation, clinic, role in words and start date of an account's first role."""
    account = session.get_one(Account, account_id)
    held = next(iter(queries.roles_of(session, account_id)), None)
    organisation = queries.organisation(session, account.organisation_id)
    named = organisation.name if organisation else ""
    if held is None:
        kinds = set(session.scalars(select(Grant.kind).where(Grant.account_id == account_id)))
        leads = session.scalar(
            select(Programme.name)
            .join(Grant, Grant.programme_id == Programme.id)
            .where(Grant.account_id == account_id)
            .order_by(Grant.created_at, Grant.id)
            .limit(1)
        )
        return Place(named, None, None, None, tour=LEADER in kinds and LEARNER not in kinds, programme=leads)
    return Place(named, held.clinic.name, ROLES.get(held.role, held.role), held.start_date)


def accept(session: Session, *, token: str, now: datetime, password_hash: str | None) -> str:
    """The button was pressed: use the link up and set the password. Returns the account id. Raises LinkGone.

    Without a password for whoever came through an identity provider.
    """
    found = links.consume(session, kind=links.INVITATION, token=token, now=now)
    account = session.get_one(Account, found.account_id)
    account.password_hash = password_hash
    session.execute(
        update(Address)
        .where(Address.account_id == account.id, Address.primary, Address.verified_at.is_(None))
        .values(verified_at=now)
    )
    actions.spend_links(session, account_id=account.id, now=now)
    session.flush()
    record(
        session,
        chain=account.organisation_id,
        actor_id=account.id,
        at=now,
        act="invitation.accepted",
        subject_kind="account",
        subject_id=account.id,
    )
    return account.id


def clinics_to_invite_to(session: Session, actor: Actor) -> list[Clinic]:
    """The clinics `actor` may invite to, by name; for the operator all of them."""
    if actor == SYSTEM:
        return list(session.scalars(select(Clinic).order_by(Clinic.name, Clinic.id)))
    return queries.clinics_for(session, actor, Permission.PEOPLE_INVITE)
