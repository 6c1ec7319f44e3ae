"""The six months after the start, without scripts: goals of the clinic, one that she says is done, confirmed, and the check; she stays ready."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.curriculum.editions import ensure_edition
from lms.learning.models import Completion
from lms.people.models import RoleHeld
from lms.readiness.actions import reschedule
from tests.browser.person import Person
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

STARTED = date(2025, 11, 20)  # Noon of 4 May 2026 lies in her sixth month.


@pytest.fixture
def scene(app: Flask) -> Scene:
    """Marisol has done all of her pathway and sees patients for nearly six months."""
    scene = make_people(app)
    course = scene.course
    with scene.services.database.session(write=True) as session:
        ensure_edition(session, course, scene.now)
        held = session.query(RoleHeld).filter_by(account_id=scene.people["owner"]).one()
        held.start_date, scene.role = STARTED, held.id
        done = {"completed_at": scene.now, "completed_on": STARTED - timedelta(days=20), "content_hash": "0"}
        for part in course.requirements("bhcm"):
            row = Completion(
                account_id=held.account_id, requirement_id=part, kind=course.kind_of[part], edition=course.edition,
                minutes=5, revision=1, **done,
            )  # fmt: skip
            session.add(row)
        session.flush()
        reschedule(session, held=held, course=course, now=scene.now)
        session.commit()
    return scene


def test_s105_goals_are_met_and_the_check_is_written(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    grace = Person(open_context(java_script_enabled=False, viewport={"width": 1280, "height": 800}))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    there = f"/team/{scene.people['owner']}"
    grace.opens(f"{there}/{scene.role}/goals")
    grace.follows("the clinic’s goals")
    grace.chooses("Month", "Month 6")
    grace.chooses("What kind of goal", "Case discussion")
    grace.types("In words", "A handoff of MRN 4471902")
    grace.presses("Set this goal")
    expect(grace.page.get_by_role("alert")).to_contain_text("record number")
    grace.types("In words", "A handoff that went wrong")
    grace.presses("Set this goal")
    goal = "Case discussion: A handoff that went wrong"
    expect(grace.page.get_by_role("row").filter(has_text=goal)).to_contain_text("Month 6")

    marisol = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/plan/")
    marisol.follows("Open the goals")
    row = marisol.page.get_by_role("row").filter(has_text=goal)
    expect(row).to_contain_text("Open")
    row.get_by_role("link", name="Say it was done").click()
    marisol.types("Done on", "2026-05-02")
    marisol.types("Note", "With Grace, over lunch.")
    marisol.presses("Save")
    expect(row).to_contain_text("Waits to be confirmed")
    assert marisol.page.evaluate("document.documentElement.scrollWidth") <= 390

    grace.opens(f"{there}/{scene.role}/goals")
    grace.sees(f"Confirm what waits for you: {goal}.")
    grace.page.get_by_role("row").filter(has_text=goal).get_by_role("link", name="Confirm").click()
    grace.presses("Save")
    expect(grace.page.get_by_role("row").filter(has_text=goal)).to_contain_text("Done")
    grace.sees("Every goal is closed.")

    for person, path in ((marisol, f"/plan/{scene.role}"), (grace, f"{there}/{scene.role}")):
        person.opens(f"{there}" if person is grace else "/plan/")
        person.sees("In continuing education")
        person.opens(f"{path}/six-month-check")
        person.presses("Save my part")
        expect(person.page.get_by_role("alert")).to_be_visible()
        person.types("What went well", "Handoffs, and calm panel reviews.")
        person.types("What comes next", "Teach a newcomer.")
        person.presses("Save my part")
        expect(person.page.get_by_role("region", name="What you both say")).to_contain_text("Teach a newcomer.")
    grace.sees("Both parts are written.")
    grace.opens(there)
    grace.sees("The goals of continuing education are met.")
    grace.opens("/team/")
    expect(grace.page.get_by_role("row").filter(has_text="Marisol Tavares")).to_contain_text("Complete")
