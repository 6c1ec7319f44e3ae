"""Complaints about credit: received, due by the provider's words, answered. Whoever complains sees her own; the provider sees all of its."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.credit.activities.models import ActivityVersion
from lms.credit.keeping.models import Grievance
from lms.credit.keeping.rules import answer_due
from lms.credit.queries import may_administer
from lms.errors import ManyProblems, NotFound, Refusal
from lms.people.access import hold
from lms.people.models import Account
from lms.people.permissions import Actor, Permission

MOST = 5_000


def own_grievances(session: Session, account_id: str) -> list[Grievance]:
    """What somebody complained about, newest first."""
    wanted = select(Grievance).where(Grievance.account_id == account_id)
    return list(session.scalars(wanted.order_by(Grievance.received_on.desc(), Grievance.id.desc())))


def grievances_for(session: Session, actor: Actor) -> list[Grievance]:
    """Complaints to the organisations whose credit the actor administers: open ones first, the one due soonest on top."""
    places = _places(actor)
    rows = session.scalars(select(Grievance).where(Grievance.organisation_id.in_(places))).all()
    waiting = sorted((row for row in rows if row.answered_on is None), key=lambda row: (row.due_on, row.id))
    done = sorted((row for row in rows if row.answered_on is not None), key=lambda row: (row.received_on, row.id))
    return [*waiting, *reversed(done)]


def get_grievance_for(session: Session, actor: Actor, grievance_id: str) -> Grievance:
    """A complaint to an organisation whose credit the actor administers. Raises NotFound."""
    found = session.get(Grievance, grievance_id)
    if found is None or not may_administer(actor, found.organisation_id):
        raise NotFound()
    return found


def activities_of(session: Session, organisation_id: str) -> list[ActivityVersion]:
    """Activities that a complaint may be about."""
    wanted = select(ActivityVersion).where(
        ActivityVersion.organisation_id == organisation_id, ActivityVersion.frozen_at.is_not(None)
    )
    return list(session.scalars(wanted.order_by(ActivityVersion.title, ActivityVersion.number)))


def complain(
    session: Session, *, actor: Actor, now: datetime, today: date, words: str, activity_id: str | None
) -> Grievance:
    """Keep a complaint of the actor's own; `today` is the provider's. Raises ManyProblems."""
    account = hold(session, actor.account_id)
    return _receive(session, actor, now, account.organisation_id, account, today, words, activity_id)


def log_from_outside(
    session: Session, *, actor: Actor, now: datetime, today: date, words: str, received_on: date | None
) -> Grievance:
    """Keep a complaint that came by letter or telephone, with the day on which it came. Raises ManyProblems, NotFound."""
    places = _places(actor)
    if not places:
        raise NotFound()
    wrong = {}
    if received_on is None or received_on > today or (today - received_on).days > 366:
        wrong["received_on"] = "Enter the day on which it came, within the last year."
    if problem := _problem(words):
        wrong["words"] = problem
    if wrong:
        raise ManyProblems(wrong)
    return _receive(session, actor, now, min(places), None, received_on or today, words, None)


def answer(session: Session, *, actor: Actor, now: datetime, today: date, grievance_id: str, words: str) -> Grievance:
    """Answer a complaint, once; whoever complained reads it. Raises ManyProblems, Refusal, NotFound."""
    row = get_grievance_for(session, actor, grievance_id)
    session.refresh(row, with_for_update=True)
    if row.answered_on is not None:
        raise Refusal("It was answered already; the answer stays as it is.")
    if row.account_id is not None and row.account_id == actor.account_id:
        raise Refusal("It is your own complaint, so somebody else answers it. Nothing was changed.")
    if problem := _problem(words):
        raise ManyProblems({"words": problem})
    row.answer, row.answered_on, row.answered_by_account_id = words.strip(), today, actor.account_id or None
    session.flush()
    _note(session, actor, now, row, "grievance.answered")
    return row


def _places(actor: Actor) -> frozenset[str]:
    return actor.organisations_with(Permission.CERTIFICATE_ADMIN)


def _problem(words: str) -> str | None:
    if not words.strip():
        return "Write what it is about."
    return f"Use at most {MOST:,} characters." if len(words) > MOST else None


def _receive(
    session: Session,
    actor: Actor,
    now: datetime,
    organisation_id: str,
    account: Account | None,
    received_on: date,
    words: str,
    activity_id: str | None,
) -> Grievance:
    wrong = {}
    if problem := _problem(words):
        wrong["words"] = problem
    known = {each.id for each in activities_of(session, organisation_id)}
    if activity_id and activity_id not in known:
        wrong["activity"] = "Choose an activity of the list, or none."
    if wrong:
        raise ManyProblems(wrong)
    row = Grievance(
        organisation_id=organisation_id, activity_id=activity_id or None, account_id=account.id if account else None,
        words=words.strip(), received_on=received_on, due_on=answer_due(received_on), answer=None, answered_on=None,
        answered_by_account_id=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, actor, now, row, "grievance.received")
    return row


def _note(session: Session, actor: Actor, now: datetime, row: Grievance, act: str) -> None:
    record(
        session,
        chain=row.organisation_id,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind="grievance",
        subject_id=row.id,
        details={},
    )
