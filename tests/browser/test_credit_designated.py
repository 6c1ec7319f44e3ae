"""The administrator of continuing education goes from nothing to a designated activity of an invented accreditor."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.credit.activities.models import Designation
from tests.browser.person import Person
from tests.credit.approved import put_on_shelf
from tests.credit.filling import CONFIRMED, DAYS, DETAILS, MAKER, PROVIDER
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

LETTER = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\nAn invented letter."}


@pytest.fixture
def scene(app: Flask) -> Scene:
    """The cast, and the invented accreditor's rules on the shelf."""
    scene = make_people(app)
    put_on_shelf(scene.services.settings.data_path)
    return scene


def fills(person: Person, fields: dict[str, object], *names: str) -> None:
    """Type into fields by their names, as the labels stand in other tests."""
    for name in names or fields:
        person.page.locator(f"main [name='{name}']").fill(str(fields[name]))


def ticks_all(person: Person, name: str, *values: str) -> None:
    """Tick boxes of one question, by value; without any, all of them."""
    found = person.page.locator(f"main input[name='{name}']")
    for value in values or found.evaluate_all("all => all.map(each => each.value)"):
        person.page.locator(f"main input[name='{name}'][value='{value}']").check()


def test_from_nothing_to_a_designated_activity(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    cleo = Person(open_context())
    cleo.comes_signed_in("cleo@saltmarsh.example", PASSWORD)
    cleo.opens("/ce-admin/")
    cleo.sees("No approvals: certificates carry no credit")
    cleo.follows("The provider")
    fills(cleo, PROVIDER)
    cleo.presses("Save the provider")
    cleo.follows("Rules confirmed")
    cleo.follows("Harbor Council for Continuing Education")
    fills(cleo, CONFIRMED)
    cleo.presses("Confirm these rules")
    cleo.sees("Confirmed by Ilse Brandt")

    cleo.opens("/ce-admin/approvals/")
    cleo.follows("Add an approval")
    cleo.chooses("Accreditor", "Harbor Council for Continuing Education")
    cleo.types("Number", "HC-0042")
    cleo.ticks("Asynchronous, self-paced")
    cleo.types("First day of the term", "2026-01-01")
    cleo.types("Last day of the term", "2027-12-31")
    cleo.page.locator("main [name='document']").set_input_files([LETTER])
    cleo.presses("Add the approval")
    cleo.is_at("Approval HC-0042")
    cleo.sees("In term")

    cleo.opens("/ce-admin/activities/")
    cleo.follows("Prepare an activity")
    cleo.page.locator("main [name='unit']").select_option(scene.module.id)
    cleo.presses("Begin the version")
    cleo.page.locator("main input[name='level'][value='introductory']").check()
    ticks_all(cleo, "audience", *DETAILS["audience"])
    fills(cleo, DETAILS, "title", "objectives", "needs", "gap", "references", "system")
    cleo.presses("Save the description")
    cleo.follows("Add a person")
    fills(cleo, MAKER, "name", "credentials", "reviewed_on")
    ticks_all(cleo, "roles", *MAKER["roles"])
    ticks_all(cleo, "reviewed")
    cleo.presses("Save")
    cleo.is_at("What Nomvula Dube disclosed")
    cleo.types("Given on", "2026-05-01")
    cleo.picks("yes")
    cleo.presses("Keep the disclosure")
    cleo.follows("State it")
    cleo.picks("none")
    cleo.types("Stated on", "2026-05-01")
    cleo.presses("State it")
    cleo.presses("Freeze the content")
    cleo.follows("Set the days")
    fills(cleo, DAYS)
    cleo.presses("Save the days")
    cleo.follows("Rate, time and work out")
    for rater, rating in (("Ana Souza", "3"), ("Piet Vos", "3.5")):
        fills(cleo, {"rater": rater, "rating": rating, "rated_on": "2026-05-03"})
        cleo.presses("Keep the rating")
    cleo.types("Who answers for it", "Ilse Brandt")
    cleo.presses("Work out the hours")
    cleo.sees("Every method side by side")
    cleo.follows("Back to the activity")
    cleo.follows("Harbor social work credit")
    cleo.sees("All 21 conditions hold")
    cleo.types("Designated by", "Ilse Brandt")
    cleo.presses("Designate this credit")
    cleo.sees("Whoever starts from now on can earn Harbor social work credit with it")
    with scene.services.database.session() as session:
        (made,) = session.query(Designation).all()
        assert (made.credit_type, made.closed_at) == ("harbor-social-work", None)
    assert cleo.page.evaluate("document.documentElement.scrollWidth") <= cleo.page.viewport_size["width"]
