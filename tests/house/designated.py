"""Continuing education for tests of the whole house: an organisation with invented approvals and one activity designated for credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.credit.activities.models import ActivityPerson
from lms.credit.providers.models import Approval
from lms.people.models import Account
from tests.credit.approved import approve
from tests.house.way_to_credit import set_out
from tests.people.makers import actor_of

if TYPE_CHECKING:
    from tests.house.scene import Scene

LETTER = b"%PDF-1.7\nAn invented letter of the Harbor Council."


def set_up_credit(session: Session, scene: Scene) -> dict[str, str]:
    """Rows of an organisation, with the letter of its approval. Returns what stands for them in addresses."""
    organisation = session.get_one(Account, scene.people["administrator"]).organisation_id
    made = approve(session, scene.course, organisation_id=organisation, now=scene.now)
    row = session.get_one(Approval, made.approval_id)
    row.document_hash, row.document_name = scene.services.files.put(LETTER), "letter.pdf"
    maker = session.scalars(select(ActivityPerson.id).where(ActivityPerson.activity_id == made.activity_id)).one()
    return {
        "approval_id": made.approval_id, "accreditor": "nbcc", "version_id": made.activity_id, "maker_id": maker,
        "designation_id": made.designations["harbor-nursing"], "credit_type": "nbcc-hours",
        **set_out(session, scene.now, actor_of(session, scene.people["owner"], scene.now), scene.course, made.activity_id),
    }  # fmt: skip
