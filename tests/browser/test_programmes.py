"""A programme's lead asks, the administrator reads on a telephone without scripts and consents, and takes it back again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.people.models import Clinic
from lms.people.organisations import create_programme
from lms.people.permissions import SYSTEM
from lms.readiness.overview.models import MonthCount, MonthSnapshot
from lms.readiness.programmes.actions import give_lead
from lms.readiness.rules.counts import last_month_over
from tests.browser.person import Person
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD


@pytest.fixture
def scene(app: Flask) -> Scene:
    """The cast, a programme for Lena, and Mill Road counted at the end of the month before: eighteen care managers."""
    scene = make_people(app)
    day = last_month_over(scene.now.date())
    with scene.services.database.session(write=True) as session:
        made = create_programme(session, actor=SYSTEM, now=scene.now, name="Coast")
        lead = scene.people["programme lead"]
        give_lead(session, actor=SYSTEM, now=scene.now, programme_id=made.id, account_id=lead)
        clinic = session.query(Clinic).filter(Clinic.name == "Mill Road").one()
        head = {"clinic_id": clinic.id, "as_of": day}
        session.add(MonthSnapshot(**head, zone=clinic.zone, held=18, edition="e", made_at=scene.now))
        session.flush()
        for word, number in (("ready", 11), ("on track", 7)):
            session.add(MonthCount(**head, role="bhcm", cohort=day.replace(day=1), standing=word, number=number))
        session.commit()
    return scene


def test_asked_consented_seen_and_taken_back(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    lena = Person(open_context())
    lena.comes_signed_in("lena@saltmarsh.example", PASSWORD)
    lena.opens("/home")
    lena.is_at("Coast")
    lena.follows("Ask an organisation")
    lena.chooses("Organisation", "Saltmarsh Community Health (2 clinics)")
    lena.presses("Choose its clinics")
    lena.ticks("Mill Road")
    lena.presses("Ask")
    lena.sees("Asked, no answer yet")

    odile = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    odile.comes_signed_in("odile@saltmarsh.example", PASSWORD)
    odile.opens("/admin/people/")
    odile.follows("Programmes, and what is shared with them")
    odile.follows("Read what it would be, and answer")
    odile.sees("how many roles are held at Mill Road")
    odile.presses("Consent and share")
    odile.is_at("Shared with Coast")
    assert odile.page.evaluate("document.documentElement.scrollWidth") <= 390

    lena.opens(lena.path)
    lena.sees("1 of 1 organisation shares counts now")
    lena.follows("Saltmarsh Community Health")
    lena.sees("18")
    odile.follows("Withdraw everything")
    odile.presses("Withdraw")
    odile.sees("Taken back: all of it")
    lena.opens(lena.path)
    lena.sees("has withdrawn its consent")
    assert "18" not in lena.page.inner_text("main")
