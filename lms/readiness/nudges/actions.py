"""Choosing which letters come and when, and unsubscribing from a letter without signing in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import Invalid, NotFound
from lms.outbox.models import Letter
from lms.people.access import hold
from lms.people.merged import surviving
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.sign_in import hash_of_token
from lms.readiness.nudges.models import MailPreference
from lms.readiness.nudges.queries import choice_of, letter_behind
from lms.readiness.rules.nudging import KINDS, Choice, hours_problem


def choose(session: Session, *, actor: Actor, now: datetime, choice: Choice) -> None:
    """Keep what somebody chose about her own mail. Raises Invalid, Refusal."""
    problem = hours_problem(choice.quiet_from, choice.quiet_to)
    if problem is not None:
        raise Invalid(problem, field="quiet_to")
    _keep(session, hold(session, actor.account_id), choice, now=now, by=actor.account_id, act="mail.chosen")


def look(session: Session, token: str) -> tuple[Letter, str]:
    """The letter behind a link to unsubscribe, and the account it leads to. Raises NotFound; changes nothing."""
    letter = letter_behind(session, hash_of_token(token))
    account = session.get(Account, surviving(session, letter.account_id)) if letter is not None else None
    if letter is None or account is None or account.erased_at is not None:
        raise NotFound("This link is not complete, or not ours. The whole address stands at the end of the letter.")
    return letter, account.id


def unsubscribe(session: Session, *, now: datetime, token: str, again: bool = False) -> str:
    """Switch off every letter that can be switched off, or (`again`) back on; however often asked. Returns the account.

    The token is the key: nobody need be signed in (RFC 8058). Letters that are required still come. Raises NotFound, Refusal.
    """
    _, account_id = look(session, token)
    account = hold(session, account_id)
    now_off = choice_of(session, account_id)
    off = frozenset() if again else frozenset(KINDS)
    if now_off.off != off:
        choice = Choice(off, now_off.quiet_from, now_off.quiet_to, now_off.quiet_weekends)
        _keep(session, account, choice, now=now, by=None, act="mail.subscribed" if again else "mail.unsubscribed")
    return account_id


def _keep(session: Session, account: Account, choice: Choice, *, now: datetime, by: str | None, act: str) -> None:
    row = session.scalar(select(MailPreference).where(MailPreference.account_id == account.id))
    if row is None:
        row = MailPreference(account_id=account.id)
        session.add(row)
    row.off = ",".join(kind for kind in KINDS if kind in choice.off)
    row.quiet_from, row.quiet_to, row.quiet_weekends = choice.quiet_from, choice.quiet_to, choice.quiet_weekends
    row.changed_at = now
    session.flush()
    record(
        session,
        chain=account.organisation_id,
        actor_id=by,
        at=now,
        act=act,
        subject_kind="account",
        subject_id=account.id,
        details={"off": row.off, "quiet": [row.quiet_from, row.quiet_to], "quiet_weekends": row.quiet_weekends},
    )
