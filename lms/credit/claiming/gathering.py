"""Turns rows into the facts that the rules judge by: of an activity, of a designation, of a learner's work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session, selectinload

from lms.assessment.models import Attempt
from lms.credit.accreditors.rules import RuleSet
from lms.credit.activities.content import content_hash, parts_of
from lms.credit.activities.models import (
    ActivityPerson,
    ActivityVersion,
    CommercialSupport,
    Designation,
    HoursCalculation,
)
from lms.credit.activities.queries import is_mitigated, newest_disclosure
from lms.credit.claiming import facts
from lms.credit.claiming.models import CreditClaim, CreditEnrolment, ReadAgain
from lms.credit.providers.models import Approval
from lms.curriculum.course import Course
from lms.errors import NotFound
from lms.learning.models import Completion
from lms.learning.queries import completions
from lms.practice.models import CaseRun, LabRun


def people_of(session: Session, activity_id: str) -> Sequence[ActivityPerson]:
    """Who made an activity and is still on its list, by name, with what they disclosed."""
    wanted = select(ActivityPerson).where(ActivityPerson.activity_id == activity_id, ActivityPerson.left_at.is_(None))
    return session.scalars(
        wanted.options(selectinload(ActivityPerson.disclosures)).order_by(ActivityPerson.name, ActivityPerson.id)
    ).all()


def support_of(session: Session, activity_id: str) -> Sequence[CommercialSupport]:
    """What is stated of commercial support, oldest first."""
    wanted = select(CommercialSupport).where(CommercialSupport.activity_id == activity_id)
    return session.scalars(wanted.order_by(CommercialSupport.stated_on, CommercialSupport.id)).all()


def activity_facts(
    course: Course, row: ActivityVersion, people: Iterable[ActivityPerson], support: Iterable[CommercialSupport]
) -> facts.Activity:
    """The activity as the rules see it, beside the course of today."""
    mark = row.facts.get("pass_mark")
    return facts.Activity(
        title=row.title,
        unit=row.unit,
        format=row.format,
        frozen_hash=row.content_hash,
        today_hash=hash_today(course, row.unit),
        released_on=row.released_on,
        reviewed_on=row.reviewed_on,
        ends_on=row.ends_on,
        closed=row.closed_at is not None,
        makers=tuple(_maker(each) for each in people),
        support_stated=any(True for _ in support),
        pools=tuple(
            facts.Pool(each["title"], each["questions"], each["draw"], each["two_answers"], tuple(each["uncovered"]))
            for each in row.facts.get("tests", ())
        ),
        announced_mark=int(mark) if mark is not None else None,
    )


def hash_today(course: Course, unit: str) -> str | None:
    """The hash that freezing the unit would give now; None where the course has it no more."""
    try:
        return content_hash(parts_of(course, unit))
    except NotFound:
        return None


def _maker(person: ActivityPerson) -> facts.Maker:
    newest = newest_disclosure(person)
    return facts.Maker(person.name, newest.collected_on if newest else None, mitigated=is_mitigated(newest))


def designations_of(session: Session, activity_id: str) -> list[tuple[Designation, Approval, HoursCalculation]]:
    """The designations of an activity, each with its approval and the calculation of its credit; by type, the oldest first."""
    wanted = (
        select(Designation, Approval, HoursCalculation)
        .join(Approval, Approval.id == Designation.approval_id)
        .join(HoursCalculation, HoursCalculation.id == Designation.calculation_id)
        .where(Designation.activity_id == activity_id)
        .order_by(Designation.credit_type, Designation.designated_at)
    )
    return [(row, approval, calculation) for row, approval, calculation in session.execute(wanted)]


def terms_of(row: Designation, approval: Approval, calculation: HoursCalculation) -> facts.Terms:
    """A designation with its approval, its calculation and the rule set that it was made under."""
    rules = RuleSet.from_dict(row.rule_set)
    kind = rules.credit_type(row.credit_type)
    if kind is None:
        raise RuntimeError(f"designation {row.id} names a type of credit that its rule set does not hold")
    return facts.Terms(
        designation_id=row.id,
        kind=kind,
        accreditor=rules.name,
        certificate_fields=rules.certificate_fields,
        credit=row.credit,
        minutes=calculation.minutes,
        designated_at=row.designated_at,
        number=approval.number,
        term_start=approval.term_start,
        term_end=approval.term_end,
        formats=tuple(approval.formats),
        closed=row.closed_at is not None,
        withdrawn_on=approval.withdrawn_on,
        evaluation=rules.evaluation,
        attestation=rules.attestation,
        topics=tuple(row.topics),
    )


def work_of(
    session: Session,
    course: Course,
    row: ActivityVersion,
    enrolment: CreditEnrolment | None,
    zone: str,
    account_id: str,
) -> tuple[tuple[facts.Part, ...], tuple[facts.Exam, ...]]:
    """What was done of each part. What stands from before the acknowledgement counts as `before`, until it is done again."""
    done = completions(session, account_id, course)
    since = enrolment.acknowledged_at if enrolment is not None else None
    again = _done_again(session, course, account_id, enrolment)
    parts = [each for each in row.parts if each["kind"] != "test"]
    tests = [each for each in row.parts if each["kind"] == "test"]
    attempts = _attempts(session, course, account_id)
    return (
        tuple(_part(each, done.get(str(each["id"])), again.get(str(each["id"])), since, zone) for each in parts),
        tuple(
            _exam(course, each, attempts.get(str(each["id"]), []), since, zone, str(each["id"]) in done)
            for each in tests
        ),
    )


def _part(
    part: Mapping[str, object], done: Completion | None, again: datetime | None, since: datetime | None, zone: str
) -> facts.Part:
    named = (str(part["id"]), str(part["title"]), str(part["kind"]))
    if done is None:
        return facts.Part(*named)
    at = done.completed_at if since is not None and done.completed_at >= since else again
    return facts.Part(*named, at, day_of(at, zone) if at else None, before=at is None)


def _exam(
    course: Course,
    part: Mapping[str, object],
    attempts: Iterable[Attempt],
    since: datetime | None,
    zone: str,
    passed: bool,
) -> facts.Exam:
    named = (str(part["id"]), str(part["title"]))
    counted = [each for each in attempts if since is not None and each.started_at >= since]
    best = max((Fraction(each.right_count or 0, each.drawn) for each in counted), default=None)
    at = min((each.handed_in_at for each in counted if each.passed and each.handed_in_at), default=None)
    return facts.Exam(*named, best, at, day_of(at, zone) if at else None, before=passed and at is None)


def _attempts(session: Session, course: Course, account_id: str) -> dict[str, list[Attempt]]:
    wanted = select(Attempt).where(Attempt.account_id == account_id, Attempt.handed_in_at.is_not(None))
    found: dict[str, list[Attempt]] = {}
    for each in session.scalars(wanted):
        found.setdefault(course.current_id(each.test_id), []).append(each)
    return found


def _done_again(
    session: Session, course: Course, account_id: str, enrolment: CreditEnrolment | None
) -> dict[str, datetime]:
    """Part → when it was last done again since the acknowledgement: a lesson read again, a case or lab begun and finished."""
    if enrolment is None:
        return {}
    lessons = select(ReadAgain.lesson_id, ReadAgain.at).where(ReadAgain.enrolment_id == enrolment.id)
    cases = select(CaseRun.case_id, CaseRun.finished_at).where(
        CaseRun.account_id == account_id, CaseRun.started_at >= enrolment.acknowledged_at, CaseRun.ending.is_not(None)
    )
    labs = select(LabRun.exercise_id, LabRun.finished_at).where(
        LabRun.account_id == account_id, LabRun.started_at >= enrolment.acknowledged_at, LabRun.finished_at.is_not(None)
    )
    found: dict[str, datetime] = {}
    done: Iterable[Any] = session.execute(union_all(lessons, cases, labs))
    for part, at in done:
        if at is not None:
            found[course.current_id(part)] = max(at, found.get(course.current_id(part), at))
    return found


def claims_of(session: Session, accounts: Sequence[str]) -> list[tuple[CreditClaim, facts.Earlier]]:
    """Every claim of a person, oldest first, and each as the rules see it."""
    wanted = (
        select(CreditClaim, Designation.credit_type, ActivityVersion.unit)
        .join(Designation, Designation.id == CreditClaim.designation_id)
        .join(ActivityVersion, ActivityVersion.id == Designation.activity_id)
        .where(CreditClaim.account_id.in_(accounts))
        .order_by(CreditClaim.claimed_at)
    )
    return [
        (claim, facts.Earlier(claim.designation_id, unit, kind, claim.credit, claim.claimed_at))
        for claim, kind, unit in session.execute(wanted)
    ]


def day_of(instant: datetime, zone: str) -> date:
    """The day of an instant in a zone."""
    return instant.astimezone(ZoneInfo(zone)).date()
