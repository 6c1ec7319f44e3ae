"""Add and take away second factors of one's own, and renew recovery codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lms.errors import Invalid, NotFound, Refusal
from lms.ids import new_id
from lms.outbox.actions import write_letter
from lms.people import queries
from lms.people.access import hold
from lms.people.factors import apps
from lms.people.factors.models import RecoveryCode, SecondFactor
from lms.people.factors.passkeys import NewPasskey
from lms.people.factors.proving import hash_of_recovery, step_of_code
from lms.people.factors.queries import factors_of, has_factor, own_factor
from lms.people.factors.rules import CODES, FACTORS_MOST, NAME_MOST, Failed, grouped, is_waiting, keep_problem
from lms.people.models import Account, SignedIn
from lms.people.noting import note
from lms.people.permissions import Actor
from lms.people.rules import clean_name
from lms.people.sign_in import end_all_sessions

RUN_OUT = "This was begun more than ten minutes ago. Begin again, with a new key."
LETTER = "second step"


def begin_app(session: Session, *, actor: Actor, now: datetime, name: str, secret: str) -> SecondFactor:
    """A new app with a secret of its own; it counts once `confirm_app` has seen its first code. Raises Invalid."""
    account = hold(session, actor.account_id)
    called = checked_factor_name(session, account.id, name)
    begun = delete(SecondFactor).where(SecondFactor.account_id == account.id, SecondFactor.confirmed_at.is_(None))
    session.execute(begun)
    row = SecondFactor(
        account_id=account.id, kind="app", name=called, created_at=now,
        sealed=apps.sealed(apps.new_secret(), secret=secret, account_id=account.id),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def confirm_app(
    session: Session, *, actor: Actor, now: datetime, factor_id: str, code: str, secret: str
) -> tuple[str, ...]:
    """The first code of an app: it counts from now on. Returns recovery codes when these are the first. Raises Invalid."""
    account = hold(session, actor.account_id)
    row = own_factor(session, actor, factor_id)
    if row.confirmed_at is not None or row.kind != "app":
        raise NotFound()
    if not is_waiting(row.created_at, now):
        raise Invalid(RUN_OUT, field="code")
    step = step_of_code(row, code, now=now, secret=secret)
    if isinstance(step, Failed):
        raise Invalid("This code does not fit. Take the one your app shows now.", field="code")
    row.last_step = step
    return count_in(session, (actor, now), account, row)


def add_passkey(session: Session, *, actor: Actor, now: datetime, name: str, made: NewPasskey) -> tuple[str, ...]:
    """A passkey that was just made; it counts at once. Returns recovery codes when these are the first. Raises Invalid."""
    account = hold(session, actor.account_id)
    called = checked_factor_name(session, account.id, name)
    if session.scalar(select(SecondFactor.id).where(SecondFactor.credential_id == made.credential_id)) is not None:
        raise Invalid("This passkey is in use already. Take another device, or another name on this one.")
    row = SecondFactor(
        account_id=account.id, kind="passkey", name=called, created_at=now, credential_id=made.credential_id,
        public_key=made.public_key, sign_count=made.sign_count,
    )  # fmt: skip
    session.add(row)
    return count_in(session, (actor, now), account, row)


def count_in(session: Session, by: tuple[Actor, datetime], account: Account, row: SecondFactor) -> tuple[str, ...]:
    """A factor was proved for the first time. With the first one other sessions end and recovery codes are made."""
    actor, now = by
    first = not has_factor(session, account.id)
    row.confirmed_at = row.used_at = now
    session.flush()
    if actor.session_id is not None:
        session.get_one(SignedIn, actor.session_id).factor_at = now
    note(session, by, account.organisation_id, "factor.added", row, kind=row.kind, name=row.name)
    _tell(session, account, now, row.id, f"A second step was added: {row.name}", "was added to your account")
    if not first:
        return ()
    end_all_sessions(session, account_id=account.id, now=now, except_id=actor.session_id)
    return _new_codes(session, by, account)


def remove_factor(session: Session, *, actor: Actor, now: datetime, factor_id: str, demanded: bool) -> SecondFactor:
    """Take one of one's own factors away, with the last one the recovery codes too. The door asked for a fresh proof.

    `demanded`: whether the person's access needs a factor. Raises NotFound, Invalid.
    """
    account = hold(session, actor.account_id)
    row = own_factor(session, actor, factor_id)
    others = [each for each in factors_of(session, account.id) if each.id != row.id]
    if row.confirmed_at is not None:
        problem = keep_problem(demanded=demanded, others=len(others))
        if problem is not None:
            raise Invalid(problem)
        note(session, (actor, now), account.organisation_id, "factor.removed", row, kind=row.kind, name=row.name)
        _tell(
            session,
            account,
            now,
            f"{row.id} off",
            f"A second step was taken away: {row.name}",
            "was taken away from your account",
        )
    session.delete(row)
    if not others:
        drop_codes(session, account.id)
    session.flush()
    return row


def renew_codes(session: Session, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Ten new recovery codes; those of before prove nothing any more. Raises Refusal without a factor."""
    account = hold(session, actor.account_id)
    if not factors_of(session, account.id):
        raise Refusal("Recovery codes come with your first second step. Add one first.")
    return _new_codes(session, (actor, now), account)


def drop_codes(session: Session, account_id: str) -> None:
    """Forget the recovery codes of an account."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def checked_factor_name(session: Session, account_id: str, raw: str) -> str:
    """What a new factor is called. Raises Invalid for no name, one that is taken, or too many factors."""
    name = clean_name(raw)
    there = factors_of(session, account_id)
    if not name:
        raise Invalid("Say what to call it, such as Phone.", field="name")
    if len(name) > NAME_MOST or not name.isprintable():
        raise Invalid(f"Use at most {NAME_MOST} characters that can be printed.", field="name")
    if any(each.name.casefold() == name.casefold() for each in there):
        raise Invalid("You have a second step of this name already. Choose another name.", field="name")
    if len(there) >= FACTORS_MOST:
        raise Invalid(f"You have {FACTORS_MOST} already. Take one away first.", field="name")
    return name


def new_code() -> str:
    """A recovery code: 24 letters and figures, 120 random bits, so that its hash needs no salt (ASVS 5.0.0, V6.5.2)."""
    return new_id() + new_id()[:8]


def _new_codes(session: Session, by: tuple[Actor, datetime], account: Account) -> tuple[str, ...]:
    drop_codes(session, account.id)
    codes = tuple(new_code() for _ in range(CODES))
    session.add_all(
        RecoveryCode(account_id=account.id, code_hash=hash_of_recovery(account.id, code), created_at=by[1])
        for code in codes
    )
    session.flush()
    note(session, by, account.organisation_id, "factor.codes-made", account, count=CODES)
    return tuple(grouped(code) for code in codes)


def _tell(session: Session, account: Account, now: datetime, occasion: str, subject: str, deed: str) -> None:
    text = (
        f"Hello {account.name},\n\n"
        f"a second step at sign-in {deed}.\n\n"
        "If that was not you, choose a new password at once, sign out everywhere on your account's page, "
        "and tell whoever administers Linchpin for you.\n"
    )
    write_letter(
        session, kind=LETTER, account_id=account.id, occasion=occasion, to=queries.primary_email(session, account.id),
        subject=subject, text=text, now=now,
    )  # fmt: skip
