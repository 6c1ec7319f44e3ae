"""Each answer of a provider counts once, whoever brings it again and on whichever server."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lms.database import upserting
from lms.people.identity.models import SpentAnswer
from lms.people.identity.refusing import AnswerRefused


def spend(session: Session, *, issuer: str, answer: str, until: datetime, now: datetime) -> None:
    """Note that an answer was taken; it is kept `until` it would be refused for its age. Raises AnswerRefused the second time."""
    session.execute(delete(SpentAnswer).where(SpentAnswer.until < now))
    key = hashlib.sha256(f"{issuer}\n{answer}".encode()).hexdigest()
    row = upserting(session, SpentAnswer).values(key=key, until=until).on_conflict_do_nothing()
    if session.scalar(row.returning(SpentAnswer.key)) is None:
        raise AnswerRefused("used before")
