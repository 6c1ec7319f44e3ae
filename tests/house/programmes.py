"""A programme for tests of the whole house: counts and names of one clinic shared, and another clinic asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people.models import Account, Clinic
from lms.people.organisations import create_programme
from lms.people.permissions import SYSTEM
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.programmes import actions
from lms.readiness.rules.counts import last_month_over
from tests.people.makers import actor_of


def lead_of(session: Session, now: datetime, account_id: str, name: str) -> str:
    """A programme that somebody leads; returns its id."""
    made = create_programme(session, actor=SYSTEM, now=now, name=name)
    actions.give_lead(session, actor=SYSTEM, now=now, programme_id=made.id, account_id=account_id)
    return made.id


def set_up_programme(session: Session, now: datetime, people: Mapping[str, str]) -> dict[str, str]:
    """All of it, by the people of the cast. Returns what stands for them in addresses."""
    organisation = session.get_one(Account, people["administrator"]).organisation_id
    mill, north = session.scalars(select(Clinic).where(Clinic.organisation_id == organisation).order_by(Clinic.name))
    programme_id = lead_of(session, now, people["programme lead"], "Coast")
    lead, administrator = (actor_of(session, people[who], now) for who in ("programme lead", "administrator"))
    place: dict[str, Any] = {"programme_id": programme_id, "organisation_id": organisation}
    by: dict[str, Any] = {"actor": lead, "now": now, "base_url": "http://localhost", **place}
    for wanted in ({"clinic_ids": [mill.id]}, {"kind": "names"}):
        row = actions.ask(session, **wanted, **by)
        offer = actions.offer_of(session, actor=administrator, now=now, ask=row)
        actions.consent(session, actor=administrator, now=now, ask_id=row.id, mark=offer.mark)
    day = last_month_over(now.date())
    head = {"clinic_id": mill.id, "as_of": day}
    session.add(MonthSnapshot(**head, zone=mill.zone, held=20, edition="e", made_at=now))
    session.flush()
    for role, word, number in (("bhcm", "ready", 11), ("pcp", "on track", 7), ("clerical", "overdue", 2)):
        session.add(MonthCount(**head, role=role, cohort=day.replace(day=1), standing=word, number=number))
    return {**place, "ask_id": actions.ask(session, clinic_ids=[north.id], **by).id, "part": "all"}
