"""A supervisor shares the go-live board: somebody without an account reads and prints it, until it is revoked."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.people.models import Account, Clinic
from tests.browser.paper import squeezed, words_of
from tests.browser.person import Person
from tests.cast import in_session
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD, START


@pytest.fixture
def scene(app: Flask) -> Scene:
    """The cast at a clinic with a first day."""
    scene = make_people(app)

    def set_day(session) -> None:
        for clinic in session.query(Clinic):
            clinic.opens_on = START

    in_session(scene.services.database, set_day)
    return scene


def test_a_board_is_shared_read_printed_and_revoked(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    grace = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    grace.opens("/home")
    grace.follows("Start dates")
    grace.follows("Mill Road")
    grace.follows("First day")
    grace.follows("Share this board")
    grace.types("A word to whoever opens it, if you like", "For Thursday’s board of directors.")
    grace.presses("Make the link")
    grace.sees("it is shown only once")
    address = urlsplit(grace.page.get_by_role("code").inner_text()).path

    director = Person(open_context(viewport={"width": 1280, "height": 900}))
    director.opens(address)
    director.is_at("Could Mill Road start on 15 June 2026?")
    director.sees("For Thursday’s board of directors.")
    director.sees("It stays as it was then")
    printed = words_of(director.page.pdf(format="Letter"))
    assert squeezed("Could Mill Road start on 15 June 2026?") in printed
    assert squeezed("Grace Bellweather") in printed  # Who made it, and nobody else.
    with scene.services.database.session() as session:
        names = {each.name for each in session.query(Account)} - {"Grace Bellweather"}
    assert [each for each in names if squeezed(each) in printed] == []

    grace.page.get_by_role("button", name="Revoke").click()
    grace.sees("Whoever opens that link from now on")
    grace.sees("1 time")
    director.opens(address)
    director.is_at("This link does not work")
