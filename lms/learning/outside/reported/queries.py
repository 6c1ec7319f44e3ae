"""Reads of what was reported; seen by the person and by whoever looks after her."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lms.learning.outside.reported.models import ReportedTraining
from lms.learning.outside.reported.rules.judging import ReportFact
from lms.learning.outside.reported.rules.words import State, state_of
from lms.people.models import Organisation

AT_ONCE = 5_000


def reports(session: Session, account_id: str, *, until: date | None = None) -> list[ReportedTraining]:
    """Everything that was reported of an account, the latest completion first; only completions up to `until`, a local day."""
    wanted = (
        select(ReportedTraining)
        .where(ReportedTraining.account_id == account_id)
        .options(joinedload(ReportedTraining.training), joinedload(ReportedTraining.file))
        .order_by(ReportedTraining.completed_on.desc(), ReportedTraining.title, ReportedTraining.id)
    )
    if until is not None:
        wanted = wanted.where(ReportedTraining.completed_on <= until)
    return list(session.scalars(wanted))


def report_state(row: ReportedTraining) -> State:
    """Where a report stands."""
    return state_of(taken_up=row.training_id is not None, accepted=row.training.accepted if row.training else None)


def reporters(session: Session, rows: Iterable[ReportedTraining]) -> dict[str, str]:
    """Which organisation sent the file of each report, by organisation id."""
    ids = {row.file.organisation_id for row in rows}
    found = session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(ids)))
    return {row.id: row.name for row in found}


def taken_up_from(session: Session, account_id: str) -> dict[str, ReportedTraining]:
    """Of the trainings of an account those that a supervisor made of a report, by id of the training."""
    wanted = select(ReportedTraining).where(
        ReportedTraining.account_id == account_id, ReportedTraining.training_id.is_not(None)
    )
    return {str(row.training_id): row for row in session.scalars(wanted)}


def made_of_reports(session: Session, training_ids: Iterable[str]) -> set[str]:
    """Which of these trainings a supervisor made of a report."""
    wanted = select(ReportedTraining.training_id).where(ReportedTraining.training_id.in_(list(training_ids)))
    return {str(each) for each in session.scalars(wanted)}


def report_facts(session: Session, account_ids: Iterable[str]) -> dict[tuple[str, tuple[str, str, date]], ReportFact]:
    """What was reported of these accounts, by account and by what makes a completion the same."""
    ids = sorted(set(account_ids))
    found: dict[tuple[str, tuple[str, str, date]], ReportFact] = {}
    for at in range(0, len(ids), AT_ONCE):
        wanted = select(ReportedTraining).where(ReportedTraining.account_id.in_(ids[at : at + AT_ONCE]))
        for row in session.scalars(wanted.order_by(ReportedTraining.id)):
            what = (row.title.casefold(), row.provider.casefold(), row.completed_on)
            found.setdefault(
                (row.account_id, what), ReportFact(row.id, row.minutes, taken_up=row.training_id is not None)
            )
    return found
