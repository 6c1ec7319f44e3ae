"""Prepare a version of an activity, describe it, freeze it, set its days, close it. None of these commits; each is audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.credit.accreditors.rules import FORMAT
from lms.credit.activities.content import (
    content_hash,
    facts_of,
    objectives_of,
    parts_of,
    references_of,
    units_of,
)
from lms.credit.activities.models import ActivityPerson, ActivityVersion, Designation, Disclosure
from lms.credit.activities.queries import earlier_version, get_activity_for, newest_disclosure
from lms.credit.activities.rules.entries import Details, detail_problems, missing_details
from lms.credit.providers.actions import audited
from lms.credit.providers.queries import demand_administers, today_of
from lms.credit.providers.rules import reason_problem
from lms.credit.rules import list_words
from lms.curriculum.course import Course
from lms.errors import Invalid, ManyProblems, Refusal
from lms.people.models import Organisation
from lms.people.permissions import Actor


@dataclass(frozen=True)
class Days:
    """First day, day of the latest review, and last day of a version; each None while it is not set."""

    released_on: date | None
    reviewed_on: date | None
    ends_on: date | None


def prepare(
    session: Session, *, actor: Actor, now: datetime, organisation_id: str, course: Course, unit: str
) -> ActivityVersion:
    """Begin the next version of an activity. What was told of the one before is taken over, and its people with what they
    disclosed; of the parts they reviewed those that are the same. Raises Invalid for no such unit, Refusal while one is being prepared.
    """
    demand_administers(actor, organisation_id)
    units = units_of(course)
    if unit not in units:
        raise Invalid("Choose what the activity is made of.", field="unit")
    session.get_one(Organisation, organisation_id, with_for_update=True)
    same = select(ActivityVersion).where(
        ActivityVersion.organisation_id == organisation_id, ActivityVersion.unit == unit
    )
    open_one = session.scalars(
        same.where(ActivityVersion.frozen_at.is_(None), ActivityVersion.closed_at.is_(None))
    ).first()
    if open_one is not None:
        raise Refusal(f"Version {open_one.number} of {open_one.title} is being prepared already.")
    number = (session.scalar(select(func.max(ActivityVersion.number)).where(
        ActivityVersion.organisation_id == organisation_id, ActivityVersion.unit == unit)) or 0) + 1  # fmt: skip
    parts = parts_of(course, unit)
    row = ActivityVersion(
        organisation_id=organisation_id, unit=unit, number=number, title=units[unit], format=FORMAT, level="introductory",
        audience=[], objectives=objectives_of(course, unit), needs="", gap="", references=references_of(course, unit),
        system="", joint="", parts=parts, facts={}, edition=None, content_hash=None, frozen_at=None, released_on=None,
        reviewed_on=None, ends_on=None, closed_at=None, made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    before = earlier_version(session, row)
    if before is not None:
        _take_over(session, row, get_activity_for(session, actor, before.id))
    audited(session, organisation_id, actor, now, "credit-activity.prepared", row.id, {"unit": unit, "number": number})
    session.flush()
    return row


def describe(session: Session, *, actor: Actor, now: datetime, activity_id: str, entry: Details) -> ActivityVersion:
    """Say what is told of an activity before it starts. Raises ManyProblems, and Refusal once it is frozen."""
    row = get_open(session, actor, activity_id)
    if wrong := detail_problems(entry):
        raise ManyProblems(wrong)
    before: dict[str, Any] = {name: getattr(row, name) for name in asdict(entry)}
    for name, value in asdict(entry).items():
        setattr(
            row,
            name,
            list(value)
            if isinstance(value, tuple | list)
            else " ".join(value.split())
            if name == "joint"
            else value.strip(),
        )
    changed = [name for name in before if getattr(row, name) != before[name]]
    details: Mapping[str, Any] = {name: {"before": before[name], "after": getattr(row, name)} for name in changed}
    audited(session, row.organisation_id, actor, now, "credit-activity.described", row.id, details)
    session.flush()
    return row


def look_again(session: Session, row: ActivityVersion, course: Course) -> list[str]:
    """Bring the parts of a version that is being prepared up to the course. Titles of parts that were changed since, of which
    every reviewer's mark is taken off: whoever read them read another text. Nothing happens to a frozen version.
    """
    if row.frozen_at is not None:
        return []
    known = {each["id"]: each["hash"] for each in row.parts}
    parts = parts_of(course, row.unit)
    fresh = {each["id"]: each["title"] for each in parts if known.get(each["id"]) != each["hash"]}
    kept = {each["id"] for each in parts} - fresh.keys()
    for person in row.people:
        if not kept.issuperset(person.reviewed):
            person.reviewed = [each for each in person.reviewed if each in kept]
    if fresh or known.keys() - kept:
        row.parts = parts
    return [title for part, title in fresh.items() if part in known]


def freeze(
    session: Session, *, actor: Actor, now: datetime, activity_id: str, course: Course
) -> tuple[ActivityVersion, list[str]]:
    """Freeze the content by its hash. Also gives the titles of parts that were changed while it was being prepared, whose
    reviewers have to look again. Raises Refusal where the description lacks something.
    """
    row = get_open(session, actor, activity_id)
    missing = missing_details(details_of(row))
    if missing:
        raise Refusal(f"Before it can be frozen, say {list_words(list(missing))}.")
    changed = look_again(session, row, course)
    parts = parts_of(course, row.unit)
    row.parts, row.facts = parts, facts_of(course, row.unit)
    row.edition, row.content_hash, row.frozen_at = course.edition, content_hash(parts), now
    details = {"edition": row.edition, "content": row.content_hash, "parts": len(parts), "changed": changed}
    audited(session, row.organisation_id, actor, now, "credit-activity.frozen", row.id, details)
    session.flush()
    return row, changed


def set_days(session: Session, *, actor: Actor, now: datetime, activity_id: str, days: Days) -> ActivityVersion:
    """Set first day, latest review and last day of a frozen version. Raises ManyProblems; Refusal before it is frozen."""
    row = _frozen(session, actor, activity_id)
    today = today_of(session, row.organisation_id, now, actor)
    wrong: dict[str, str] = {}
    if days.released_on is None:
        wrong["released_on"] = "Enter the first day, such as 4 May 2026."
    elif days.released_on < row.made_at.date() and days.released_on != row.released_on:
        wrong["released_on"] = "The first day cannot lie before this version was prepared."
    if days.reviewed_on is None or days.reviewed_on > today:
        wrong["reviewed_on"] = "Enter the day of the latest review of the whole, which is not to come."
    elif row.reviewed_on is not None and days.reviewed_on < row.reviewed_on:
        wrong["reviewed_on"] = "A later review stands here already."
    if days.ends_on is None:
        wrong["ends_on"] = "Enter the last day for credit, such as 3 May 2029."
    elif days.released_on is not None and days.ends_on < days.released_on:
        wrong["ends_on"] = "The last day lies before the first."
    elif days.ends_on < today and days.ends_on != row.ends_on:
        wrong["ends_on"] = "The last day cannot be over already: who completed it in between would lose credit."
    if wrong:
        raise ManyProblems(wrong)
    before = {name: str(getattr(row, name) or "") for name in asdict(days)}
    row.released_on, row.reviewed_on, row.ends_on = days.released_on, days.reviewed_on, days.ends_on
    after = {name: str(getattr(row, name)) for name in before}
    audited(
        session, row.organisation_id, actor, now, "credit-activity.dated", row.id, {"before": before, "after": after}
    )
    session.flush()
    return row


def close(session: Session, *, actor: Actor, now: datetime, activity_id: str, reason: str) -> ActivityVersion:
    """Take a version out of use, and close what is designated for it. Raises Invalid without a reason, Refusal a second time."""
    row = get_activity_for(session, actor, activity_id)
    session.refresh(row, ["closed_at"], with_for_update=True)
    if row.closed_at is not None:
        raise Refusal("This version is closed already.")
    if problem := reason_problem(reason):
        raise Invalid(problem, field="reason")
    row.closed_at = now
    for each in session.scalars(
        select(Designation).where(Designation.activity_id == row.id, Designation.closed_at.is_(None))
    ):
        each.closed_at, each.closed_reason = now, reason.strip()
        audited(
            session, row.organisation_id, actor, now, "credit-designation.closed", each.id, {"reason": reason.strip()}
        )
    audited(session, row.organisation_id, actor, now, "credit-activity.closed", row.id, {"reason": reason.strip()})
    session.flush()
    return row


def details_of(row: ActivityVersion) -> Details:
    """What is told of a version."""
    return Details(
        row.title,
        row.level,
        tuple(row.audience),
        tuple(row.objectives),
        row.needs,
        row.gap,
        tuple(row.references),
        row.system,
        row.joint,
    )


def get_open(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    """A version that is still being prepared, locked. Raises NotFound, and Refusal once it is frozen or closed."""
    row = get_activity_for(session, actor, activity_id)
    session.refresh(row, ["frozen_at", "closed_at"], with_for_update=True)
    if row.frozen_at is not None:
        raise Refusal(
            "This version is frozen, so its content and what is told of it stay. Prepare a new version to change them."
        )
    if row.closed_at is not None:
        raise Refusal("This version is closed.")
    return row


def get_unclosed(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    """A version that is not closed, locked. Raises NotFound, and Refusal once it is closed."""
    row = get_activity_for(session, actor, activity_id)
    session.refresh(row, ["frozen_at", "closed_at"], with_for_update=True)
    if row.closed_at is not None:
        raise Refusal("This version is closed. Prepare a new version.")
    return row


def _frozen(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    row = get_unclosed(session, actor, activity_id)
    if row.frozen_at is None:
        raise Refusal("Freeze the content first: the days are those of what is frozen.")
    return row


def _take_over(session: Session, row: ActivityVersion, before: ActivityVersion) -> None:
    for name in ("title", "level", "audience", "objectives", "needs", "gap", "references", "system", "joint"):
        setattr(row, name, getattr(before, name))
    known = {each["id"]: each["hash"] for each in before.parts}
    same = {each["id"] for each in row.parts if known.get(each["id"]) == each["hash"]}
    for person in before.people:
        if person.left_at is not None:
            continue
        copy = ActivityPerson(
            activity_id=row.id, name=person.name, credentials=person.credentials, roles=list(person.roles),
            reviewed=[each for each in person.reviewed if each in same], reviewed_on=person.reviewed_on,
            cv_hash=person.cv_hash, left_at=None,
        )  # fmt: skip
        session.add(copy)
        session.flush()
        said = newest_disclosure(person)
        if said is not None:
            session.add(Disclosure(
                person_id=copy.id, collected_on=said.collected_on, none_declared=said.none_declared,
                relationships=list(said.relationships), relevant=said.relevant, mitigation=said.mitigation,
            ))  # fmt: skip
