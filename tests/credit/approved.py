"""An organisation that holds invented approvals of an invented accreditor, with one activity designated for three professions.

All of it is entered by the program's own actions, each at the time at which it would have been.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from lms.credit.accreditors.reading import read_one
from lms.credit.accreditors.rules import FORMAT, RuleSet
from lms.credit.activities import actions as activities
from lms.credit.activities import makers, worked
from lms.credit.activities.content import units_of
from lms.credit.activities.designating import designate
from lms.credit.activities.rules.entries import Details, Disclosed, Maker, Support
from lms.credit.providers import actions as providers
from lms.credit.providers.rules import ApprovalEntry, ConfirmationEntry, ProviderEntry
from lms.curriculum.course import Course
from lms.people.permissions import SYSTEM

FILE = Path(__file__).parent / "accreditors" / "harbor.yaml"
ZONE = "America/New_York"
CREDIT = 100
JOINT = "Provided jointly by Harbor Bay Learning, Inc. and Quay Hospital."
DIFFICULTY = 45
"""In tenths: hard enough that the pilot, an hour and six minutes, decides the hours of any module."""
PROVIDER = ProviderEntry(
    "Harbor Bay Learning, Inc.", "1 Quay Street\nHarbor Bay", "https://learning.example", "555 0100", "ce@learning.example",
    "Ilse Brandt, PhD", "Director of continuing education", ZONE,
    "Write to the director; an answer comes within 30 days.", "Write to ce@learning.example.",
)  # fmt: skip


def harbor() -> RuleSet:
    """The invented accreditor's rule set."""
    found, wrong = read_one(FILE.name, FILE.read_text(encoding="utf-8"))
    assert found is not None, wrong
    return found


def put_on_shelf(data: Path) -> None:
    """Lay the invented accreditor's file where an installation looks for files of its own."""
    (data / "accreditors").mkdir(parents=True, exist_ok=True)
    (data / "accreditors" / FILE.name).write_bytes(FILE.read_bytes())


@dataclass(frozen=True)
class Approved:
    """Ids of what there is. `designations` are by code of the type of credit."""

    organisation_id: str
    activity_id: str
    approval_id: str
    designations: dict[str, str]


def approve(
    session: Session, course: Course, *, organisation_id: str, now: datetime, unit: str | None = None
) -> Approved:
    """Provider, confirmation, approval, and the first published module of a course (or `unit`) designated for 1.00 hour."""
    module = next(each for each in course.published_modules if unit in (None, each.id))
    rules, confirmed = harbor(), day(now, 60)

    def then(days: int) -> dict[str, Any]:
        return {"actor": SYSTEM, "now": now - timedelta(days=days)}

    providers.save_provider(session, **then(60), organisation_id=organisation_id, entry=PROVIDER)
    handbook = ConfirmationEntry("Ilse Brandt", confirmed, "Handbook of the Harbor Council, 2025")
    providers.confirm_rules(
        session, **then(60), organisation_id=organisation_id, rules=rules, mark=rules.hash, entry=handbook
    )
    term = ApprovalEntry(rules.accreditor, "HC-0042", "provider", "", (FORMAT,), day(now, 365), day(now, -365))
    approval = providers.add_approval(
        session, **then(60), organisation_id=organisation_id, demo=False, shelf={rules.accreditor: rules},
        units=units_of(course), entry=term, document=None,
    ).row  # fmt: skip
    activity = activities.prepare(session, **then(50), organisation_id=organisation_id, course=course, unit=module.id)
    of: dict[str, Any] = {"activity_id": activity.id}
    entry = Details(
        module.title, "introductory", ("social-worker", "physician", "registered-nurse"), ("Name the three roles of a team.",),
        "Care managers begin without training.", "Caseloads are reviewed too seldom.", ("A textbook, 2020.",),
        "A browser of the last three years.", JOINT,
    )  # fmt: skip
    activities.describe(session, **then(50), **of, entry=entry)
    roles = ("author", "planner", "reviewer", "item writer")
    dube = Maker("Nomvula Dube, MD", "MD, board certified in psychiatry", roles, module.required, day(now, 45))
    person = makers.save_maker(session, **then(45), **of, person_id=None, course=course, entry=dube)
    none = Disclosed(day(now, 45), True, (), False, "")
    makers.disclose(session, **then(45), **of, person_id=person.id, entry=none)
    makers.state_support(session, **then(45), **of, entry=Support("none", "", "", day(now, 45)))
    for rater in ("Ana Souza", "Piet Vos"):
        worked.rate(session, **then(44), **of, rater=rater, rating=DIFFICULTY, rated_on=day(now, 44))
    for minutes in (58, 62, 66, 70, 75):
        worked.add_pilot(session, **then(43), **of, minutes=minutes, profession="social-worker", tested_on=day(now, 43))
    activities.freeze(session, **then(40), **of, course=course)
    days = activities.Days(day(now, 40), day(now, 40), day(now, -300))
    activities.set_days(session, **then(40), **of, days=days)
    worked.work_out(session, **then(40), **of, signed_by="Ilse Brandt")
    made = {
        kind.code: designate(
            session, **then(39), **of, course=course, rules=rules, kind=kind, demo=False, credit=Fraction(CREDIT, 100),
            designated_by="Ilse Brandt", topics=("ethics",) if kind.code == "harbor-social-work" else (),
        ).id
        for kind in rules.credit_types
    }  # fmt: skip
    return Approved(organisation_id, activity.id, approval.id, made)


def day(now: datetime, ago: int) -> date:
    """The provider's day so many days ago."""
    return (now - timedelta(days=ago)).astimezone(ZoneInfo(ZONE)).date()
