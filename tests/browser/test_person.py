"""A supervisor on a telephone without scripts: who is late, why, and another start date, taken back again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.browser.person import Person
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


def test_a_start_date_is_moved_and_taken_back(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    grace = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    grace.opens("/home")
    grace.follows("Marisol Tavares")
    grace.is_at("Marisol Tavares has not begun")
    grace.follows("Move the start date")
    grace.presses("See what it would mean")
    grace.sees("There is a problem")
    grace.types("First day with CoCM patients", "2026-05-18")
    grace.types("Reason", "The clinic opens earlier")
    grace.presses("See what it would mean")
    grace.sees("Nothing is saved yet")
    grace.presses("Save this change")
    grace.sees("Start date moved from 15 June 2026 to 18 May 2026")
    grace.presses("Undo this change")
    grace.sees("What held before holds again")
    grace.is_at("Marisol Tavares has not begun")
