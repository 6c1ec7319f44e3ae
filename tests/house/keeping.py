"""What is kept around credit, for tests of the whole house: a licence and a consent of the owner's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.credit.keeping import boards
from lms.people.licences import GivenLicence, save_licence
from lms.people.permissions import Actor


def set_up_keeping(session: Session, now: datetime, owner: Actor) -> dict[str, str]:
    """All of it. Returns what stands for it in addresses."""
    licence = save_licence(session, actor=owner, now=now, given=GivenLicence("social-worker", "SW-77", "NY"))
    consent = boards.give_consent(session, actor=owner, now=now, board="Harbor Board", month="4", day="29", agreed=True)
    return {"own_licence_id": licence.id, "own_consent_id": consent.id}
