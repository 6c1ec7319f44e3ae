"""Feedback on what somebody wrote in a lab: asked for by its writer, given by whoever looks after her.

Nobody reads what is written in a lab unless its writer asks; then they see that one run, and no other.
A reflection can never be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from lms.audit.actions import record
from lms.errors import Invalid, NotFound
from lms.people.access import get_person_for, visible_people
from lms.people.models import Account
from lms.people.permissions import Actor, Permission
from lms.practice.lab_queries import Played, played_of
from lms.practice.models import LabFeedback, LabRun

KINDS = ("documentation", "builder")
LONGEST = 3_000
"""Letters of one answer."""


@dataclass(frozen=True)
class Asked:
    """A run that was shown to a supervisor, with what she said of it so far."""

    played: Played
    row: LabFeedback


def feedback_on(session: Session, run_id: str) -> LabFeedback | None:
    """What was asked and said about a run; None when its writer did not ask."""
    return session.get(LabFeedback, run_id)


def ask_for_feedback(session: Session, *, actor: Actor, now: datetime, played: Played) -> LabFeedback:
    """Show one's own finished run to one's supervisors. Asking twice changes nothing. Raises NotFound, Invalid."""
    if played.run.account_id != actor.account_id or played.exercise.kind not in KINDS:
        raise NotFound()
    if played.run.finished_at is None:
        raise Invalid("Finish the lab first; then you can ask for feedback.")
    row = session.get(LabFeedback, played.run.id)
    if row is None:
        row = LabFeedback(run_id=played.run.id, asked_at=now)
        session.add(row)
        session.flush()
        _note(session, actor, now, "feedback.asked", row)
    return row


def take_back_request(session: Session, *, actor: Actor, now: datetime, run: LabRun) -> bool:
    """Stop showing a run; what was said of it already stays. False when there was nothing to take back."""
    row = session.get(LabFeedback, run.id) if run.account_id == actor.account_id else None
    if row is None or row.answered_at is not None:
        return False
    session.delete(row)
    session.flush()
    _note(session, actor, now, "feedback.taken_back", row)
    return True


def asked_of(session: Session, account_ids: Sequence[str]) -> list[tuple[LabFeedback, LabRun]]:
    """Every request of these people, the one that has waited longest first, answered ones last and newest first."""
    wanted = select(LabFeedback, LabRun).join(LabRun, LabRun.id == LabFeedback.run_id)
    rows = [(row, run) for row, run in session.execute(wanted.where(LabRun.account_id.in_(list(account_ids))))]
    waiting = sorted((each for each in rows if each[0].answered_at is None), key=lambda each: each[0].asked_at)
    answered = [each for each in rows if each[0].answered_at is not None]
    return [*waiting, *sorted(answered, key=lambda each: each[0].asked_at, reverse=True)]


def waiting_for(session: Session, actor: Actor) -> list[tuple[LabFeedback, LabRun, Account]]:
    """Every request that waits for words of the actor, never one's own, the one that has waited longest first."""
    wanted = (
        select(LabFeedback, LabRun, Account)
        .join(LabRun, LabRun.id == LabFeedback.run_id)
        .join(Account, Account.id == LabRun.account_id)
        .where(
            LabFeedback.answered_at.is_(None),
            Account.deactivated_at.is_(None),
            Account.id != actor.account_id,
            visible_people(actor, Permission.FEEDBACK_GIVE),
        )
        .order_by(LabFeedback.asked_at, LabFeedback.run_id)
    )
    return [(row, run, account) for row, run, account in session.execute(wanted)]


def get_asked(session: Session, *, actor: Actor, account_id: str, run_id: str) -> Asked:
    """A run that its writer showed, for whoever looks after her. Raises NotFound."""
    account = get_person_for(session, actor, account_id, Permission.FEEDBACK_GIVE)
    wanted = select(LabRun).where(LabRun.id == run_id, LabRun.account_id == account.id)
    run = session.scalar(wanted.options(selectinload(LabRun.steps)))
    row = session.get(LabFeedback, run_id) if run is not None else None
    if run is None or row is None or account.id == actor.account_id:
        raise NotFound()
    return Asked(played_of(session, run), row)


def give_feedback(
    session: Session, *, actor: Actor, now: datetime, account_id: str, run_id: str, text: str
) -> LabFeedback:
    """Say something about a run that was shown; the newest words hold. Raises NotFound, Invalid."""
    row = get_asked(session, actor=actor, account_id=account_id, run_id=run_id).row
    words = text.strip()
    if not words:
        raise Invalid("Write something for her to read.", field="text")
    if len(words) > LONGEST:
        raise Invalid(f"That has {len(words):,} letters; {LONGEST:,} is the most. Shorten it here.", field="text")
    row.text, row.answered_at, row.by_account_id = words, now, actor.account_id
    session.flush()
    _note(session, actor, now, "feedback.given", row)
    return row


def _note(session: Session, actor: Actor, now: datetime, what: str, row: LabFeedback) -> None:
    record(
        session,
        chain=actor.organisation_id,
        actor_id=actor.account_id,
        at=now,
        act=what,
        subject_kind="lab_run",
        subject_id=row.run_id,
    )
