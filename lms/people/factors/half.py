"""Half a sign-in: password or link were right, the second step is to come. It opens nothing but that step."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.people.factors.models import HalfSignIn
from lms.people.factors.rules import HALF_LIFETIME, is_waiting
from lms.people.models import Account
from lms.people.sign_in import hash_of_token, hold_to_admit


def open_half(
    session: Session,
    *,
    account_id: str,
    now: datetime,
    by: str,
    shared: bool,
    checked_hash: str | None = None,
    new_hash: str | None = None,
) -> str:
    """The first step was right. Returns the token for the cookie, good for ten minutes. Raises Invalid as `open_session`."""
    account = hold_to_admit(session, account_id, checked_hash=checked_hash, new_hash=new_hash)
    session.execute(delete(HalfSignIn).where(HalfSignIn.created_at <= now - HALF_LIFETIME))
    token = secrets.token_urlsafe(32)
    session.add(
        HalfSignIn(token_hash=hash_of_token(token), account_id=account.id, created_at=now, by=by, shared=shared)
    )
    session.flush()
    record(
        session,
        chain=account.organisation_id,
        actor_id=account.id,
        at=now,
        act="sign-in.half",
        subject_kind="account",
        subject_id=account.id,
        details={"by": by},
    )
    return token


def half_of(session: Session, *, token: str, now: datetime) -> HalfSignIn | None:
    """The half sign-in of a cookie while it waits and the account is active; else None."""
    row = session.scalar(select(HalfSignIn).where(HalfSignIn.token_hash == hash_of_token(token)))
    if row is None or not is_waiting(row.created_at, now):
        return None
    account = session.get(Account, row.account_id)
    return row if account is not None and account.deactivated_at is None else None


def use_half(session: Session, half: HalfSignIn) -> bool:
    """The second step was right: the half is used up. False where another request was first."""
    gone = delete(HalfSignIn).where(HalfSignIn.id == half.id).returning(HalfSignIn.id)
    return session.scalar(gone.execution_options(synchronize_session=False)) is not None
