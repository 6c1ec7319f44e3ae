"""Letters the program writes by itself: chosen, seen before they leave, the supervisor's week in one, and ended from a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.acts.digest import digests_due, plan_digest, write_digest
from lms.acts.nudge import plan_nudges, write_nudges
from lms.outbox.models import Letter
from lms.people.models import RoleHeld
from lms.readiness.actions import reschedule
from lms.settings import Settings
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

# A Monday morning, a fortnight before everybody's first day.
MONDAY = datetime(2026, 6, 1, 15, tzinfo=UTC)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As a demonstration, so that letters can be read at /demo/mail."""
    return replace(settings, demo=True)


@pytest.fixture
def scene(app: Flask, clock: MovableClock) -> Scene:
    clock.set(MONDAY)
    return make_people(app)


def write_letters(scene: Scene) -> None:
    """What the worker writes on that Monday."""
    services, course = scene.services, scene.course
    now, base = MONDAY, services.settings.base_url
    with services.database.session(write=True) as session:
        for held in session.query(RoleHeld):
            reschedule(session, held=held, course=course, now=now)
        batch = plan_nudges(session, now=now, course=course, base_url=base, zone="America/Chicago")
        write_nudges(session, now=now, base_url=base, letters=batch.letters)
        for account_id, monday in digests_due(session, now=now):
            planned = plan_digest(session, now=now, course=course, base_url=base, account_id=account_id, monday=monday)
            if planned:
                write_digest(session, now=now, base_url=base, digest=planned)
        session.commit()


def test_letters_are_chosen_read_and_stopped_by_a_link(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    marisol = Person(open_context(viewport={"width": 390, "height": 780}, color_scheme="dark"))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/account/")
    marisol.follows("letters")
    marisol.is_at("Letters to you")
    coming = marisol.page.get_by_role("group").filter(has_text="The next letter, if nothing changes: 1 June 2026")
    coming.locator("summary").click()
    expect(coming).to_contain_text("Your training at Mill Road")
    marisol.chooses("No letter from", "09:00")
    marisol.chooses("Until", "08:00")
    marisol.presses("Save")
    expect(marisol.page.get_by_role("alert")).to_contain_text("at least three hours")
    expect(marisol.page.get_by_label("No letter from")).to_have_value("9")
    marisol.chooses("No letter from", "20:00")
    marisol.presses("Save")
    marisol.sees("It holds for every letter from now on.")

    write_letters(scene)
    with scene.services.database.session() as session:
        kinds = sorted((each.kind, each.to.partition("@")[0]) for each in session.query(Letter))
    assert ("due date", "marisol") in kinds
    assert [who for kind, who in kinds if kind == "digest"] == ["grace", "priya"]

    anyone = Person(open_context(java_script_enabled=False))
    anyone.opens("/demo/mail")
    week = anyone.page.get_by_role("article").filter(has_text="grace@saltmarsh.example")
    expect(week.first).to_contain_text("Marisol Tavares")
    hers = anyone.page.get_by_role("article").filter(has_text="marisol@saltmarsh.example")
    link = hers.get_by_role("link", name="/unsubscribe/").get_attribute("href") or ""
    anyone.opens(urlsplit(link).path)
    anyone.is_at("Stop these letters?")
    anyone.presses("Stop these letters")
    anyone.is_at("These letters have stopped")
    marisol.opens("/account/mail")
    for label in ("A date comes near", "Your plan will miss its date"):
        expect(marisol.page.get_by_label(re.compile(label))).not_to_be_checked()
    sent = marisol.page.get_by_role("region", name="What was written to you")
    expect(sent.get_by_role("row").nth(1)).to_contain_text("A date comes near")
    marisol.sees("Always sent, because you need them: invitations")
    anyone.presses("Let them come again")
    anyone.is_at("The letters come again")
    marisol.page.reload()
    expect(marisol.page.get_by_label(re.compile("A date comes near"))).to_be_checked()
    assert marisol.page.evaluate("document.documentElement.scrollWidth") <= 390
