"""Take a code as a proof: of an authenticator app, each step once, or a recovery code, each once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.people.factors import apps
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.factors.passkeys import NotTaken, Site, checked_proof, id_in
from lms.people.factors.queries import factors_of
from lms.people.factors.rules import Failed, accepted_step, bare_code, is_app_code
from lms.people.models import Account, SignedIn
from lms.people.sign_in import hash_of_token, new_token

SAID = {
    Failed.WRONG: "This code does not fit. Take the one your app shows now, or a recovery code you have not used.",
    Failed.USED: "This code was used already. Wait until your app shows the next one.",
}


@dataclass(frozen=True)
class Proof:
    """What was proved with: 'app', 'recovery code' or 'passkey'."""

    kind: str


def prove_code(session: Session, *, account_id: str, code: str, now: datetime, secret: str) -> Proof | Failed:
    """Use a code up; of two requests with the same code one succeeds. `secret` is the installation's key.

    The caller has counted the try and opens a session, or renews one, in the same transaction.
    """
    if not is_app_code(code):
        return _prove_recovery(session, account_id=account_id, code=code, now=now)
    found: Failed = Failed.WRONG
    for factor in factors_of(session, account_id):
        taken = _prove_app(session, factor, code, now=now, secret=secret) if factor.kind == "app" else Failed.WRONG
        if isinstance(taken, Proof):
            return taken
        found = taken if taken is Failed.USED else found
    return found


def _prove_app(session: Session, factor: SecondFactor, code: str, *, now: datetime, secret: str) -> Proof | Failed:
    step = step_of_code(factor, code, now=now, secret=secret)
    if isinstance(step, Failed):
        return step
    used = (
        update(SecondFactor)
        .where(SecondFactor.id == factor.id, or_(SecondFactor.last_step.is_(None), SecondFactor.last_step < step))
        .values(last_step=step, used_at=now)
        .returning(SecondFactor.id)
    )
    return Proof("app") if session.scalar(used) is not None else Failed.USED


def step_of_code(factor: SecondFactor, code: str, *, now: datetime, secret: str) -> int | Failed:
    """The time step of an app whose code this is; an app whose secret cannot be opened any more has none."""
    app_secret = apps.opened(factor.sealed or b"", secret=secret, account_id=factor.account_id)
    if app_secret is None:
        return Failed.WRONG
    return accepted_step(code, code_at=lambda step: apps.code_at(app_secret, step), now=now, last_step=factor.last_step)


def prove_passkey(
    session: Session, *, site: Site, answer: str, challenge: bytes, now: datetime, account_id: str | None = None
) -> tuple[str, Proof] | Failed:
    """Whose passkey signed the challenge; with `account_id` only one of theirs counts. The challenge is good once."""
    query = select(SecondFactor).join(Account, Account.id == SecondFactor.account_id)
    query = query.where(SecondFactor.credential_id == id_in(answer), SecondFactor.confirmed_at.is_not(None))
    row = session.scalar(query.where(Account.deactivated_at.is_(None)))
    if row is None or (account_id is not None and row.account_id != account_id):
        return Failed.WRONG
    before = row.sign_count or 0
    try:
        count = checked_proof(site, answer, challenge=challenge, public_key=row.public_key or b"", sign_count=before)
    except NotTaken:
        return Failed.WRONG
    used = (
        update(SecondFactor)
        .where(SecondFactor.id == row.id, SecondFactor.sign_count == before)
        .values(sign_count=count, used_at=now)
        .returning(SecondFactor.id)
    )
    return (row.account_id, Proof("passkey")) if session.scalar(used) is not None else Failed.USED


def _prove_recovery(session: Session, *, account_id: str, code: str, now: datetime) -> Proof | Failed:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == hash_of_recovery(account_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    return Proof("recovery code") if session.scalar(used) is not None else Failed.WRONG


def hash_of_recovery(account_id: str, code: str) -> str:
    """What is stored of a recovery code; 120 random bits need no salt, the account keeps two people's apart."""
    return hash_of_token(f"{account_id} {bare_code(code)}")


def note_failed_proof(session: Session, *, account_id: str, now: datetime, kind: str) -> None:
    """Write down a second step that failed: who and which kind, never the code."""
    _note(session, account_id, now, "factor.failed", kind)


def renew_proof(session: Session, *, account_id: str, signed_in_id: str, now: datetime, proof: Proof) -> str:
    """The person of an open session proved it again: acts of much consequence are open for a while.

    Returns the session's new token; with the one before nobody comes in any more (ASVS 5.0.0, V7.2.4).
    """
    token = new_token()
    still_open = update(SignedIn).where(SignedIn.id == signed_in_id, SignedIn.revoked_at.is_(None))
    session.execute(still_open.values(factor_at=now, token_hash=hash_of_token(token)))
    _note(session, account_id, now, "factor.proved", proof.kind)
    return token


def _note(session: Session, account_id: str, now: datetime, act: str, kind: str) -> None:
    chain = session.scalars(select(Account.organisation_id).where(Account.id == account_id)).one()
    record(
        session,
        chain=chain,
        actor_id=account_id,
        at=now,
        act=act,
        subject_kind="account",
        subject_id=account_id,
        details={"kind": kind},
    )
