"""Everything one does beside reading and the test, by keyboard alone: from Tab to Tab, with the focus marked at each stop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from tests.browser.person import Person
from tests.browser.test_keyboard import FOCUS
from tests.clocks import MovableClock
from tests.house.kept_scene import make_scene
from tests.house.scene import Scene
from tests.people.makers import PASSWORD

ROWS = """name,email,clinic,role,start_date
Nadia Quist,nadia@saltmarsh.example,Mill Road,bhcm,2026-06-01
Nobody,nowhere,Mill Road,bhcm,2026-06-01
"""


class AtKeys(Person):
    """A person who never touches a mouse."""

    def goes(self, words: str, *, skips: bool = True) -> None:
        """Tab until something with these words has the focus; it lies in the window and is marked, like all before it.

        From the top of a page by the link that skips the header, as one does who knows it.
        """
        for _ in range(200):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUS)
            if at is None:
                continue
            assert at["inside"], f"{at['words']!r} is out of sight on {self.path}"
            assert at["marked"], f"{at['words']!r} is not marked on {self.path}"
            if words in at["words"]:
                return
            if skips and at["words"].startswith("Skip to content"):
                self.page.keyboard.press("Enter")
        raise AssertionError(f"no way to {words!r} by keyboard on {self.page.url}")

    def enters(self, words: str) -> None:
        """Go there and press Enter, which leads to another page."""
        self.goes(words)
        self.sends()

    def sends(self) -> None:
        """Press Enter in a field."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def writes(self, field: str, text: str, *, skips: bool = True) -> None:
        """Go to a field, by its name, and type."""
        self.goes(field, skips=skips)
        self.page.keyboard.type(text)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scene(app)


@pytest.fixture
def enter_as(scene: Scene, open_context: Callable[..., BrowserContext]) -> Callable[[str], AtKeys]:
    def enter(who: str) -> AtKeys:
        context = open_context(viewport={"width": 1280, "height": 800})
        someone = AtKeys(context)
        if who != "signed out":
            someone.comes_signed_in(f"{EMAILS[who]}@saltmarsh.example", PASSWORD)
        return someone

    return enter


EMAILS = {"owner": "marisol", "supervisor": "grace", "administrator": "odile"}


def test_a_note_a_search_and_practice(scene: Scene, enter_as: Callable[[str], AtKeys]) -> None:
    owner = enter_as("owner")
    base = f"/courses/{scene.course.id}/{scene.module.slug}"
    owner.opens(f"/notes/{scene.note}")
    owner.writes("text", "Ring after noon. ")
    owner.enters("Save note")
    owner.sees("Saved")
    owner.opens("/home")
    owner.writes("q", "registry", skips=False)
    owner.sends()
    assert owner.page.url.endswith("/search?q=registry")
    owner.opens(f"{base}/practice/")
    first = owner.page.locator(".choice").first
    owner.goes(first.inner_text().strip()[:40])
    owner.page.keyboard.press("Space")
    owner.goes("Check")
    owner.page.keyboard.press("Enter")
    expect(owner.page.locator(".feedback").first).to_be_focused()


def test_answering_what_spaced_review_asks(enter_as: Callable[[str], AtKeys], clock: MovableClock) -> None:
    clock.move(days=1)
    owner = enter_as("owner")
    owner.opens("/home")
    owner.enters("4 short questions today")
    for number in (2, 3, 4, 5):
        owner.is_at(f"Question {number} of 5 today")
        first = owner.page.locator(".choice").first
        owner.goes(first.inner_text().strip()[:40])
        owner.page.keyboard.press("Space")
        owner.goes("Rather not say")
        owner.page.keyboard.press("ArrowLeft")
        owner.enters("Check")
        owner.sees("comes back")
        owner.enters("Next question" if number < 5 else "Finish")
    owner.is_at("Done for today")


def test_recording_training_from_outside(enter_as: Callable[[str], AtKeys]) -> None:
    owner = enter_as("owner")
    owner.opens("/hours/")
    owner.enters("Add outside training")
    owner.is_at("Add outside training")
    owner.writes("title", "Treating depression in primary care")
    owner.writes("provider", "County health school")
    owner.writes("held_on", "04202026")
    owner.writes("hours", "1.5")
    owner.writes("shows", "The program names me as a guest.")
    owner.enters("Record it")
    owner.sees("Treating depression in primary care")


def test_finding_who_needs_help_moving_a_date_and_reminding(scene: Scene, enter_as: Callable[[str], AtKeys]) -> None:
    grace = enter_as("supervisor")
    grace.opens("/team/")
    grace.writes("name", "Marisol")
    grace.enters("Show")
    grace.page.wait_for_url("**/team/?name=Marisol**")
    grace.enters("Marisol Tavares")
    grace.page.wait_for_url(f"**/team/{scene.people['owner']}")
    grace.enters("Move the start date")
    grace.writes("start_date", "06292026")
    grace.writes("reason", "The clinic opens later")
    grace.enters("See what it would mean")
    grace.sees("Nothing is saved yet")
    grace.enters("Save this change")
    grace.sees("to 29 June 2026")
    grace.opens(f"/team/{scene.people['teammate']}/remind")
    grace.enters("Send this letter")
    grace.sees("Reminder written.")


def test_importing_people_and_joining_two_accounts(
    scene: Scene, enter_as: Callable[[str], AtKeys], tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text(ROWS, encoding="utf-8")
    odile = enter_as("administrator")
    odile.opens("/admin/import/")
    odile.goes("file")
    odile.page.locator("input:focus").set_input_files(file)  # What Enter opens here is a window of the system.
    odile.enters("Check the file")
    odile.is_at("1 of 2 rows cannot be imported")
    for tick in odile.page.get_by_role("checkbox").all():
        odile.goes(tick.locator("xpath=ancestor::label").inner_text().strip()[:40])
        odile.page.keyboard.press("Space")
    odile.enters("Import the 1 good row")
    odile.sees("Nadia Quist")
    odile.opens(f"/admin/people/{scene.people['owner']}/join")
    odile.goes("Skip to content")
    odile.page.keyboard.press("Enter")
    odile.writes("q", "tasha")
    odile.sends()
    odile.enters("Look at both")
    odile.is_at("Join two accounts of")
    odile.goes("Join them for good")


def test_checking_a_certificate(scene: Scene, enter_as: Callable[[str], AtKeys]) -> None:
    stranger = enter_as("signed out")
    stranger.opens("/verify/")
    stranger.writes("code", scene.code)
    stranger.sends()
    stranger.sees("Marisol Tavares Reyes")
