"""One learner who may claim, of the invented accreditor's social work credit; a test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from lms.credit.accreditors.rules import FORMAT
from lms.credit.claiming.facts import Activity, Earlier, Exam, Learner, Maker, Part, Pool, Terms
from lms.credit.claiming.rules import Verdict, judge
from tests.credit.approved import harbor

NOW = datetime(2026, 5, 4, 17, tzinfo=UTC)
TODAY = date(2026, 5, 4)
SET_OUT = NOW - timedelta(days=3)
PASSED = NOW - timedelta(hours=2)
SOCIAL_WORK, MEDICINE, NURSING = harbor().credit_types

ACTIVITY = Activity(
    title="The model", unit="m1", format=FORMAT, frozen_hash="aa", today_hash="aa", released_on=date(2026, 3, 25),
    reviewed_on=date(2026, 3, 25), ends_on=date(2027, 2, 28), makers=(Maker("Nomvula Dube, MD", date(2026, 3, 20)),),
    support_stated=True, pools=(Pool("Post-test", 40, 15),), announced_mark=80,
)  # fmt: skip
TERMS = Terms(
    designation_id="d1", kind=SOCIAL_WORK, accreditor="the Harbor Council", certificate_fields=harbor().certificate_fields,
    credit=100, minutes=6110, designated_at=datetime(2026, 3, 26, 12, tzinfo=UTC), number="HC-0042",
    term_start=date(2025, 5, 4), term_end=date(2027, 5, 4), formats=(FORMAT,),
)  # fmt: skip
FIELDS = {
    "name": "Marisol Tavares", "provider": "Harbor Bay Learning, Inc.", "provider_number": "HC-0042", "number": "HC-0042",
    "title": "The model", "completed_on": "4 May 2026", "credit": "1.00", "unit": "credit", "term_start": "4 May 2025",
    "term_end": "4 May 2027", "accreditor": "Harbor Council", "format": FORMAT,
}  # fmt: skip
LEARNER = Learner(
    now=NOW, today=TODAY, legal_name="Marisol Tavares", acknowledged_at=SET_OUT, enrolled_hash="aa",
    parts=(Part("l1", "A lesson", "lesson", SET_OUT + timedelta(hours=1), date(2026, 5, 1)),),
    tests=(Exam("t1", "Post-test", Fraction(13, 15), PASSED, TODAY),), evaluated_on=TODAY, attested_at=NOW - timedelta(hours=1),
    professions=("social-worker",), fields=FIELDS,
)  # fmt: skip


def earlier(credit: int, *, hours: float = 1, designation: str = "other", unit: str = "m2") -> Earlier:
    """A claim of social work credit made so many hours ago."""
    return Earlier(designation, unit, SOCIAL_WORK.code, credit, NOW - timedelta(hours=hours))


def rule(
    number: int, *, activity: dict[str, Any] | None = None, terms: dict[str, Any] | None = None, **learner: Any
) -> Verdict:
    """The verdict of one rule on the situation with these changes."""
    found = judge(replace(ACTIVITY, **activity or {}), replace(TERMS, **terms or {}), replace(LEARNER, **learner))
    return next(each for each in found if each.number == number)
