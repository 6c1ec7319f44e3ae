"""Designate credit for a frozen activity, and close a designation. Neither commits; both are audited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.credit.accreditors.rules import CreditType, RuleSet
from lms.credit.activities.actions import details_of, get_unclosed
from lms.credit.activities.content import content_hash, parts_of
from lms.credit.activities.models import ActivityVersion, Designation, HoursCalculation
from lms.credit.activities.queries import (
    calculations_of,
    designations_of,
    get_designation_for,
    is_mitigated,
    newest_disclosure,
)
from lms.credit.activities.rules.designation import Case, Cover, Exam, Maker, Part, covering, open_conditions
from lms.credit.activities.rules.entries import TOPICS, missing_details, rating_problem
from lms.credit.activities.rules.keeping import credit_problem, inputs_from, most_credit
from lms.credit.activities.worked import independent_of
from lms.credit.hours.rules import calculate
from lms.credit.providers.actions import audited
from lms.credit.providers.queries import approvals_of, confirmation_of, provider_of, term_of, today_of
from lms.credit.providers.rules import reason_problem
from lms.curriculum.course import Course
from lms.errors import Invalid, NotFound, Refusal
from lms.people.permissions import Actor


def calculation_for(session: Session, row: ActivityVersion) -> HoursCalculation | None:
    """The newest calculation of the content as it is frozen."""
    return next((each for each in calculations_of(session, row.id) if each.content_hash == row.content_hash), None)


def unchanged(row: ActivityVersion, course: Course) -> bool:
    """Whether the course still holds what was frozen."""
    try:
        return row.content_hash == content_hash(parts_of(course, row.unit))
    except NotFound:
        return False


def case_of(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    row: ActivityVersion,
    course: Course,
    rules: RuleSet,
    kind: CreditType,
) -> Case:
    """All that a designation of this type would be judged by. `row` was read with what belongs to it."""
    organisation = row.organisation_id
    kept = calculation_for(session, row) if row.content_hash else None
    worked = calculate(inputs_from(kept.inputs), per_credit=0) if kept else None
    makers = [each for each in row.people if each.left_at is None]
    writers = independent_of(row)
    said = {each.id: newest_disclosure(each) for each in makers}
    return Case(
        today=today_of(session, organisation, now, actor),
        rules=rules,
        kind=kind,
        provider=provider_of(session, organisation) is not None,
        confirmed=confirmation_of(session, organisation, rules) is not None,
        covers=tuple(
            Cover(each.id, each.number, term_of(each), tuple(each.formats), each.unit)
            for each in approvals_of(session, organisation)
            if each.accreditor == rules.accreditor
        ),
        unit=row.unit,
        format=row.format,
        missing=missing_details(details_of(row)),
        parts=tuple(Part(each["id"], each["title"]) for each in row.parts),
        makers=tuple(
            Maker(
                each.name, each.credentials, tuple(each.roles), tuple(each.reviewed) if each.reviewed_on else (),
                found.collected_on if (found := said[each.id]) else None, is_mitigated(found),
            )
            for each in makers
        ),
        support_stated=bool(row.support),
        frozen=row.frozen_at is not None,
        unchanged=row.frozen_at is not None and unchanged(row, course),
        released_on=row.released_on,
        reviewed_on=row.reviewed_on,
        ends_on=row.ends_on,
        closed=row.closed_at is not None,
        raters=sum(rating_problem(each.rater, each.rating, makers=writers, rated=()) is None for each in row.ratings),
        minutes=Fraction(kept.minutes, 100) if kept else None,
        most=most_credit(worked, kind) if worked else None,
        exams=tuple(
            Exam(each["title"], each["questions"], each["pass_mark"], each["two_answers"], tuple(each["uncovered"]))
            for each in row.facts.get("tests", ())
        ),
        designated=any(each.closed_at is None and each.credit_type == kind.code
                       for each in designations_of(session, organisation, row.id)),
    )  # fmt: skip


def designate(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    activity_id: str,
    course: Course,
    rules: RuleSet,
    kind: CreditType,
    demo: bool,
    credit: Fraction | None,
    designated_by: str,
    topics: Collection[str] = (),
) -> Designation:
    """Designate hours of credit from today on, never for what came before. Raises Refusal naming every condition that does not
    hold, and in a demonstration; Invalid for hours that the calculation does not allow, without a name or for an unknown topic.
    """
    row = get_unclosed(session, actor, activity_id)
    if demo:
        raise Refusal("This is a demonstration: nothing is designated in it.")
    case = case_of(session, actor=actor, now=now, row=row, course=course, rules=rules, kind=kind)
    if missing := open_conditions(case):
        raise Refusal(" ".join(each.sentence for each in missing))
    cover, kept = covering(case), calculation_for(session, row)
    assert cover is not None
    assert kept is not None
    assert case.most is not None
    if problem := credit_problem(credit, case.most, kind):
        raise Invalid(problem, field="credit")
    if not designated_by.strip() or len(designated_by) > 120:
        raise Invalid("Enter who designates it, by name.", field="designated_by")
    if not set(topics) <= set(TOPICS):
        raise Invalid("Choose among the topics that are named.", field="topics")
    assert credit is not None
    found = Designation(
        activity_id=row.id, credit_type=kind.code, accreditor=rules.accreditor, rule_set_hash=rules.hash, rule_set=rules.as_dict(),
        approval_id=cover.id, calculation_id=kept.id, credit=int(credit * 100), topics=[each for each in TOPICS if each in topics], designated_on=case.today, designated_at=now,
        designated_by=" ".join(designated_by.split()), by_account_id=actor.account_id or None, closed_at=None, closed_reason=None,
    )  # fmt: skip
    session.add(found)
    session.flush()
    details = {
        "activity": row.id, "type": kind.code, "credit": found.credit, "approval": cover.id, "calculation": kept.id,
        "rules": rules.hash, "by": found.designated_by, "topics": found.topics,
    }  # fmt: skip
    audited(session, row.organisation_id, actor, now, "credit-designation.made", found.id, details)
    return found


def close_designation(
    session: Session, *, actor: Actor, now: datetime, designation_id: str, reason: str
) -> Designation:
    """End a designation: nobody claims by it any more, and what was claimed stays. Raises Invalid without a reason, Refusal a second time."""
    found = get_designation_for(session, actor, designation_id)
    session.refresh(found, with_for_update=True)
    if found.closed_at is not None:
        raise Refusal("This designation is closed already.")
    if problem := reason_problem(reason):
        raise Invalid(problem, field="reason")
    found.closed_at, found.closed_reason = now, reason.strip()
    chain = session.get_one(ActivityVersion, found.activity_id).organisation_id
    audited(session, chain, actor, now, "credit-designation.closed", found.id, {"reason": found.closed_reason})
    session.flush()
    return found
