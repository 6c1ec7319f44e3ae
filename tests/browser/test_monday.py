"""A Monday on a telephone: a supervisor opens her queue, accepts several hours at once, undoes one, and is done."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from lms.learning.outside.actions import record_training
from lms.learning.outside.models import OutsideTraining
from lms.learning.outside.rules import Given
from tests.browser.person import Person
from tests.cast import Cast, in_session
from tests.people.makers import PASSWORD, actor_of

TITLES = ("Lecture on consent", "A morning beside Grace")


@pytest.fixture
def waiting(app: Flask, cast: Cast) -> Cast:
    """Two trainings of Marisol's that wait for Sunniva."""

    def fill(session: Session) -> None:
        now = cast.services.clock.now()
        who = actor_of(session, cast.learner, now)
        for title in TITLES:
            given = Given(title, "The county", who.today - timedelta(days=3), 90, "Grace was there", file=False)
            record_training(session, actor=who, now=now, given=given, today=who.today, file=None)

    in_session(cast.services.database, fill)
    return cast


def fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_monday_in_minutes(waiting: Cast, open_context: Callable[..., BrowserContext]) -> None:
    sunniva = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    sunniva.comes_signed_in("sunniva@saltmarsh.example", PASSWORD)
    sunniva.opens("/home")
    sunniva.follows("Two things wait for you, about 6 minutes")
    sunniva.is_at("Two things wait for you, about 6 minutes")
    fits(sunniva.page)
    sunniva.follows("Go through 2 together")
    fits(sunniva.page)
    for row in sunniva.page.get_by_role("group").all():
        choice = row.get_by_label("Accept. I have looked at what shows it")
        choice.focus()
        sunniva.page.keyboard.press("Space")
        expect(choice).to_be_checked()
    sunniva.presses("Settle these")
    sunniva.is_at("Nothing waits for you")
    sunniva.sees("2 accepted.")
    fits(sunniva.page)
    sunniva.page.get_by_role("button", name=re.compile(f"Take back.*{TITLES[0]}")).click()
    sunniva.is_at("One thing waits for you, about 3 minutes")
    sunniva.page.get_by_role("link", name=re.compile(f"Decide.*{TITLES[0]}")).click()
    sunniva.presses("Accept")
    sunniva.is_at("Nothing waits for you")
    accepted: list[Any] = waiting.read(OutsideTraining)
    assert [each.accepted for each in accepted] == [True, True]
