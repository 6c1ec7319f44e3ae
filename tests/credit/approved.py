"""An organisation that holds invented approvals of an invented accreditor, as rows, with one activity designated for three professions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from lms.credit.accreditors.reading import read_one
from lms.credit.accreditors.rules import FORMAT, RuleSet
from lms.credit.activities.content import content_hash, parts_of
from lms.credit.activities.models import (
    ActivityPerson,
    ActivityVersion,
    CommercialSupport,
    Designation,
    DifficultyRating,
    Disclosure,
    HoursCalculation,
    PilotTime,
)
from lms.credit.hours.rules import FORMULA_VERSION
from lms.credit.providers.models import Approval, CreditProvider, RuleSetConfirmation
from lms.curriculum.course import Course

FILE = Path(__file__).parent / "accreditors" / "harbor.yaml"
ZONE = "America/New_York"
CREDIT = 100


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
    today = now.date()
    session.add(
        CreditProvider(
            organisation_id=organisation_id, legal_name="Harbor Bay Learning, Inc.", address="1 Quay Street\nHarbor Bay",
            url="https://learning.example", phone="555 0100", email="ce@learning.example", director_name="Ilse Brandt, PhD",
            director_title="Director of continuing education", zone=ZONE, grievance="Write to the director; an answer comes within 30 days.",
            accommodation="Write to ce@learning.example.", changed_at=now, changed_by_account_id=None,
        )
    )  # fmt: skip
    rules = harbor()
    session.add(
        RuleSetConfirmation(
            organisation_id=organisation_id, accreditor=rules.accreditor, rule_set_hash=rules.hash, version=rules.version,
            confirmed_by="Ilse Brandt", confirmed_on=today - timedelta(days=60), handbook="Handbook of the Harbor Council, 2025",
            at=now - timedelta(days=60), by_account_id=None, withdrawn_at=None,
        )
    )  # fmt: skip
    approval = Approval(
        organisation_id=organisation_id, accreditor=rules.accreditor, number="HC-0042", kind="provider", unit=None,
        formats=[FORMAT], term_start=today - timedelta(days=365), term_end=today + timedelta(days=365), document_hash=None,
        document_name=None, added_at=now - timedelta(days=60), added_by_account_id=None, withdrawn_at=None, withdrawn_on=None,
        reason=None,
    )  # fmt: skip
    session.add(approval)
    parts = parts_of(course, module.id)
    activity = ActivityVersion(
        organisation_id=organisation_id, unit=module.id, number=1, title=module.title, format=FORMAT, level="introductory",
        audience=["social-worker", "physician", "registered-nurse"], objectives=["Name the three roles of a team."],
        needs="Care managers begin without training.", gap="Caseloads are reviewed too seldom.", references=["A textbook, 2020."],
        system="A browser of the last three years.", parts=parts, facts={"pass_mark": 80}, edition=course.edition,
        content_hash=content_hash(parts), frozen_at=now - timedelta(days=40), released_on=today - timedelta(days=40),
        reviewed_on=today - timedelta(days=40), ends_on=today + timedelta(days=300), closed_at=None,
        made_at=now - timedelta(days=50),
    )  # fmt: skip
    session.add(activity)
    session.flush()
    person = ActivityPerson(
        activity_id=activity.id, name="Nomvula Dube, MD", credentials="MD, board certified in psychiatry",
        roles=["author", "planner", "reviewer", "item writer"], reviewed=[each["id"] for each in parts],
        reviewed_on=today - timedelta(days=41), cv_hash=None, left_at=None,
    )  # fmt: skip
    session.add(person)
    session.flush()
    session.add_all(
        [
            Disclosure(person_id=person.id, collected_on=today - timedelta(days=45), none_declared=True, relationships=[],
                       relevant=False, mitigation=""),
            CommercialSupport(activity_id=activity.id, kind="none", source="", amount="", agreement_hash=None,
                              stated_on=today - timedelta(days=45)),
            DifficultyRating(activity_id=activity.id, rater="Ana Souza", rating=30, rated_on=today - timedelta(days=44)),
            DifficultyRating(activity_id=activity.id, rater="Piet Vos", rating=30, rated_on=today - timedelta(days=44)),
            *(PilotTime(activity_id=activity.id, minutes=each, profession="social-worker", tested_on=today - timedelta(days=43))
              for each in (58, 62, 66, 70, 75)),
        ]
    )  # fmt: skip
    calculation = HoursCalculation(
        activity_id=activity.id, content_hash=activity.content_hash, formula_version=FORMULA_VERSION,
        inputs={"words": 7600, "items": 10, "difficulty": 3}, worked={}, minutes=6110, made_at=now - timedelta(days=42),
        signed_by="Ilse Brandt",
    )  # fmt: skip
    session.add(calculation)
    session.flush()
    designations = {}
    for kind in rules.credit_types:
        row = Designation(
            activity_id=activity.id, credit_type=kind.code, accreditor=rules.accreditor, rule_set_hash=rules.hash,
            rule_set=rules.as_dict(), approval_id=approval.id, calculation_id=calculation.id, credit=CREDIT,
            designated_on=today - timedelta(days=39), designated_at=now - timedelta(days=39), designated_by="Ilse Brandt",
            by_account_id=None, closed_at=None, closed_reason=None,
        )  # fmt: skip
        session.add(row)
        session.flush()
        designations[kind.code] = row.id
    return Approved(organisation_id, activity.id, approval.id, designations)
