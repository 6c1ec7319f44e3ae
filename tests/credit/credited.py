"""A learner with a certificate for credit, made of rows: what stands after a claim, whichever way led there."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.credit.actions import place_in_list
from lms.credit.activities.models import ActivityVersion, Designation
from lms.credit.claiming.models import Attestation, CreditClaim, CreditEnrolment, EvaluationReceipt, ShownPage
from lms.credit.codes import new_code, normalise
from lms.credit.models import Certificate
from lms.credit.providers.models import Approval, CreditProvider
from lms.credit.rules import CertificatePayload, CreditLine, ProviderLines
from lms.curriculum.course import Course
from lms.ids import new_id
from lms.people.models import Account
from tests.credit.approved import Approved, approve

KIND = "harbor-social-work"


@dataclass(frozen=True)
class Credited:
    """Ids of what there is."""

    approved: Approved
    enrolment_id: str
    claim_id: str
    certificate_id: str


def credit(
    session: Session,
    course: Course,
    *,
    account_id: str,
    now: datetime,
    completed_on: date | None = None,
    base_url: str = "https://training.example.org",
    approved: Approved | None = None,
) -> Credited:
    """An approved activity, and one learner's enrolment, claim and certificate of it; the file is not made yet."""
    account = session.get_one(Account, account_id)
    made = approved or approve(session, course, organisation_id=account.organisation_id, now=now)
    session.flush()
    name = account.legal_name or account.name
    account.legal_name, account.legal_name_confirmed_at = name, now
    shown = hashlib.sha256(b"Shown before the start.").hexdigest()
    if session.get(ShownPage, shown) is None:
        session.add(ShownPage(hash=shown, kind="disclosure", text="Shown before the start.", first_shown_at=now))
        session.flush()
    activity = session.get_one(ActivityVersion, made.activity_id)
    enrolment = CreditEnrolment(
        account_id=account_id, activity_id=activity.id, disclosure_hash=shown, acknowledged_at=now,
        content_hash=activity.content_hash,
    )  # fmt: skip
    session.add(enrolment)
    session.flush()
    session.add(EvaluationReceipt(enrolment_id=enrolment.id, handed_in_on=now.date()))
    session.add(
        Attestation(
            enrolment_id=enrolment.id, text_hash=shown, typed_name=name, at=now, place_hash="0" * 64, browser="Firefox"
        )
    )
    kind = next(iter(made.designations))
    row = _certificate(session, account, made, kind, completed_on or now.date(), now, base_url)
    claim = CreditClaim(
        account_id=account_id, enrolment_id=enrolment.id, designation_id=made.designations[kind], credit=100,
        active_minutes=None, profession="social-worker", licence_number="SW-1", licence_state="NY", claimed_at=now,
        certificate_id=row.id, override_id=None,
    )  # fmt: skip
    session.add(claim)
    session.flush()
    return Credited(made, enrolment.id, claim.id, row.id)


def _certificate(
    session: Session, account: Account, made: Approved, kind: str, completed_on: date, now: datetime, base_url: str
) -> Certificate:
    activity, designation = (
        session.get_one(ActivityVersion, made.activity_id),
        session.get_one(Designation, made.designations[kind]),
    )
    approval = session.get_one(Approval, made.approval_id)
    provider = session.get_one(CreditProvider, account.organisation_id)
    line = CreditLine(
        type=kind, label="Harbor social work credit", unit="hour", credit=designation.credit, accreditor="Harbor Council",
        number=approval.number, term_start=approval.term_start.isoformat(), term_end=approval.term_end.isoformat(),
        statement="Approved by the Harbor Council.", profession="social-worker", licence_number="SW-1", licence_state="NY",
    )  # fmt: skip
    code, serial = new_code(secrets.token_bytes), f"C-{secrets.token_hex(4)}"
    payload = CertificatePayload(
        id=new_id(), serial=serial, code=code, name=account.legal_name or account.name,
        title=activity.title, course_title="Collaborative Care", parts=(activity.title,), training_minutes=95,
        completed_on=completed_on, issued_on=now.date(), edition_hash="0" * 12, edition_date=now.date(),
        issuer=provider.legal_name, verify_url=f"{base_url}/verify/{code}", kind="credit",
        no_credit="Credit as stated.", credits=(line,), format=activity.format, level=activity.level,
        activity_version=f"{activity.unit} 1", minutes_basis="Mergener",
        provider=ProviderLines(
            legal_name=provider.legal_name, address=provider.address, url=provider.url, phone=provider.phone,
            email=provider.email, director_name=provider.director_name, director_title=provider.director_title,
        ),
    )  # fmt: skip
    row = Certificate(
        id=payload.id, organisation_id=account.organisation_id, account_id=account.id, scope=f"credit:{activity.id}",
        title=payload.title, serial=serial, code=normalise(code), payload=payload.as_dict(), gates=[],
        completed_on=completed_on, issued_at=now,
    )  # fmt: skip
    session.add(row)
    place_in_list(session, row)
    return row
