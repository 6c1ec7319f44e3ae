"""What a person writes of their own account: names, password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.people.access import hold
from lms.people.actions import spend_links
from lms.people.models import Account
from lms.people.naming import carry_name
from lms.people.noting import checked_name, note
from lms.people.permissions import Actor
from lms.people.sign_in import end_all_sessions


def _own(session: Session, actor: Actor) -> Account:
    return hold(session, actor.account_id)


def welcome(session: Session, *, actor: Actor, now: datetime, name: str) -> Account:
    """The first-run questions are answered: the name as colleagues know it. Raises Invalid."""
    account = _own(session, actor)
    account.name = checked_name(name)
    account.welcomed_at = account.welcomed_at or now
    carry_name(session, account)
    note(session, (actor, now), account.organisation_id, "account.welcomed", account, name=account.name)
    return account


def rename(session: Session, *, actor: Actor, now: datetime, name: str) -> Account:
    """Change one's own name as colleagues know it. Raises Invalid."""
    account = _own(session, actor)
    before, account.name = account.name, checked_name(name)
    carry_name(session, account)
    if before != account.name:
        note(
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
    note(session, (actor, now), account.organisation_id, "legal-name.confirmed", account, legal_name=account.legal_name)
    return account


def change_password(session: Session, *, actor: Actor, now: datetime, new_hash: str) -> int:
    """Set one's own password; every other session ends. The door checked the present one. Returns how many ended."""
    account = _own(session, actor)
    account.password_hash = new_hash
    spend_links(session, account_id=account.id, now=now)
    ended = end_all_sessions(session, account_id=account.id, now=now, except_id=actor.session_id)
    session.flush()
    note(session, (actor, now), account.organisation_id, "password.changed", account, other_sessions_ended=ended)
    return ended
