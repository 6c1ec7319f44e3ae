"""Whoever administers the organisation, or the operator, takes somebody's link with an identity provider away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound
from lms.outbox.actions import write_letter
from lms.people import queries
from lms.people.access import demand_no_wider, hold
from lms.people.factors.resetting import account_to_reset
from lms.people.identity.models import LinkedIdentity
from lms.people.models import Account
from lms.people.noting import checked_reason, note
from lms.people.permissions import Actor
from lms.people.sign_in import end_all_sessions

OWN = "Your own links are taken away on your account's page, so that you see what is left to sign in with."
LETTER = "identity-unlinked"


def identity_to_unlink(session: Session, actor: Actor, account_id: str, identity_id: str) -> LinkedIdentity:
    """An identity that opens this account, for whoever may correct it. Raises NotFound."""
    account = account_to_reset(session, actor, account_id)
    row = session.get(LinkedIdentity, identity_id)
    if row is None or row.account_id != account.id:
        raise NotFound()
    return row


def unlink_for(
    session: Session, *, actor: Actor, now: datetime, account_id: str, identity_id: str, label: str, reason: str
) -> Account:
    """Take a link of somebody else away, whatever kind of provider it is of; returns the account.

    Every session ends, for a session does not say which way it was opened, and whoever sat at the identity may sit in
    any of them. A letter tells the person, with `label` for the provider. The next sign-in there links whoever has
    their address at that provider. Raises NotFound, Invalid.
    """
    row = identity_to_unlink(session, actor, account_id, identity_id)
    if row.account_id == actor.account_id:
        raise Invalid(OWN)
    demand_no_wider(session, actor, session.get_one(Account, row.account_id))
    account = hold(session, row.account_id)
    why = checked_reason(reason)
    issuer = row.issuer
    session.delete(row)
    session.flush()
    ended = end_all_sessions(session, account_id=account.id, now=now)
    said = {"identity": identity_id, "issuer": issuer, "sessions_ended": ended, "reason": why}
    # About the account, which stays, so that the reason is found when the account is closed and erased.
    note(session, (actor, now), account.organisation_id, "identity.unlinked", account, **said)
    write_letter(
        session, kind=LETTER, account_id=account.id, occasion=identity_id, to=queries.primary_email(session, account.id),
        subject=f"The link with {label} was taken away", text=_words(account.name, label, why), now=now,
    )  # fmt: skip
    return account


def _words(name: str, label: str, why: str) -> str:
    return (
        f"Hello {name},\n\n"
        f"the link between your training account and your sign-in with {label} was taken away by whoever administers "
        f"Linchpin for you, for this reason:\n\n{why}\n\n"
        f"You are signed out everywhere. If you have an address at {label} that stands on your account here, signing in "
        "there makes a new link; any other way to sign in that you had works as before.\n\n"
        "If this comes as a surprise, ask whoever administers Linchpin for you.\n"
    )
