"""Whoever administers the organisation signs somebody out everywhere: a device was lost, or a session stayed open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.errors import Invalid
from lms.people.access import hold
from lms.people.factors.resetting import account_to_reset
from lms.people.noting import note
from lms.people.permissions import Actor
from lms.people.sign_in import end_all_sessions

OWN = "Your own sessions are ended on your account's page."


def sign_out_for(session: Session, *, actor: Actor, now: datetime, account_id: str) -> int:
    """End every session of somebody else and sign-ins that are half done; returns how many sessions there were.

    Password, roles and access stay, so that they come in again at once. Raises NotFound, Invalid.
    """
    account = account_to_reset(session, actor, account_id)
    if account.id == actor.account_id:
        raise Invalid(OWN)
    account = hold(session, account.id)
    ended = end_all_sessions(session, account_id=account.id, now=now)
    note(session, (actor, now), account.organisation_id, "sign-out.for-somebody", account, sessions=ended)
    return ended
