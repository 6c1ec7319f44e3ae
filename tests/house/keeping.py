"""What is kept around credit and sign-in, for tests of the whole house: a licence, a consent, a complaint, an app begun and an identity of the owner's, a hold, a webhook, and credit claimed elsewhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.credit.claiming.models import CreditClaim, CreditEnrolment, Override, ShownPage
from lms.credit.keeping import boards, grievances, holds
from lms.curriculum.course import Course
from lms.people.erasure.actions import ask
from lms.people.factors.actions import begin_app
from lms.people.identity.models import LinkedIdentity
from lms.people.licences import GivenLicence, save_licence
from lms.people.models import Account
from lms.people.permissions import Actor
from lms.people.tokens.actions import make_token
from lms.webhooks.actions import add_webhook
from lms.webhooks.models import WebhookDelivery
from tests.credit.approved import approve

ISSUER = "https://id.saltmarsh.example"


def set_up_keeping(session: Session, scene: Any, owner: Actor, administrator: Actor) -> dict[str, str]:
    """All of it. Returns what stands for it in addresses."""
    now = scene.now
    token = make_token(session, actor=owner, now=now, name="Reader", scopes=["certificates:read"], last_day=owner.today)
    licence = save_licence(session, actor=owner, now=now, given=GivenLicence("social-worker", "SW-77", "NY"))
    consent = boards.give_consent(session, actor=owner, now=now, board="Harbor Board", month="4", day="29", agreed=True)
    complaint = grievances.complain(
        session, actor=owner, now=now, today=owner.today, words="The evaluation could not be sent.", activity_id=None
    )
    hold = holds.give_hold(
        session, actor=administrator, now=now, account_id=None, reason="A suit is expected.",
        organisation_id=session.get_one(Account, administrator.account_id).organisation_id,
    )  # fmt: skip
    stranger = session.get_one(Account, scene.people["stranger"])
    followed, override = claim_elsewhere(session, now - timedelta(days=61), scene.course, owner, stranger)
    hook, message = add_hook(session, scene, owner, administrator)
    begun = begin_app(session, actor=owner, now=now, name="Phone", secret=scene.services.settings.secret_key)
    identity = LinkedIdentity(account_id=owner.account_id, issuer=ISSUER, subject="s-1", linked_at=now, used_at=now)
    session.add(identity)
    session.flush()
    return {
        "request_id": ask(session, actor=owner, now=now, base_url="http://localhost").id,
        "own_factor_id": begun.id,
        "own_identity_id": identity.id,
        "identity_id": identity.id,
        "followed_id": followed,
        "override_id": override,
        "own_licence_id": licence.id,
        "own_token_id": token.row.id,
        "webhook_id": hook,
        "delivery_id": message,
        "own_consent_id": consent.id,
        "grievance_id": complaint.id,
        "hold_id": hold.id,
    }


def add_hook(session: Session, scene: Any, owner: Actor, administrator: Actor) -> tuple[str, str]:
    """A webhook of the organisation, and a message about the owner that was given up; ids of both."""
    now = scene.now
    made = add_webhook(
        session, actor=administrator, now=now, organisation_id=administrator.organisation_id, loopback=False,
        url="https://hooks.saltmarsh.example/linchpin", events=["part.completed"],
        key=scene.services.settings.secret_key,
    )  # fmt: skip
    message = WebhookDelivery(
        webhook_id=made.row.id, number=1, account_id=owner.account_id, kind="part.completed", about={}, at=now,
        created_at=now, tries=8, tried_at=now, result="Answered with 503.", given_up_at=now,
    )  # fmt: skip
    session.add(message)
    session.flush()
    return made.row.id, message.id


def claim_elsewhere(
    session: Session, now: datetime, course: Course, owner: Actor, stranger: Account
) -> tuple[str, str]:
    """Credit that the owner claimed with another organisation, and a rule it was asked to set aside; ids of both."""
    made = approve(session, course, organisation_id=stranger.organisation_id, now=now)
    shown = ShownPage(hash="e" * 64, kind="disclosure", text="Shown elsewhere.", first_shown_at=now)
    session.add(shown)
    session.flush()
    enrolment = CreditEnrolment(
        account_id=owner.account_id, activity_id=made.activity_id, disclosure_hash=shown.hash, acknowledged_at=now,
        content_hash="e" * 64,
    )  # fmt: skip
    session.add(enrolment)
    session.flush()
    first, second = list(made.designations.values())[:2]
    claim = CreditClaim(
        account_id=owner.account_id, enrolment_id=enrolment.id, designation_id=first, credit=100, active_minutes=None,
        profession="social-worker", licence_number=None, licence_state=None, claimed_at=now, certificate_id=None,
        override_id=None,
    )  # fmt: skip
    override = Override(
        enrolment_id=enrolment.id, designation_id=second, rules=[9], reason="The page failed.",
        asked_by_account_id=stranger.id, asked_at=now, approved_by_account_id=None, approved_at=None, refused_at=None,
    )  # fmt: skip
    session.add_all([claim, override])
    session.flush()
    return made.activity_id, override.id
