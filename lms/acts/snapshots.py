"""Count every clinic at the end of each month: by itself once the month is over, or later by a command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.curriculum.course import Course
from lms.database import Database
from lms.outbox import actions as outbox
from lms.people.models import Clinic
from lms.people.permissions import SYSTEM
from lms.readiness.overview.actions import Taken, take_snapshot
from lms.readiness.overview.models import MonthSnapshot
from lms.readiness.rules import local_date
from lms.readiness.rules.counts import last_month_over

SNAPSHOT = "month-snapshot"


def put_snapshots(session: Session, *, now: datetime) -> int:
    """Put down the count of every clinic whose last month is over and not counted yet; once for each clinic and month.

    A month that ended while the program stood still is counted as soon as it runs again. Returns how many are new.
    """
    made = 0
    rows = session.execute(select(Clinic.id, Clinic.zone).order_by(Clinic.id)).all()
    ends = {zone: last_month_over(local_date(now, zone)) for _, zone in rows}
    counted = {
        (clinic_id, as_of)
        for clinic_id, as_of in session.execute(
            select(MonthSnapshot.clinic_id, MonthSnapshot.as_of).where(MonthSnapshot.as_of.in_(set(ends.values())))
        )
    }
    for clinic_id, zone in rows:
        as_of = ends[zone]
        if (clinic_id, as_of) not in counted:
            payload = {"clinic": clinic_id, "as_of": as_of.isoformat()}
            made += outbox.put(session, kind=SNAPSHOT, key=f"{clinic_id}:{as_of}", payload=payload, now=now)
    return made


def snapshot_one(database: Database, *, course: Course, now: datetime, clinic_id: str, as_of: date) -> None:
    """Count one clinic at the end of one month, in a transaction of its own; done twice it changes nothing."""
    with database.independent() as session:
        clinic = session.get(Clinic, clinic_id)
        if clinic is not None:
            take_snapshot(session, actor=SYSTEM, now=now, clinic=clinic, course=course, as_of=as_of)


def snapshot_all(
    database: Database, *, course: Course, now: datetime, as_of: date, clinics: Sequence[Clinic], write: bool
) -> list[Taken]:
    """Count some clinics at the end of a month, each in a transaction of its own, so that what is done stays done.

    With `write` False nothing is stored. Raises Invalid at the first clinic where the month is not over.
    """
    found = []
    for clinic in clinics:
        with database.independent() if write else database.session() as session:
            found.append(
                take_snapshot(session, actor=SYSTEM, now=now, clinic=clinic, course=course, as_of=as_of, write=write)
            )
    return found
