"""The registry lab by keyboard alone: sort, open a row, tick, check, read why, number the panel review."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.practice.models import LabRun
from lms.practice.registry.caseload import caseload
from lms.practice.registry.patients import Caseload
from lms.practice.registry.tasks import key, task_of
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD

PHONE = {"width": 320, "height": 700}
STICKS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def patients_of(app: Flask) -> Caseload:
    with app.extensions["lms"].database.session() as session:
        return caseload(session.query(LabRun).one().seed)


def test_a_registry_is_read_and_answered_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    make_people(app)
    marisol = AtKeys(open_context(viewport={"width": 1280, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/simulations/registry/")
    marisol.enters("Begin")
    made = patients_of(app)
    marisol.enters("Longest silence")
    overdue = [made.patient(each) for each in key(task_of("overdue"), made)]
    longest = max(overdue, key=lambda each: made.as_of - each.last_contact_on)
    marisol.enters(longest.label)
    expect(marisol.page.get_by_role("heading", name=f"History of {longest.label}")).to_be_attached()
    for each in overdue:
        marisol.page.get_by_label(f"Name {each.name}").focus()
        marisol.page.keyboard.press("Space")
    expect(marisol.page.locator(".saved[role=status]")).to_contain_text("Saved at")
    marisol.opens("/simulations/registry/step")
    assert marisol.page.locator("input[name=pick]:checked").count() == len(overdue)
    marisol.enters("Check")
    marisol.sees(f"{len(overdue)} of {len(overdue)} found.")
    marisol.enters("Next question")
    for place, ident in enumerate(key(task_of("panel-review"), made), start=1):
        marisol.page.locator(f"#place-{ident}").focus()
        marisol.page.keyboard.type(str(place))
    marisol.page.set_viewport_size(PHONE)
    assert not marisol.page.evaluate(STICKS_OUT)
    marisol.page.set_viewport_size({"width": 1280, "height": 800})
    marisol.enters("Check")
    marisol.sees("Done well")
    marisol.page.set_viewport_size(PHONE)
    assert not marisol.page.evaluate(STICKS_OUT)
