"""Sessions: the cookie holds a random token, the row its hash. And what a sign-in page needs to know."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from lms.audit.actions import record
from lms.audit.rules import INSTALLATION
from lms.database import once
from lms.errors import Invalid, NotFound
from lms.people import queries
from lms.people.factors.models import HalfSignIn
from lms.people.factors.queries import has_factor
from lms.people.factors.rules import Demand, must_have, own_learning_only
from lms.people.models import Account, Grant, SignedIn
from lms.people.permissions import Actor, Granted
from lms.people.rules import SessionState, device_words, session_state
from lms.settings import Settings

WRONG = "The address and the password do not fit together. Check both, or ask for a sign-in link."
_KNOWN_AFTER_END = timedelta(days=1)


@dataclass(frozen=True)
class Credential:
    """What a password is checked against; all None for an address nobody has, or a deactivated account."""

    account_id: str | None = None
    organisation_id: str | None = None
    password_hash: str | None = None


def hash_of_token(token: str) -> str:
    """SHA-256 (64 hex digits) of a random token; only this is stored."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """What the cookie of a session holds: 256 random bits."""
    return secrets.token_urlsafe(32)


def credential_for(session: Session, email: str) -> Credential:
    """What to check a password against; read before the check, outside of any write."""
    found = queries.address_to_sign_in(session, email)
    if found is None or found.account.deactivated_at is not None:
        return Credential()
    account = found.account
    return Credential(account.id, account.organisation_id, account.password_hash)


def note_failure(session: Session, credential: Credential, *, now: datetime, address_key: str) -> None:
    """Write down a failed sign-in, known address or not; `address_key` is the throttle's hash of the address."""
    record(
        session,
        chain=credential.organisation_id or INSTALLATION,
        actor_id=None,
        at=now,
        act="sign-in.failed",
        subject_kind="account" if credential.account_id else "address",
        subject_id=credential.account_id or address_key[-64:],
    )


def open_session(
    session: Session,
    *,
    account_id: str,
    now: datetime,
    settings: Settings,
    user_agent: str,
    shared: bool = False,
    by: str = "password",
    checked_hash: str | None = None,
    new_hash: str | None = None,
    factor: str | None = None,
    place: str | None = None,
) -> str:
    """Sign in: a new session each time. Returns the token for the cookie.

    `by` is 'password', 'link', 'invitation', 'reset', 'passkey' or 'provider'; `factor` the kind of second factor that was proved,
    `place` the network address. `checked_hash` is the stored hash the password was checked
    against: if it changed meanwhile, or the account was deactivated, Invalid is raised. `new_hash` replaces it when
    the parameters of hashing changed.
    """
    account = hold_to_admit(session, account_id, checked_hash=checked_hash, new_hash=new_hash)
    token = new_token()
    row = SignedIn(
        token_hash=hash_of_token(token),
        account_id=account.id,
        created_at=now,
        seen_at=now,
        idle_minutes=settings.shared_idle_minutes if shared else settings.idle_minutes,
        device=device_words(user_agent),
        place=place,
        factor_at=now if factor is not None else None,
    )
    session.add(row)
    session.flush()
    record(
        session,
        chain=account.organisation_id,
        actor_id=account.id,
        at=now,
        act="sign-in.done",
        subject_kind="session",
        subject_id=row.id,
        details={"by": by, "device": row.device} | ({"factor": factor} if factor is not None else {}),
    )
    return token


def hold_to_admit(session: Session, account_id: str, *, checked_hash: str | None, new_hash: str | None) -> Account:
    """The account that is let in, locked. Raises Invalid when it was deactivated, or its password changed meanwhile."""
    account = session.get(Account, account_id, with_for_update=True, populate_existing=True)
    stale = account is not None and checked_hash is not None and account.password_hash != checked_hash
    if account is None or account.deactivated_at is not None or stale:
        raise Invalid(WRONG)
    if new_hash is not None:
        account.password_hash = new_hash
    return account


# Asked at every request: to put it together takes as long as to ask it.
_BY_TOKEN = (
    select(SignedIn)
    .options(joinedload(SignedIn.account, innerjoin=True).joinedload(Account.organisation, innerjoin=True))
    .where(SignedIn.token_hash == bindparam("token_hash"))
)


_WITH_ACCESS = (
    select(SignedIn, queries.first_zone(Account.__table__.c.id, Account.__table__.c.organisation_id), *queries.GRANTED)
    .join(SignedIn.account)
    .join(Account.organisation)
    .outerjoin(Grant, Grant.account_id == Account.id)
    .options(contains_eager(SignedIn.account).contains_eager(Account.organisation))
    .where(SignedIn.token_hash == bindparam("token_hash"))
    .order_by(Grant.created_at, Grant.id)
)
"""A row for each grant, at least one."""


