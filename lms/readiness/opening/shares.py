"""Links to the go-live board as it stood at one instant: made, listed, opened without an account, revoked.

Only the hash of a link's token is stored; the token, 256 random bits, is given out once, to whoever made it. A link that
ran out, was revoked, or never was looks the same from outside.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.identifying import identifying
from lms.people.access import get_clinic_for
from lms.people.models import Account, Clinic
from lms.people.noting import note as note_down
from lms.people.permissions import Actor, Permission
from lms.people.sign_in import hash_of_token
from lms.readiness.opening.board import WhatIf, golive, open_words, seats_of
from lms.readiness.opening.models import BoardShare, BoardSharePerson
from lms.readiness.rules.shared_board import (
    DAYS_LEAST,
    DAYS_MOST,
    NOTE_MOST,
    SharedBoard,
    Tried,
    read,
    shared,
    written,
)

SHARES_MOST = 20
"""As many links of one clinic may work at a time."""
KEPT_DAYS = 180
"""How long a link that ended stays on the list, counted from its end."""
State = Literal["works", "revoked", "ended"]


@dataclass(frozen=True)
class Link:
    """A link on the list of its clinic."""

    row: BoardShare
    made_by: str
    board: SharedBoard | None
    state: State


@dataclass(frozen=True)
class Opened:
    """What a link shows: the board, who made it, and the row with its note and dates."""

    row: BoardShare
    board: SharedBoard
    made_by: str
    organisation: str


def make_share(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    course: Course,
    clinic_id: str,
    opening: date,
    what_if: WhatIf,
    named: bool,
    note: str,
    days: int,
) -> tuple[BoardShare, str]:
    """Keep the board for `opening` as it is computed now, and make a link to it that works for `days` days.

    Returns the row and the token, which can be had only now. Raises NotFound, Invalid (note, days), Refusal at the most.
    """
    clinic = get_clinic_for(session, actor, clinic_id, Permission.CLINIC_SETUP)
    session.get(Clinic, clinic.id, with_for_update=True)
    words = _checked_note(note)
    if not DAYS_LEAST <= days <= DAYS_MOST:
        raise Invalid(f"Choose {DAYS_LEAST} to {DAYS_MOST} days.", field="days")
    working = select(func.count()).where(
        BoardShare.clinic_id == clinic.id, BoardShare.revoked_at.is_(None), BoardShare.ends_at > now
    )
    if session.scalars(working).one() >= SHARES_MOST:
        raise Refusal(f"{SHARES_MOST} links work already. Revoke one that nobody needs first.")
    board = board_to_share(session, clinic, course, now=now, opening=opening, what_if=what_if, named=named)
    token = secrets.token_urlsafe(32)
    row = BoardShare(
        clinic_id=clinic.id,
        made_by_account_id=actor.account_id,
        token_hash=hash_of_token(token),
        content=written(board),
        named=named,
        note=words,
        made_at=now,
        ends_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    if named:
        seats = seats_of(session, clinic, course, now=now, opening=opening, tried=what_if)
        people = {held.account_id for seat in seats for held, _ in seat.people}
        session.add_all(BoardSharePerson(share_id=row.id, account_id=each) for each in sorted(people))
        session.flush()
    note_down(
        session, (actor, now), clinic.organisation_id, "board.shared", row, clinic=clinic.id, named=named,
        opening=str(opening), ends_at=row.ends_at.isoformat(),
    )  # fmt: skip
    return row, token


def _checked_note(raw: str) -> str:
    words = raw.strip()
    if len(words) > NOTE_MOST:
        raise Invalid(f"Use at most {NOTE_MOST} characters.", field="note")
    if any(not each.isprintable() and each not in "\n\r" for each in words):
        raise Invalid("There is a character here that cannot be printed. Type it again.", field="note")
    found = identifying(words)
    if found:
        raise Invalid(
            f"“{found[0].text}” looks like {found[0].kind}. Nothing about a patient belongs here; take it out, and send it again.",
            field="note",
        )
    return words


def board_to_share(
    session: Session, clinic: Clinic, course: Course, *, now: datetime, opening: date, what_if: WhatIf, named: bool
) -> SharedBoard:
    """The board as a link would show it. Nothing here writes."""
    found = golive(session, clinic, course, now=now, opening=opening, what_if=what_if)
    tried = None
    if what_if != WhatIf() or opening != clinic.opens_on:
        plain = golive(session, clinic, course, now=now, opening=clinic.opens_on).answer if clinic.opens_on else ""
        titles = {each.id: each.title for each in found.of("team")}
        added = tuple(titles[each] for each in what_if.added if each in titles)
        tried = Tried(clinic.opens_on, what_if.more_minutes // 60, added, plain)
    return shared(
        found, clinic=clinic.name, zone=clinic.zone, computed_at=now, edition=course.edition, stands=open_words(found),
        named=named, tried=tried,
    )  # fmt: skip


def shares_of(session: Session, actor: Actor, clinic_id: str, now: datetime) -> list[Link]:
    """The links of a clinic, newest first, those that ended in the last months too. Raises NotFound."""
    clinic = get_clinic_for(session, actor, clinic_id, Permission.CLINIC_SETUP)
    since = now - timedelta(days=KEPT_DAYS)
    rows = session.execute(
        select(BoardShare, Account)
        .join(Account, Account.id == BoardShare.made_by_account_id)
        .where(BoardShare.clinic_id == clinic.id, BoardShare.ends_at > since)
        .order_by(BoardShare.made_at.desc(), BoardShare.id)
    )
    return [Link(row, by.name, _board(row), _state(row, by, now)) for row, by in rows]


def get_share_for(session: Session, actor: Actor, clinic_id: str, share_id: str) -> BoardShare:
    """A link of a clinic whose links the actor may see. Raises NotFound."""
    clinic = get_clinic_for(session, actor, clinic_id, Permission.CLINIC_SETUP)
    row = session.get(BoardShare, share_id)
    if row is None or row.clinic_id != clinic.id:
        raise NotFound()
    return row


def revoke_share(session: Session, *, actor: Actor, now: datetime, clinic_id: str, share_id: str) -> BoardShare:
    """End a link at once. Done once. Raises NotFound."""
    row = get_share_for(session, actor, clinic_id, share_id)
    if row.revoked_at is None:
        row.revoked_at = now
        session.flush()
        organisation_id = session.get_one(Clinic, clinic_id).organisation_id
        note_down(session, (actor, now), organisation_id, "board.share-revoked", row, clinic=clinic_id)
    return row


def open_share(session: Session, token: str, *, now: datetime) -> Opened:
    """What a link shows to whoever has it. Raises NotFound, the same for every link that does not work."""
    found = session.execute(
        select(BoardShare, Account, Clinic)
        .join(Account, Account.id == BoardShare.made_by_account_id)
        .join(Clinic, Clinic.id == BoardShare.clinic_id)
        .where(BoardShare.token_hash == hash_of_token(token))
        .options(joinedload(Clinic.organisation))
    ).one_or_none()
    if found is None:
        raise NotFound()
    row, by, clinic = found
    board = _board(row)
    if board is None or _state(row, by, now) != "works":
        raise NotFound()
    return Opened(row, board, by.name, clinic.organisation.name)


def count_opened(session: Session, share_id: str, now: datetime) -> None:
    """One more opening; belongs in a transaction of its own. Nothing is kept of who it was."""
    session.execute(
        update(BoardShare)
        .where(BoardShare.id == share_id)
        .values(opened=BoardShare.opened + 1, last_opened_at=now)
        .execution_options(synchronize_session=False)
    )


def _board(row: BoardShare) -> SharedBoard | None:
    return read(row.content) if row.content else None


def _state(row: BoardShare, by: Account, now: datetime) -> State:
    if row.revoked_at is not None or by.deactivated_at is not None or by.erased_at is not None:
        return "revoked"
    return "ended" if row.ends_at <= now else "works"
