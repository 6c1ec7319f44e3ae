"""Answers of writes by the key that came with them, so that a write sent again has no second effect."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.errors import Invalid
from lms.people.tokens.models import ApiAnswer

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True)
class Answer:
    """An answer as it was given the first time."""

    status: int
    body: str
    headers: dict[str, str]


def hash_of(*parts: bytes) -> str:
    """SHA-256 over parts, each with its length before it, so that no two lists of parts look alike."""
    made = hashlib.sha256()
    for each in parts:
        made.update(len(each).to_bytes(8, "big") + each)
    return made.hexdigest()


def begin(session: Session, *, token_id: str, key: str, asked_hash: str, now: datetime) -> Answer | None:
    """Take a key for the write of this transaction, or give the answer it was given before. Raises Invalid.

    Where another transaction holds the key this one waits for it: at the end the write was done once.
    """
    session.execute(delete(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.at <= now - KEPT_FOR))
    hashed = hash_of(key.encode())
    row = {"token_id": token_id, "key": hashed, "asked_hash": asked_hash, "at": now}
    made = upserting(session, ApiAnswer).values(**row, status=0, body="", headers={}).on_conflict_do_nothing()
    if session.scalar(made.returning(ApiAnswer.key)) is not None:
        return None
    found = session.scalars(
        select(ApiAnswer)
        .where(ApiAnswer.token_id == token_id, ApiAnswer.key == hashed)
        .execution_options(populate_existing=True)
    ).one()
    if found.asked_hash != asked_hash:
        raise Invalid("This Idempotency-Key came with another request before. Send a new key with a new request.")
    return Answer(found.status, found.body, dict(found.headers))


def finish(session: Session, *, token_id: str, key: str, answer: Answer) -> None:
    """Keep the answer of the write, in its own transaction."""
    mine = update(ApiAnswer).where(ApiAnswer.token_id == token_id, ApiAnswer.key == hash_of(key.encode()))
    session.execute(mine.values(status=answer.status, body=answer.body, headers=answer.headers))
