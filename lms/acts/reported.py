"""Take up a completion that an import reported: an outside training is made of it, which waits for a decision like any other."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.errors import Invalid, NotFound, Refusal
from lms.learning.outside.actions import note
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.rules import MINUTES_MOST, QUARTER, Given, problems
from lms.people.access import get_person_for, hold
from lms.people.permissions import Actor, Permission

SHOWS = "Reported by an import of the organisation, not verified here. Nothing came with it."
GONE = "This was taken up already. Look at the list again; nothing was changed."


def get_report_for(session: Session, actor: Actor, account_id: str, report_id: str) -> ReportedTraining:
    """A report of somebody whose plan the actor may change, never of oneself. Raises NotFound."""
    person = get_person_for(session, actor, account_id, Permission.PLAN_CHANGE)
    wanted = select(ReportedTraining).where(ReportedTraining.id == report_id)
    row = session.scalar(wanted.options(joinedload(ReportedTraining.file), joinedload(ReportedTraining.training)))
    if row is None or row.account_id != person.id or row.account_id == actor.account_id:
        raise NotFound()
    return row


def quarters(minutes: int | None) -> int | None:
    """The time that is offered when a report is taken up: whole quarters of an hour, rounded down, within what a training may take."""
    return None if minutes is None else max(QUARTER, min(minutes, MINUTES_MOST) // QUARTER * QUARTER)


def take_up(
    session: Session, *, actor: Actor, now: datetime, account_id: str, report_id: str, minutes: int
) -> OutsideTraining:
    """Make a training of a report, with the time it may count for, in quarters of an hour. It waits until it is decided.

    Raises NotFound, Invalid for a time that cannot be meant, Refusal when it was taken up before.
    """
    row = get_report_for(session, actor, account_id, report_id)
    hold(session, account_id)
    locked = select(ReportedTraining.training_id).where(ReportedTraining.id == row.id).with_for_update()
    found = session.execute(locked).one_or_none()
    if found is None:
        raise NotFound()
    if found.training_id is not None:
        raise Refusal(GONE)
    given = Given(row.title, row.provider, row.completed_on, minutes, SHOWS, file=False)
    wrong = problems(given, max(actor.today, row.completed_on))
    for field, sentence in wrong.items():
        raise Invalid(sentence, field=field)
    made = OutsideTraining(
        account_id=account_id, title=row.title, provider=row.provider, held_on=row.completed_on, minutes=minutes,
        shows=SHOWS, recorded_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    row.training_id, row.taken_up_at, row.taken_up_by_account_id = made.id, now, actor.account_id
    note(session, actor, now, "outside-training.taken-up", made, minutes=minutes, report=row.id)
    session.flush()
    return made
