"""A page of the clinic's own, changed once, for the scene of the house."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from lms.clinic_pages.actions import Sent, change_page, write_page
from lms.clinic_pages.rules import Draft
from lms.people.permissions import Actor, Permission


def write_clinic_page(session: Session, now: datetime, supervisor: Actor) -> str:
    """The clinic's crisis protocol in two versions; returns its id."""
    ((organisation_id, clinic_id),) = supervisor.clinics_with(Permission.CLINIC_PAGE_WRITE)
    by: dict[str, Any] = {"actor": supervisor, "now": now, "addresses": {}}

    def sent(text: str) -> Sent:
        return Sent(Draft("Crisis protocol", text, supervisor.today + timedelta(days=90)), supervisor.account_id)

    page = write_page(
        session,
        organisation_id=organisation_id,
        clinic_id=clinic_id,
        kind="crisis-protocol",
        sent=sent("Stay with the person."),
        **by,
    )
    change_page(session, page_id=page.id, seen=1, sent=sent("## Now\n\nStay with the person. Page Dr. Amari."), **by)
    return page.id
