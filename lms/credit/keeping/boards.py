"""Consent to report one's credit to a board: given by its learner alone, board by board, and withdrawn at any time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.keeping.models import BoardConsent
from lms.credit.keeping.rules import birth_day
from lms.errors import ManyProblems, NotFound
from lms.people.access import hold
from lms.people.permissions import Actor

MOST = 200


def consents_of(session: Session, account_id: str) -> list[BoardConsent]:
    """All consents of an account, those in force first, then the newest."""
    wanted = select(BoardConsent).where(BoardConsent.account_id == account_id)
    rows = session.scalars(wanted.order_by(BoardConsent.granted_at.desc(), BoardConsent.id)).all()
    return sorted(rows, key=lambda row: row.withdrawn_at is not None)


def give_consent(
    session: Session, *, actor: Actor, now: datetime, board: str, month: str, day: str, agreed: bool
) -> BoardConsent:
    """Allow the provider to report the actor's credit to one board. Month and day of birth are kept with it, never a year.

    Raises ManyProblems, one sentence for each field.
    """
    account = hold(session, actor.account_id)
    name, born = " ".join(board.split()), birth_day(month.strip(), day.strip())
    wrong = {}
    if not name or len(name) > MOST or not name.isprintable():
        wrong["board"] = f"Write the name of the board, with at most {MOST} characters."
    elif any(
        row.withdrawn_at is None and row.board.casefold() == name.casefold() for row in consents_of(session, account.id)
    ):
        wrong["board"] = "You consented to this board already."
    if (month.strip() or day.strip()) and born is None:
        wrong["month"] = "Write month and day as numbers, such as 4 and 29, or leave both empty."
    if not agreed:
        wrong["agreed"] = "Tick the box to say that you consent; without it nothing is kept and nothing is reported."
    if wrong:
        raise ManyProblems(wrong)
    row = BoardConsent(account_id=account.id, board=name, birth_day=born, granted_at=now, withdrawn_at=None)
    session.add(row)
    session.flush()
    _note(session, actor, now, account.organisation_id, "board-consent.given", row)
    return row


def withdraw_consent(session: Session, *, actor: Actor, now: datetime, consent_id: str) -> BoardConsent:
    """Withdraw: nothing is reported from now on, and the day of birth goes at once. However often asked. Raises NotFound."""
    account = hold(session, actor.account_id)
    row = session.get(BoardConsent, consent_id)
    if row is None or row.account_id != account.id:
        raise NotFound()
    if row.withdrawn_at is None:
        row.withdrawn_at, row.birth_day = now, None
        session.flush()
        _note(session, actor, now, account.organisation_id, "board-consent.withdrawn", row)
    return row


def _note(session: Session, actor: Actor, now: datetime, chain: str, act: str, row: BoardConsent) -> None:
    record(
        session,
        chain=chain,
        actor_id=actor.account_id,
        at=now,
        act=act,
        subject_kind="board-consent",
        subject_id=row.id,
        details={"board": row.board},
    )
