"""What is kept around credit, for tests of the whole house: a licence, a consent and a complaint of the owner's, and a hold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.credit.keeping import boards, grievances, holds
from lms.people.licences import GivenLicence, save_licence
from lms.people.models import Account
from lms.people.permissions import Actor


def set_up_keeping(session: Session, now: datetime, owner: Actor, administrator: Actor) -> dict[str, str]:
    """All of it. Returns what stands for it in addresses."""
    licence = save_licence(session, actor=owner, now=now, given=GivenLicence("social-worker", "SW-77", "NY"))
    consent = boards.give_consent(session, actor=owner, now=now, board="Harbor Board", month="4", day="29", agreed=True)
    complaint = grievances.complain(
        session, actor=owner, now=now, today=owner.today, words="The evaluation could not be sent.", activity_id=None
    )
    hold = holds.give_hold(
        session, actor=administrator, now=now, account_id=None, reason="A suit is expected.",
        organisation_id=session.get_one(Account, administrator.account_id).organisation_id,
    )  # fmt: skip
    return {
        "own_licence_id": licence.id,
        "own_consent_id": consent.id,
        "grievance_id": complaint.id,
        "hold_id": hold.id,
    }
