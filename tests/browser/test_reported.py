"""Completions of another course: an administrator imports them on a telephone without scripts, a supervisor takes one up, and only then it counts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.person import Person
from tests.cast import Cast
from tests.people.makers import PASSWORD

# The same rows are written through HTTP on both engines in tests/web/test_training_import.py.
pytestmark = pytest.mark.alike

FILE = "\n".join(
    (
        "E-mail,Course title,Provider,Completed on,Minutes",
        "marisol@saltmarsh.example,Introduction to panels,Estuary School,2026-03-23,90",
        "nobody@saltmarsh.example,Introduction to panels,Estuary School,2026-03-23,90",
    )
)


def test_reported_shown_as_such_taken_up_and_accepted(cast: Cast, open_context: Callable[..., BrowserContext]) -> None:
    def enters(name: str, **options: object) -> Person:
        person = Person(open_context(**options))
        person.comes_signed_in(f"{name}@saltmarsh.example", PASSWORD)
        return person

    odile = enters("odile", java_script_enabled=False, viewport={"width": 390, "height": 780})
    odile.opens("/admin/people/")
    odile.follows("Import training")
    csv = {"name": "other-system.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    odile.page.get_by_label("CSV file").set_input_files(csv)
    odile.presses("Check the file")
    odile.is_at("1 of 2 rows cannot be imported")
    odile.sees("Nobody here has this address.")
    assert odile.page.evaluate("document.documentElement.scrollWidth") <= 390
    odile.presses("Import the 1 good row and leave out 1")
    odile.is_at("1 row imported")

    marisol = enters("marisol")
    marisol.opens("/hours/")
    marisol.sees("They count for nothing by themselves")
    marisol.sees("Introduction to panels")
    assert marisol.page.get_by_role("link", name="Take up").count() == 0
    needed = marisol.page.locator("dl").first.inner_text()

    sunniva = enters("sunniva")
    sunniva.opens(f"/team/{cast.learner}/hours/")
    sunniva.follows("Take up Introduction to panels")
    sunniva.is_at("Take up what was reported?")
    sunniva.presses("Take it up")
    sunniva.is_at("Does this training count?")
    marisol.opens("/hours/")
    assert marisol.page.locator("dl").first.inner_text() == needed, "taken up is not accepted"
    sunniva.page.locator("input[name='waives']").first.check()
    sunniva.presses("Accept")
    marisol.opens("/hours/")
    marisol.sees("Accepted here")
    assert marisol.page.locator("dl").first.inner_text() != needed
