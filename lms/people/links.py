"""Mailed links: stored as hashes, looked at without effect, consumed once by a button press."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.audit.rules import INSTALLATION
from lms.errors import Refusal
from lms.ids import new_id
from lms.outbox.actions import write_letter
from lms.people import queries
from lms.people.actions import spend_links
from lms.people.models import Account, MailToken
from lms.people.sign_in import end_all_sessions, hash_of_token

INVITATION, RESET, SIGN_IN, ADDRESS = "invitation", "reset", "sign-in", "address"
LIFETIMES = {
    INVITATION: timedelta(days=7),
    RESET: timedelta(hours=1),
    SIGN_IN: timedelta(minutes=20),
    ADDRESS: timedelta(days=3),
}
WAYS = {INVITATION: "/invitation/", RESET: "/password/", SIGN_IN: "/sign-in/link/", ADDRESS: "/address/"}


class LinkGone(Refusal):
    """The link was used, replaced, has run out, or never was. `reason` is 'used', 'run out' or 'unknown'."""

    status = 410

    def __init__(self, reason: str) -> None:
        said = {"used": "This link has been used or replaced.", "run out": "This link has run out."}
        super().__init__(said.get(reason, "This link is not complete, or not ours."))
        self.reason = reason


@dataclass(frozen=True)
class OpenLink:
    """What a link that still works is for; `email` is the address that one of kind 'address' confirms."""

    kind: str
    account_id: str
    organisation_id: str
    name: str
    emails: tuple[str, ...]
    expires_at: datetime
    email: str | None = None


def issue(session: Session, *, kind: str, account_id: str, now: datetime, email: str | None = None) -> tuple[str, str]:
    """A new link's (row id, token). Only the hash of the token is stored with the account."""
    row, token = new_link(kind, account_id, now, email)
    session.add(row)
    session.flush()
    return row.id, token


def new_link(kind: str, account_id: str, now: datetime, email: str | None = None) -> tuple[MailToken, str]:
    """A link's row, yet to be written, and its token."""
    token = secrets.token_urlsafe(32)
    row = MailToken(
        id=new_id(),
        kind=kind,
        token_hash=hash_of_token(token),
        account_id=account_id,
        created_at=now,
        expires_at=now + LIFETIMES[kind],
        email=email,
    )
    return row, token


def look(session: Session, *, kind: str, token: str, now: datetime) -> OpenLink:
    """What the link is for; changes nothing. Raises LinkGone."""
    query = select(MailToken).where(MailToken.token_hash == hash_of_token(token), MailToken.kind == kind)
    row = session.scalar(query)
    account = session.get(Account, row.account_id) if row is not None else None
    if row is None or account is None or account.deactivated_at is not None:
        raise LinkGone("unknown")
    # An invitation sets the first password: once there is one, an older letter must not set another.
    if row.used_at is not None or (kind == INVITATION and account.password_hash is not None):
        raise LinkGone("used")
    if row.expires_at <= now:
        raise LinkGone("run out")
    emails = queries.emails_of(session, account.id)
    return OpenLink(kind, account.id, account.organisation_id, account.name, emails, row.expires_at, row.email)


def consume(session: Session, *, kind: str, token: str, now: datetime) -> OpenLink:
    """Use the link up; of two presses at once only one succeeds. Raises LinkGone."""
    found = look(session, kind=kind, token=token, now=now)
    # Whatever was done to the account meanwhile, such as joining or closing it, is looked at again under its lock.
    session.get(Account, found.account_id, with_for_update=True)
    found = look(session, kind=kind, token=token, now=now)
    used = (
        update(MailToken)
        .where(MailToken.token_hash == hash_of_token(token), MailToken.used_at.is_(None), MailToken.expires_at > now)
        .values(used_at=now)
        .returning(MailToken.id)
    )
    if session.scalar(used) is None:
        raise LinkGone("used")
    return found


def request_link(
    session: Session, *, kind: str, email: str, now: datetime, base_url: str, address_key: str = ""
) -> None:
    """Mail a reset or sign-in link if the address is known and active; says nothing about which it was.

    The record keeps the request either way; `address_key` is the throttle's hash of an address nobody has.
    """
    found = queries.address_to_sign_in(session, email)
    account = found.account if found is not None else None
    spare = session.scalar(select(Account).limit(1))
    known = account is not None and account.deactivated_at is None
    # For an unknown address the same letter is written to anybody and undone, so that the time says nothing.
    for_whom = account if known else spare
    with session.begin_nested() as writing:
        if for_whom is not None:
            _write_link(session, kind, for_whom, now, base_url, to=found.email if known and found else "")
        if not known:
            writing.rollback()
    record(
        session,
        chain=account.organisation_id if account is not None and known else INSTALLATION,
        actor_id=None,
        at=now,
        act="link.requested",
        subject_kind="account" if known else "address",
        subject_id=account.id if account is not None and known else address_key[-64:],
        details={"kind": kind},
    )


def _write_link(session: Session, kind: str, account: Account, now: datetime, base_url: str, *, to: str) -> None:
    row_id, token = issue(session, kind=kind, account_id=account.id, now=now)
    subject, text = _words(kind, account.name, f"{base_url}{WAYS[kind]}{token}")
    # To the address that was typed: it is one of theirs, and the one whose mail they are looking at.
    to = to or queries.primary_email(session, account.id)
    write_letter(session, kind=kind, account_id=account.id, occasion=row_id, to=to, subject=subject, text=text, now=now)


def _words(kind: str, name: str, address: str) -> tuple[str, str]:
    if kind == RESET:
        subject, deed, lasts = "Choose a new password", "choose a new password", "one hour"
    else:
        subject, deed, lasts = "Your sign-in link", "sign in", "20 minutes"
    return subject, (
        f"Hello {name},\n\n"
        f"open this page to {deed}. The link works once, for {lasts}:\n\n{address}\n\n"
        "If you did not ask for it, do nothing: without a press of the button on that page nothing changes.\n"
    )


def reset_password(session: Session, *, token: str, now: datetime, new_hash: str) -> OpenLink:
    """Set a new password through a reset link; every session ends, every open link is spent. Raises LinkGone."""
    found = consume(session, kind=RESET, token=token, now=now)
    account = session.get_one(Account, found.account_id)
    account.password_hash = new_hash
    spend_links(session, account_id=account.id, now=now)
    ended = end_all_sessions(session, account_id=account.id, now=now)
    record(
        session,
        chain=account.organisation_id,
        actor_id=account.id,
        at=now,
        act="password.reset",
        subject_kind="account",
        subject_id=account.id,
        details={"sessions_ended": ended},
    )
    return found
