"""Ratings of difficulty, times of testers, and the calculation that both go into. None of these commits; each is audited."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.credit.activities.actions import get_unclosed
from lms.credit.activities.models import ActivityVersion, DifficultyRating, HoursCalculation, PilotTime
from lms.credit.activities.queries import calculations_of
from lms.credit.activities.rules.entries import pilot_problem, rating_problem
from lms.credit.activities.rules.keeping import inputs_kept, worked_kept
from lms.credit.hours.rules import FORMULA_VERSION, BadInputs, Inputs, calculate, rated
from lms.credit.providers.actions import audited
from lms.credit.providers.queries import today_of
from lms.errors import Invalid, Refusal
from lms.people.permissions import Actor

LOCKED = "The hours of this version are worked out, so ratings and times stay as they are. A new version has its own."


def rate(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    activity_id: str,
    rater: str,
    rating: int | None,
    rated_on: date | None,
) -> DifficultyRating:
    """Write down an independent reviewer's rating, in tenths. Raises Invalid; Refusal once hours were worked out."""
    row = _unlocked(session, actor, activity_id)
    makers = independent_of(row)
    if problem := rating_problem(rater, rating, makers=makers, rated=[each.rater for each in row.ratings]):
        raise Invalid(problem, field="rater")
    assert rating is not None
    day = _day(session, actor, now, row, rated_on, "rated_on")
    found = DifficultyRating(activity_id=row.id, rater=" ".join(rater.split()), rating=rating, rated_on=day)
    session.add(found)
    session.flush()
    details = {"activity": row.id, "rater": found.rater, "rating": rating}
    audited(session, row.organisation_id, actor, now, "credit-rating.given", found.id, details)
    return found


def add_pilot(
    session: Session,
    *,
    actor: Actor,
    now: datetime,
    activity_id: str,
    minutes: int,
    profession: str,
    tested_on: date | None,
) -> PilotTime:
    """Write down how long a tester took. Raises Invalid; Refusal once hours were worked out."""
    row = _unlocked(session, actor, activity_id)
    if problem := pilot_problem(minutes, profession):
        raise Invalid(problem, field="minutes")
    day = _day(session, actor, now, row, tested_on, "tested_on")
    found = PilotTime(activity_id=row.id, minutes=minutes, profession=profession, tested_on=day)
    session.add(found)
    session.flush()
    details = {"activity": row.id, "minutes": minutes, "profession": profession}
    audited(session, row.organisation_id, actor, now, "credit-pilot.added", found.id, details)
    return found


def work_out(session: Session, *, actor: Actor, now: datetime, activity_id: str, signed_by: str) -> HoursCalculation:
    """Work out the hours of the frozen content by every method and keep all of it, signed. Ratings and times are locked by it.

    Raises Invalid without a name, Refusal before it is frozen, with fewer than two ratings, with one or two testers, and a second time.
    """
    row = _unlocked(session, actor, activity_id)
    if row.content_hash is None:
        raise Refusal("Freeze the content first: hours are worked out for what is frozen.")
    if not signed_by.strip() or len(signed_by) > 120:
        raise Invalid("Enter who answers for the calculation, by name.", field="signed_by")
    try:
        inputs = inputs_of(row)
    except BadInputs as bad:
        raise Refusal(str(bad)) from bad
    worked = calculate(inputs, per_credit=0)
    assert worked.minutes is not None
    found = HoursCalculation(
        activity_id=row.id, content_hash=row.content_hash, formula_version=FORMULA_VERSION, inputs=inputs_kept(inputs),
        worked=worked_kept(worked), minutes=int(worked.minutes * 100), made_at=now, signed_by=" ".join(signed_by.split()),
    )  # fmt: skip
    session.add(found)
    session.flush()
    details = {
        "activity": row.id,
        "minutes": found.minutes,
        "signed_by": found.signed_by,
        "content": found.content_hash,
    }
    audited(session, row.organisation_id, actor, now, "credit-hours.worked-out", found.id, details)
    return found


def inputs_of(row: ActivityVersion) -> Inputs:
    """What goes into the calculation of a frozen version. Raises BadInputs, also for fewer than two independent ratings."""
    makers = independent_of(row)
    ratings = [
        Fraction(each.rating, 10)
        for each in row.ratings
        if rating_problem(each.rater, each.rating, makers=makers, rated=()) is None
    ]
    return Inputs(
        Fraction(row.facts["words"]),
        Fraction(row.facts["items"]),
        rated(ratings),
        Fraction(row.facts.get("interactive", 0)),
        tuple(Fraction(each.minutes) for each in row.pilots),
    )


def independent_of(row: ActivityVersion) -> list[str]:
    """Names of those whose work a rater must be independent of: whoever wrote the content or its questions."""
    return [each.name for each in row.people if each.left_at is None and {"author", "item writer"} & set(each.roles)]


def _unlocked(session: Session, actor: Actor, activity_id: str) -> ActivityVersion:
    row = get_unclosed(session, actor, activity_id)
    if calculations_of(session, row.id):
        raise Refusal(LOCKED)
    return row


def _day(session: Session, actor: Actor, now: datetime, row: ActivityVersion, day: date | None, field: str) -> date:
    if day is None or day > today_of(session, row.organisation_id, now, actor):
        raise Invalid("Enter the day, which is not to come, such as 4 May 2026.", field=field)
    return day
