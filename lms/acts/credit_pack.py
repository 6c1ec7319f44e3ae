"""Make an audit pack for whoever may read an organisation's record: checked, streamed to disk, noted."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.activities.models import ActivityVersion
from lms.credit.packing import making
from lms.credit.packing.frame import Frame
from lms.credit.packing.rules import MADE, Period, period
from lms.credit.providers.models import CreditProvider
from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound
from lms.files import FileStore
from lms.people.noting import note
from lms.people.permissions import SYSTEM, Actor, Permission


def activities_for(session: Session, actor: Actor) -> list[ActivityVersion]:
    """The activity versions of the organisations whose record the actor may read, by unit and version; frozen ones alone."""
    wanted = select(ActivityVersion).where(ActivityVersion.frozen_at.is_not(None))
    if actor != SYSTEM:
        places = actor.organisations_with(Permission.AUDIT_READ)
        wanted = wanted.where(ActivityVersion.organisation_id.in_(places))
    order = (ActivityVersion.organisation_id, ActivityVersion.unit, ActivityVersion.number)
    return list(session.scalars(wanted.order_by(*order)))


def get_activity_for(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    """One of those, by its id. Raises NotFound."""
    found = next((each for each in activities_for(session, actor) if each.id == activity_id), None)
    if found is None:
        raise NotFound()
    return found


def named_activity(session: Session, actor: Actor, text: str) -> ActivityVersion:
    """One of those, by the id of a version, or by its unit where one organisation alone has it. Raises Invalid."""
    known = activities_for(session, actor)
    fits = [each for each in known if each.id == text] or [each for each in known if each.unit == text]
    if not fits:
        listed = ", ".join(f"{each.id} ({each.unit}, version {each.number})" for each in known)
        raise Invalid(f"There is no activity {text!r}. {'There are: ' + listed if listed else 'None is frozen yet'}.")
    if len({each.organisation_id for each in fits}) > 1:
        raise Invalid(
            f"Several organisations have {text!r}; name one by its id: {', '.join(each.id for each in fits)}."
        )
    return fits[-1]


def frame_of(
    session: Session,
    files: FileStore,
    course: Course,
    *,
    activity: ActivityVersion,
    first: date | None,
    last: date | None,
    redacted: bool,
) -> Frame:
    """What a pack about this activity, all versions of it, is made from. Raises Invalid."""
    provider = session.get(CreditProvider, activity.organisation_id)
    if provider is None:
        raise Invalid("The organisation has no entry as a provider, so its days have no zone. Enter it first.")
    days = period(first, last, provider.zone)
    versions = _versions(session, activity, days)
    if not versions:
        raise Invalid(
            f"No version of this activity was frozen by the end of {days.last}. Choose a later last day.", field="to"
        )
    return Frame(session, files, course, activity.organisation_id, activity.unit, versions, days, redacted)


def _versions(session: Session, activity: ActivityVersion, days: Period) -> Sequence[ActivityVersion]:
    wanted = select(ActivityVersion).where(
        ActivityVersion.organisation_id == activity.organisation_id,
        ActivityVersion.unit == activity.unit,
        ActivityVersion.frozen_at < days.end,
    )
    return session.scalars(wanted.order_by(ActivityVersion.number)).all()


def write_pack(frame: Frame, out: IO[bytes]) -> None:
    """Write the ZIP; nothing is kept in memory but the file that is being packed."""
    making.write(frame, out)


def write_pack_file(frame: Frame, target: Path) -> None:
    """Write it beside its place and move it there whole, so that nobody finds half a pack. Raises Invalid."""
    if target.is_dir():
        raise Invalid(f"{target} is a folder. Name a file.")
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    except OSError as problem:
        raise Invalid(f"{target} cannot be written: {problem.strerror}.") from problem
    try:
        with os.fdopen(handle, "wb") as out:
            write_pack(frame, out)
        Path(temporary).replace(target)
    except OSError as problem:
        raise Invalid(f"{target} cannot be written: {problem.strerror}.") from problem
    finally:
        Path(temporary).unlink(missing_ok=True)


def note_export(session: Session, *, actor: Actor, now: datetime, frame: Frame, sha256: str) -> None:
    """Note in the record that a pack left the house: whose, for which days, and the hash of its bytes."""
    said = {"from": frame.period.first.isoformat(), "to": frame.period.last.isoformat(), "redacted": frame.redacted}
    note(
        session, (actor, now), frame.organisation_id, MADE, frame.versions[-1], **said, sha256=sha256
    )  # fmt: skip