def _by_token(session: Session, token: str) -> SignedIn | None:
    return session.scalar(_BY_TOKEN, {"token_hash": hash_of_token(token)})


def _state(row: SignedIn, settings: Settings, now: datetime) -> SessionState:
    return session_state(
        created_at=row.created_at,
        seen_at=row.seen_at,
        idle_minutes=row.idle_minutes,
        session_hours=settings.session_hours,
        revoked_at=row.revoked_at,
        now=now,
    )


def load_actor(session: Session, *, token: str, now: datetime, settings: Settings) -> tuple[Actor, SignedIn] | None:
    """Who holds this token, while the session is live and the account active; else None.

    Who must have a second factor and has none is held back: of her grants those to her own learning are left.
    """
    found = session.execute(_WITH_ACCESS, {"token_hash": hash_of_token(token)}).all()
    row: SignedIn | None = found[0][0] if found else None
    if row is None or row.account.deactivated_at is not None or _state(row, settings, now) is not SessionState.LIVE:
        return None
    zone = once(session, ("zone", row.account_id), lambda: found[0][1]) or settings.zone
    grants = tuple(Granted(*each[2:]) for each in found if each[2] is not None)
    who = queries.actor_as(row.account, grants, now=now, zone=zone, session_id=row.id)
    return as_demanded(session, who, settings), row


def as_demanded(session: Session, who: Actor, settings: Settings) -> Actor:
    """The actor, held back where a second factor is demanded of her and she has none."""
    # Looked up only where it is demanded, as this is asked at every request.
    if must_have(Demand(settings.second_factor), who.grants, who.today) and not has_factor(session, who.account_id):
        return replace(who, grants=own_learning_only(who.grants), held_back=True)
    return who


def expired_owner(session: Session, *, token: str, now: datetime, settings: Settings) -> str | None:
    """Whose session ended here by itself within the last day: the account for whom a posted form may be kept."""
    row = _by_token(session, token)
    if row is None or row.account.deactivated_at is not None or now > row.seen_at + _KNOWN_AFTER_END:
        return None
    ended = _state(row, settings, now) in (SessionState.IDLE, SessionState.OVER)
    return row.account_id if ended else None


def touch(session: Session, *, signed_in_id: str, now: datetime) -> None:
    """The session was used; the door calls it at most once a minute, in a transaction of its own."""
    session.execute(
        update(SignedIn)
        .where(SignedIn.id == signed_in_id, SignedIn.revoked_at.is_(None), SignedIn.seen_at < now)
        .values(seen_at=now)
    )


def sessions_of(session: Session, account_id: str, *, now: datetime, settings: Settings) -> list[SignedIn]:
    """The live sessions of an account, last used first."""
    query = select(SignedIn).where(SignedIn.account_id == account_id, SignedIn.revoked_at.is_(None))
    rows = session.scalars(query.order_by(SignedIn.seen_at.desc(), SignedIn.id))
    return [row for row in rows if _state(row, settings, now) is SessionState.LIVE]


def end_session(session: Session, *, actor: Actor, now: datetime, signed_in_id: str) -> None:
    """Sign one of the actor's own sessions out. Raises NotFound for anyone else's."""
    row = session.get(SignedIn, signed_in_id)
    if row is None or row.account_id != actor.account_id:
        raise NotFound()
    if row.revoked_at is not None:
        return
    row.revoked_at = now
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act="sign-out.done",
        subject_kind="session",
        subject_id=row.id,
    )


def retire(session: Session, *, token: str, now: datetime) -> None:
    """End the session a browser still held when somebody signs in there anew."""
    query = update(SignedIn).where(SignedIn.token_hash == hash_of_token(token), SignedIn.revoked_at.is_(None))
    session.execute(query.values(revoked_at=now))


def end_all_sessions(session: Session, *, account_id: str, now: datetime, except_id: str | None = None) -> int:
    """End every session of an account but `except_id`, and half sign-ins; returns how many. The caller writes the audit line."""
    session.execute(delete(HalfSignIn).where(HalfSignIn.account_id == account_id))
    query = update(SignedIn).where(SignedIn.account_id == account_id, SignedIn.revoked_at.is_(None))
    if except_id is not None:
        query = query.where(SignedIn.id != except_id)
    return len(session.scalars(query.values(revoked_at=now).returning(SignedIn.id)).all())


def sign_out_everywhere(session: Session, *, actor: Actor, now: datetime) -> int:
    """End every session of the actor, this one too; returns how many."""
    ended = end_all_sessions(session, account_id=actor.account_id, now=now)
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act="sign-out.everywhere",
        subject_kind="account",
        subject_id=actor.account_id,
        details={"sessions": ended},
    )
    return ended
