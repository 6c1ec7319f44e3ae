"""The programme of the demonstration: a centre without clinics of its own asks, and Saltmarsh consents to be counted."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import select

from lms.cli.demo_people import sign_in
from lms.cli.demo_stage import Diary, Stage
from lms.people import actions as people
from lms.people import organisations
from lms.people.permissions import SYSTEM
from lms.readiness.programmes import actions
from lms.readiness.programmes.models import ProgrammeAsk

CENTRE, PROGRAMME = "Longshore Implementation Center", "Longshore Collaborative Care"
LEAD, LEADS_EMAIL = "Beatrix Amundsen", "beatrix@longshore.example"
SHOWN = "leads a programme that Saltmarsh shares its counts with"

BEGAN, ASKED, ANSWERED = 75, 70, 66
"""Days before the as-of day, early enough for several month ends to be shown."""


def write_down(diary: Diary) -> None:
    """Put down when the programme was made, whom it asked, and what was answered."""
    diary.at(BEGAN, time(10, 0), _begin)
    diary.at(ASKED, time(11, 10), _ask)
    diary.at(ANSWERED, time(15, 40), _consent)


def _begin(stage: Stage, now: datetime) -> None:
    centre = organisations.create_organisation(stage.session, actor=SYSTEM, now=now, name=CENTRE)
    made = organisations.create_programme(stage.session, actor=SYSTEM, now=now, name=PROGRAMME)
    account = people.create_account(
        stage.session, actor=SYSTEM, now=now, organisation_id=centre.id, name=LEAD, email=LEADS_EMAIL,
        password_hash=stage.password_hash, welcomed=True,
    )  # fmt: skip
    actions.give_lead(stage.session, actor=SYSTEM, now=now, programme_id=made.id, account_id=account.id)
    stage.accounts["beatrix"] = account.id


def _ask(stage: Stage, now: datetime) -> None:
    sign_in(stage, now, "beatrix")
    lead = stage.actor("beatrix", now)
    actions.ask(
        stage.session, actor=lead, now=now, base_url=stage.base_url, programme_id=next(iter(lead.programmes())),
        organisation_id=next(iter(stage.clinics.values())).organisation_id, clinic_ids=[each.id for each in stage.clinics.values()],
    )  # fmt: skip


def _consent(stage: Stage, now: datetime) -> None:
    """Ruth reads the words and says yes to them."""
    ruth = stage.actor("ruth", now)
    asked = stage.session.scalars(select(ProgrammeAsk)).one()
    offer = actions.offer_of(stage.session, actor=ruth, now=now, ask=asked)
    actions.consent(stage.session, actor=ruth, now=now, ask_id=asked.id, mark=offer.mark)
