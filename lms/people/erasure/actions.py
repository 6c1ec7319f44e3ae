"""Ask for erasure, withdraw it, decline it, and say within how many days an organisation answers. Accepting is an act of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.errors import Invalid, Refusal
from lms.people.access import hold, require
from lms.people.administrators import demand_another
from lms.people.erasure import letters
from lms.people.erasure.models import ErasureRequest
from lms.people.erasure.queries import get_request_for, open_request
from lms.people.erasure.rules import ANSWERED, Outcome, answer_by, days_problem, in_the_way
from lms.people.models import Organisation
from lms.people.noting import checked_reason, note
from lms.people.permissions import Actor, Permission

LAST = "You are the last organisation administrator. Give somebody else that access first, then ask again."


def ask(session: Session, *, actor: Actor, now: datetime, base_url: str) -> ErasureRequest:
    """Ask for what is held on the actor to be erased. While a request waits it is given back, and nothing is written.

    She and the administrators of her organisation get a letter. Raises Invalid for the last administrator.
    """
    account = hold(session, actor.account_id)
    waiting = open_request(session, account.id)
    if waiting is not None:
        return waiting
    demand_another(session, account_id=account.id, now=now, sentence=LAST)
    organisation = session.get_one(Organisation, account.organisation_id)
    row = ErasureRequest(
        account_id=account.id, organisation_id=organisation.id, asked_at=now,
        due_on=answer_by(actor.today, organisation.erasure_answer_days), answered_at=None, outcome=None, reason=None,
        answered_by_account_id=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, (actor, now), organisation.id, "erasure.asked", row, due=row.due_on.isoformat())
    letters.asked(session, row, now, base_url)
    return row


def withdraw(session: Session, *, actor: Actor, now: datetime) -> ErasureRequest:
    """Take the actor's own request back while it waits. Raises Refusal."""
    hold(session, actor.account_id)
    row = open_request(session, actor.account_id)
    if row is None:
        raise Refusal("No request of yours waits; it was answered or withdrawn already.")
    _answer(session, (actor, now), row, "withdrawn")
    letters.withdrawn(session, row, now)
    return row


def decline(
    session: Session, *, actor: Actor, now: datetime, request_id: str, reason: str, base_url: str
) -> ErasureRequest:
    """Do not erase, with a reason that whoever asked reads. Raises NotFound, Invalid, Refusal."""
    row = to_answer(session, actor, request_id)
    why = in_the_way(outcome=outcome_of(row), own=row.account_id == actor.account_id)
    if why is not None:
        raise Refusal(why)
    row.reason = checked_reason(reason)
    _answer(session, (actor, now), row, "declined", reason=row.reason)
    letters.declined(session, row, now, base_url)
    return row


def accepted(session: Session, *, actor: Actor, now: datetime, row: ErasureRequest) -> None:
    """Note that a request was accepted; erasing, in the same transaction, is up to whoever calls."""
    _answer(session, (actor, now), row, "accepted")


def to_answer(session: Session, actor: Actor, request_id: str) -> ErasureRequest:
    """A request that the actor may answer, with the person's account locked, as it stands now. Raises NotFound, Refusal."""
    row = get_request_for(session, actor, request_id)
    if row.answered_at is not None:
        raise Refusal(ANSWERED)
    hold(session, row.account_id)
    session.refresh(row, with_for_update=True)
    return row


def outcome_of(row: ErasureRequest) -> Outcome | None:
    """What came of a request; None: it waits."""
    found: Outcome | None = row.outcome  # type: ignore[assignment]
    return found


def set_days(session: Session, *, actor: Actor, now: datetime, organisation_id: str, days: int | None) -> None:
    """Within how many days an organisation answers from now on; requests that wait keep theirs. Raises NotFound, Invalid."""
    require(actor, Permission.PEOPLE_ERASE, organisation_id=organisation_id)
    problem = days_problem(days)
    if problem is not None:
        raise Invalid(problem, field="days")
    organisation = session.get_one(Organisation, organisation_id, with_for_update=True)
    before, organisation.erasure_answer_days = organisation.erasure_answer_days, days
    session.flush()
    note(session, (actor, now), organisation_id, "erasure.days-set", organisation, before=before, after=days)


def _answer(session: Session, by: tuple[Actor, datetime], row: ErasureRequest, outcome: Outcome, **said: str) -> None:
    actor, now = by
    row.outcome, row.answered_at, row.answered_by_account_id = outcome, now, actor.account_id or None
    session.flush()
    note(session, by, row.organisation_id, f"erasure.{outcome}", row, **said)
