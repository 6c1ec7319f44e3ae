"""Put work down in the transaction that makes it necessary; hand it out at least once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.ids import new_id
from lms.outbox.models import Job, Letter
from lms.outbox.rules import LAST_LETTER, MAX_TRIES, back_off, without_secrets

MAIL = "mail"
STILL_OF_USE = timedelta(days=7)
"""Links in letters live no longer than this, so an older letter would only confuse."""


@dataclass(frozen=True)
class Claimed:
    """A job in a worker's hands; `tries` tells one holder from the next."""

    id: str
    kind: str
    key: str
    payload: Mapping[str, Any]
    tries: int
    request_number: str | None = None


def put(
    session: Session, *, kind: str, key: str, payload: Mapping[str, Any], now: datetime, due_at: datetime | None = None
) -> bool:
    """Put a job down; (kind, key) is unique, so a second time changes nothing. Returns whether it is new."""
    row = {"id": new_id(), "kind": kind, "key": key, "payload": dict(payload), "tries": 0}
    made = upserting(session, Job).values(**row, created_at=now, due_at=due_at or now).on_conflict_do_nothing()
    return session.scalar(made.returning(Job.id)) is not None


def write_letter(
    session: Session,
    *,
    kind: str,
    account_id: str,
    occasion: str,
    to: str,
    subject: str,
    text: str,
    now: datetime,
    leaves_at: datetime | None = None,
    unsubscribe: tuple[str, str] | None = None,
) -> str | None:
    """Write an e-mail and put down the job that sends it, at once or at `leaves_at`; (kind, account, occasion) is unique.

    `unsubscribe`: the address that ends such letters, and the hash of its token. Returns the letter's id, or None when
    it had been written before.
    """
    row = {"id": new_id(), "kind": kind, "account_id": account_id, "occasion": occasion}
    words: dict[str, Any] = {"to": to, "subject": subject, "text": text, "created_at": now}
    if unsubscribe is not None:
        words |= {"unsubscribe": unsubscribe[0], "unsubscribe_hash": unsubscribe[1]}
    made = upserting(session, Letter).values(**row, **words).on_conflict_do_nothing()
    letter_id = session.scalar(made.returning(Letter.id))
    if letter_id is not None:
        put(session, kind=MAIL, key=letter_id, payload={"letter_id": letter_id}, now=now, due_at=leaves_at)
    return letter_id


def write_letters(session: Session, letters: Sequence[Letter]) -> None:
    """Write many letters of new occasions and put down the jobs that send them, a handful of statements in all."""
    session.add_all(letters)
    session.flush()
    session.add_all(
        Job(kind=MAIL, key=each.id, payload={"letter_id": each.id}, created_at=each.created_at, due_at=each.created_at)
        for each in letters
    )
    session.flush()


def send_what_waits(session: Session, now: datetime) -> int:
    """Put down again the jobs of letters of the last seven days that nobody could send yet; returns how many.

    For the start of a job loop that has a mail server: letters written before one was set leave then, each once.
    """
    waiting = select(Letter.id).where(Letter.sent_at.is_(None), Letter.created_at > now - STILL_OF_USE)
    again = (
        update(Job)
        .where(Job.kind == MAIL, Job.key.in_(waiting), Job.done_at.is_not(None))
        .values(done_at=None, dead_at=None, lease_until=None, tries=0, due_at=now)
    )
    return len(session.scalars(again.returning(Job.id)).all())


def letter_sent(session: Session, letter_id: str, now: datetime) -> None:
    """Remember that a letter left; the secrets of its links are taken out of what is kept, of a last letter everything."""
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is not None and letter.sent_at is None:
        letter.sent_at = now
        if letter.kind == LAST_LETTER:
            letter.to, letter.text = "", ""
        letter.text = without_secrets(letter.text)
        letter.unsubscribe = None if letter.unsubscribe is None else without_secrets(letter.unsubscribe)


def claim(session: Session, now: datetime, lease_seconds: int) -> Claimed | None:
    """Take the job that has been due longest, for `lease_seconds`; None: nothing to do.

    A job whose worker died is free again after its lease, and is given up when that happened on its last try.
    """
    # A lease that ends later than one taken now was taken before the clock was set back: nobody would wait so long.
    latest = now + timedelta(seconds=2 * lease_seconds)
    query = (
        select(Job)
        .where(Job.done_at.is_(None), Job.dead_at.is_(None), Job.due_at <= now)
        .where(or_(Job.lease_until.is_(None), Job.lease_until <= now, Job.lease_until > latest))
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    while (job := session.scalars(query).first()) is not None:
        if job.tries < MAX_TRIES:
            job.tries += 1
            job.lease_until = now + timedelta(seconds=lease_seconds)
            session.flush()
            return Claimed(job.id, job.kind, job.key, dict(job.payload), job.tries, job.request_number)
        job.dead_at, job.lease_until = now, None
        job.last_error = job.last_error or "The worker stopped during the last try."
        session.flush()
    return None


def done(session: Session, job: Claimed, now: datetime) -> None:
    """The work is done, whoever holds the job by now: each handler is idempotent."""
    session.execute(
        update(Job).where(Job.id == job.id, Job.done_at.is_(None)).values(done_at=now, dead_at=None, lease_until=None)
    )


def failed(session: Session, job: Claimed, now: datetime, error: str) -> None:
    """The try failed: wait longer each time, give up after the last. A holder whose lease ran out changes nothing."""
    wait = back_off(job.tries)
    later: dict[str, Any] = {"lease_until": None, "last_error": error[:500]}
    later |= {"dead_at": now} if wait is None else {"due_at": now + wait}
    session.execute(update(Job).where(Job.id == job.id, Job.tries == job.tries, Job.done_at.is_(None)).values(**later))


def forget_done(session: Session, *, kind: str, before: datetime) -> None:
    """Throw away the done jobs of a kind that nobody will ask about any more."""
    session.execute(delete(Job).where(Job.kind == kind, Job.done_at < before))


def drop_letters(session: Session, *, account_ids: Sequence[str]) -> None:
    """Throw away every letter to accounts that are removed, and the jobs that would send them."""
    letters = select(Letter.id).where(Letter.account_id.in_(account_ids))
    for removal in (
        delete(Job).where(Job.kind == MAIL, Job.key.in_(letters)),
        delete(Letter).where(Letter.account_id.in_(account_ids)),
    ):
        session.execute(removal, execution_options={"synchronize_session": False})
