"""Count clinics at the end of a month, once: what was counted stays as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.database import upserting
from lms.errors import Invalid
from lms.people.access import operator_only
from lms.people.models import Clinic
from lms.people.permissions import Actor
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.overview.queries import Snapshot, counts_on, snapshots_of
from lms.readiness.rules import day_words, local_date
from lms.readiness.rules.counts import month_end, total


@dataclass(frozen=True)
class Taken:
    """A clinic at the end of a month, and whether this call counted it: False, it had been counted before."""

    snapshot: Snapshot
    new: bool


def take_snapshot(
    session: Session, *, actor: Actor, now: datetime, clinic: Clinic, course: Course, as_of: date, write: bool = True
) -> Taken:
    """Count a clinic at the end of `as_of`, the last day of a month that is over there; a second time changes nothing.

    With `write` False nothing is stored, and the answer is what would be. Raises NotFound unless the operator asks,
    Invalid for a day that is no month end or not over yet. Two at once: the first to come writes, the other finds it.
    """
    operator_only(actor)
    if as_of != month_end(as_of):
        raise Invalid(f"{day_words(as_of)} is not the last day of a month.")
    if as_of >= local_date(now, clinic.zone):
        raise Invalid(f"{day_words(as_of)} is not over yet at {clinic.name} ({clinic.zone}).")
    there = snapshots_of(session, [clinic.id], since=as_of, until=as_of)
    if there:
        return Taken(there[0], False)
    cells = counts_on(session, [clinic], course, as_of, now=now).cells
    made = Snapshot(clinic.id, as_of, clinic.zone, total(cells), course.edition, now, cells)
    if not write:
        return Taken(made, True)
    head = {"clinic_id": clinic.id, "as_of": as_of, "zone": made.zone, "held": made.held, "edition": made.edition}
    first = upserting(session, MonthSnapshot).values(**head, made_at=now).on_conflict_do_nothing()
    if session.scalar(first.returning(MonthSnapshot.clinic_id)) is None:
        return Taken(snapshots_of(session, [clinic.id], since=as_of, until=as_of)[0], False)
    session.add_all(
        MonthCount(
            clinic_id=each.clinic_id,
            as_of=as_of,
            role=each.role,
            cohort=each.cohort,
            standing=each.standing,
            number=each.number,
        )
        for each in cells
    )
    session.flush()
    return Taken(made, True)
