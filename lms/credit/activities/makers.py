"""Who made an activity, what each disclosed, and commercial support. None of these commits; each is audited."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from lms.credit.activities.actions import get_unclosed, look_again
from lms.credit.activities.models import ActivityPerson, ActivityVersion, CommercialSupport, Disclosure
from lms.credit.activities.queries import person_of
from lms.credit.activities.rules.entries import (
    Disclosed,
    Maker,
    Support,
    disclosure_problems,
    maker_problems,
    support_problems,
)
from lms.credit.providers.actions import audited
from lms.credit.providers.queries import today_of
from lms.credit.providers.rules import document_problem
from lms.curriculum.course import Course
from lms.errors import ManyProblems
from lms.learning.outside.actions import Upload
from lms.people.permissions import Actor


def save_maker(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    activity_id: str,
    person_id: str | None,
    course: Course,
    entry: Maker,
    cv: Upload | None = None,
) -> ActivityPerson:
    """Put somebody on the list (`person_id` None), or change what stands there. Without a `cv` the one that is there stays.

    The bytes of a curriculum vitae are the door's to store under `cv_hash`. Raises ManyProblems, NotFound.
    """
    row = get_unclosed(session, actor, activity_id)
    look_again(session, row, course)
    person = person_of(row, person_id) if person_id else None
    parts = {each["id"] for each in row.parts}
    wrong = maker_problems(entry, parts=parts, today=today_of(session, row.organisation_id, now, actor))
    _demand(wrong, "cv", cv)
    if person is None:
        person = ActivityPerson(
            activity_id=row.id, name="", credentials="", roles=[], reviewed=[], cv_hash=None, left_at=None
        )
        session.add(person)
    person.name, person.credentials = " ".join(entry.name.split()), " ".join(entry.credentials.split())
    person.roles, person.reviewed = list(entry.roles), list(entry.reviewed)
    person.reviewed_on = entry.reviewed_on if entry.reviewed else None
    person.cv_hash = _hash(cv) or person.cv_hash
    session.flush()
    details = {
        "activity": row.id, "name": person.name, "roles": person.roles, "reviewed": person.reviewed, "cv": person.cv_hash,
    }  # fmt: skip
    audited(session, row.organisation_id, actor, now, "credit-person.saved", person.id, details)
    return person


def take_off(session: Session, *, actor: Actor, now: datetime, activity_id: str, person_id: str) -> ActivityPerson:
    """Take somebody off the list; what was disclosed stays. Raises NotFound."""
    row = get_unclosed(session, actor, activity_id)
    person = person_of(row, person_id)
    person.left_at = now
    audited(
        session,
        row.organisation_id,
        actor,
        now,
        "credit-person.left",
        person.id,
        {"activity": row.id, "name": person.name},
    )
    session.flush()
    return person


def disclose(
    session: Session, *, actor: Actor, now: datetime, activity_id: str, person_id: str, entry: Disclosed
) -> Disclosure:
    """Write down what somebody disclosed; an earlier disclosure stays. Raises ManyProblems, NotFound."""
    row = get_unclosed(session, actor, activity_id)
    person = person_of(row, person_id)
    if wrong := disclosure_problems(entry, today=today_of(session, row.organisation_id, now, actor)):
        raise ManyProblems(wrong)
    assert entry.collected_on is not None
    said = Disclosure(
        person_id=person.id, collected_on=entry.collected_on, none_declared=entry.none_declared,
        relationships=[asdict(each) for each in entry.relationships], relevant=entry.relevant, mitigation=entry.mitigation.strip(),
    )  # fmt: skip
    session.add(said)
    session.flush()
    details = {"activity": row.id, "person": person.id, "none": said.none_declared, "relevant": said.relevant}
    audited(session, row.organisation_id, actor, now, "credit-disclosure.given", said.id, details)
    return said


def state_support(
    session: Session, *, actor: Actor, now: datetime, activity_id: str, entry: Support, agreement: Upload | None = None
) -> CommercialSupport:
    """State commercial support, or that there was none. A statement of none ends with one of support, and the other way round;
    what was stated before stands in the record. The agreement's bytes are the door's to store. Raises ManyProblems.
    """
    row = get_unclosed(session, actor, activity_id)
    wrong = support_problems(entry, today=today_of(session, row.organisation_id, now, actor))
    if agreement is not None and entry.kind == "none":
        wrong["agreement"] = "There is no agreement where there is no support. Leave the file out."
    _demand(wrong, "agreement", agreement)
    assert entry.stated_on is not None
    _clear(session, row, entry)
    stated = CommercialSupport(
        activity_id=row.id, kind=entry.kind, source=entry.source.strip(), amount=entry.amount.strip(),
        agreement_hash=_hash(agreement), stated_on=entry.stated_on,
    )  # fmt: skip
    session.add(stated)
    session.flush()
    details = {
        "activity": row.id, "kind": stated.kind, "source": stated.source, "amount": stated.amount,
        "agreement": stated.agreement_hash,
    }  # fmt: skip
    audited(session, row.organisation_id, actor, now, "credit-support.stated", stated.id, details)
    return stated


def _demand(wrong: Mapping[str, str], field: str, document: Upload | None) -> None:
    bad = document_problem(document.content) if document is not None else None
    if found := {**({field: bad} if bad else {}), **wrong}:
        raise ManyProblems(found)


def _hash(document: Upload | None) -> str | None:
    return hashlib.sha256(document.content).hexdigest() if document is not None else None


def _clear(session: Session, row: ActivityVersion, entry: Support) -> None:
    for each in row.support:
        if entry.kind == "none" or each.kind == "none":
            session.delete(each)
    session.flush()
