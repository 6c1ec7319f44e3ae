"""A program manager brings a clinic to its first day: set up, who comes and goes, papers, meetings, and the board that answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.people.models import Clinic
from lms.readiness.meetings.models import MeetingNote, MeetingRhythm
from tests.browser.paper import squeezed, words_of
from tests.browser.person import Person
from tests.browser.test_keyboard_tasks import AtKeys
from tests.clocks import MovableClock
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

NARROW, WIDE = {"width": 390, "height": 800}, {"width": 1280, "height": 800}
PRIYA = "priya@saltmarsh.example"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


def clinic_of(scene: Scene) -> Clinic:
    with scene.services.database.session() as session:
        return session.query(Clinic).filter_by(name="Mill Road").one()


def pictured(person: Person) -> str:
    """What the picture of coverage says to whoever cannot see it."""
    return str(person.page.locator("figure svg:visible").get_attribute("aria-label"))


def fits(person: Person) -> bool:
    """Nothing on the page has to be pushed sideways."""
    return bool(person.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_s101_s133_a_clinic_is_set_up_and_a_gap_is_seen(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    priya = Person(open_context(viewport=WIDE))
    priya.comes_signed_in(PRIYA, PASSWORD)
    priya.opens("/home")
    priya.follows("Start dates")
    priya.sees("Set a first day to see")
    priya.follows("Mill Road")
    priya.sees("This clinic is not set up.")
    priya.follows("Set the clinic up")
    priya.types("First day with Collaborative Care patients", "2026-06-15")
    clerical = priya.page.get_by_role("group", name="Clerical")
    clerical.get_by_label("Not used here").check()
    priya.presses("Save")
    expect(priya.page.get_by_role("alert")).to_contain_text("Say why")
    expect(priya.page.get_by_label("First day with Collaborative Care patients")).to_have_value("2026-06-15")
    assert clinic_of(scene).opens_on is None
    expect(clerical.get_by_label("Not used here")).to_be_checked()
    clerical.get_by_label("Why it is not used").fill("The front desk is the nurse's")
    priya.presses("Save")
    priya.sees("Mill Road is set up.")
    priya.sees("The front desk is the nurse's")
    row = priya.page.get_by_role("row").filter(has_text="Psychiatric consultant")
    expect(row).to_contain_text("Nobody")

    priya.follows("People")
    priya.follows("Invite someone")
    for name, role, day in (
        ("Osei Hartmann", "Psychiatric consultant", "2026-06-15"),
        ("Nadia Quist", "Behavioral health care manager", "2026-08-03"),
    ):
        priya.types("Name, as colleagues know it", name)
        priya.types("Work e-mail", f"{name.partition(' ')[0].lower()}@saltmarsh.example")
        priya.chooses("Role to train for", role)
        priya.types("First day with CoCM patients", day)
        priya.presses("Add without inviting yet")
        priya.sees(name)
        priya.opens("/admin/people/invite")

    priya.opens(f"/clinics/{clinic_of(scene).id}/handover")
    assert "Psychiatric consultant: Osei Hartmann from 15 June 2026" in pictured(priya)
    priya.follows("Plan a last day for Marisol Tavares")
    priya.types("Last day in the role", "2026-05-01")
    priya.presses("Save the last day")
    expect(priya.page.get_by_role("alert")).to_contain_text("cannot lie before")
    priya.types("Last day in the role", "2026-07-14")
    priya.presses("Save the last day")
    priya.sees("Marisol Tavares leaves on 14 July 2026.")
    gap = "nobody from 15 July 2026 to 2 August 2026"
    assert gap in pictured(priya)
    expect(priya.page.get_by_role("listitem").filter(has_text=gap)).to_contain_text("Behavioral health care manager")
    priya.sees("Nobody covers the role on the next day. 0 of 7 items of the hand-over are closed.")
    priya.page.set_viewport_size(NARROW)
    assert gap in pictured(priya)
    assert fits(priya)
    priya.follows("Open the hand-over")
    for item in ("registry", "safety list"):
        priya.page.get_by_role("rowheader").filter(has_text=re.compile(item, re.IGNORECASE)).get_by_role(
            "link"
        ).first.click()
        priya.page.get_by_label("Done", exact=True).check()
        priya.presses("Save")
    priya.sees("2 of 7 items are closed")


def test_s101_a_paper_is_entered_and_reopened_by_keyboard(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    priya = AtKeys(open_context(viewport=WIDE, color_scheme="dark"))
    priya.comes_signed_in(PRIYA, PASSWORD)
    priya.opens(f"/clinics/{clinic_of(scene).id}/checklist")
    agreement = scene.course.checklists.clinic[1].title
    priya.enters(agreement)
    priya.is_at(agreement)
    priya.goes("Not started")
    priya.page.keyboard.press("ArrowDown")
    priya.page.keyboard.press("ArrowDown")
    priya.writes("owner", "Legal")
    priya.writes("note", "MRN 4471902 is in the folder")
    priya.enters("Save")
    expect(priya.page.get_by_role("alert")).to_be_focused()
    expect(priya.page.get_by_role("alert")).to_contain_text("Nothing about a patient belongs here")
    expect(priya.page.get_by_label("Who sees to it")).to_have_value("Legal")
    priya.goes("note")
    priya.page.keyboard.press("Control+A")
    priya.page.keyboard.type("Signed, in the folder")
    priya.enters("Save")
    row = priya.page.get_by_role("row").filter(has_text=agreement)
    expect(row).to_contain_text("Done")
    expect(row).to_contain_text("Priya Venkat: Signed, in the folder")
    priya.enters(agreement)
    priya.enters("Take the last entry back")
    expect(priya.page.get_by_label("Not started", exact=True)).to_be_checked()
    entries = priya.page.get_by_role("region", name="Entries").get_by_role("listitem")
    expect(entries).to_contain_text(["Priya Venkat: not started", "Signed, in the folder"])


def test_s130_meetings_are_set_up_and_held(
    scene: Scene, open_context: Callable[..., BrowserContext], clock: MovableClock
) -> None:
    priya = Person(open_context(viewport=NARROW, java_script_enabled=False))
    priya.comes_signed_in(PRIYA, PASSWORD)
    priya.opens(f"/clinics/{clinic_of(scene).id}/meetings/")
    priya.sees("Three meetings hold the model together")
    priya.follows("Set up the caseload review")
    priya.types("Every", "26")
    priya.chooses("Weeks or months", "weeks")
    priya.presses("Save")
    expect(priya.page.get_by_role("alert")).to_contain_text("less than once a quarter")
    priya.opens(f"/clinics/{clinic_of(scene).id}/meetings/")
    priya.follows("Set up the panel review")
    priya.types("Every", "2")
    priya.chooses("Day of the week", "Thursday")
    priya.types("Where", "Room 2")
    priya.presses("Save")
    expect(priya.page.get_by_role("alert")).to_contain_text("Say why it is less often here")
    expect(priya.page.get_by_label("Where", exact=True)).to_have_value("Room 2")
    priya.types("Why less often than published", "One consultant for two clinics until June")
    priya.presses("Save")
    priya.is_at("Panel review, Mill Road")
    priya.sees("Below the published rhythm")
    priya.sees("because: One consultant for two clinics until June")
    assert [row.every for row in rows(scene, MeetingRhythm)] == [2]
    there = priya.path

    clock.move(days=3, hours=1)
    priya.comes_signed_in(PRIYA, PASSWORD)
    priya.opens(there)
    priya.sees("Thu 7 May 2026, today")
    priya.follows("Held, but somebody was missing")
    priya.ticks("Marisol Tavares")
    priya.types("What to remember", "Ring the patient at 555-867-5309. Two questions about time.")
    priya.presses("Save")
    expect(priya.page.get_by_role("alert")).to_contain_text("like a phone number")
    assert rows(scene, MeetingNote) == []
    expect(priya.page.get_by_label("Marisol Tavares")).to_be_checked()
    priya.types("What to remember", "Two questions about time.")
    priya.presses("Save")
    held = priya.page.get_by_role("row").filter(has_text="Two questions about time.")
    expect(held).to_contain_text("Held")
    expect(held).to_contain_text("Marisol Tavares")
    assert fits(priya)


def rows(scene: Scene, table: type) -> list:
    with scene.services.database.session() as session:
        return session.query(table).all()


def test_the_board_answers_tries_out_and_prints(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    clinic = clinic_of(scene)
    with scene.services.database.session(write=True) as session:
        session.get_one(Clinic, clinic.id).opens_on = date(2026, 6, 15)
        session.commit()
    priya = AtKeys(open_context(viewport=WIDE))
    priya.comes_signed_in(PRIYA, PASSWORD)
    priya.opens("/home")
    priya.follows("Start dates")
    priya.page.get_by_role("row").filter(has_text="Mill Road").get_by_role("link", name="Not yet").click()
    priya.is_at("Can Mill Road start on 15 June 2026?")
    asked = priya.heading
    priya.page.get_by_label("Another first day").focus()
    priya.page.keyboard.type("09142026")
    priya.writes("hours", "2")
    priya.goes("Psychiatric consultant")
    priya.page.keyboard.press("Space")
    priya.enters("Try it")
    priya.is_at("Can Mill Road start on 14 September 2026?")
    priya.sees("Tried out, not saved.")
    priya.sees("Somebody, tried out here")
    said = words_of(priya.page.pdf(prefer_css_page_size=True))
    for wanted in ("Tried out, not saved", "The team", "Meetings", "Papers and preparations", "14 September 2026"):
        assert squeezed(wanted) in said, wanted
    for title in (each.title for each in scene.course.checklists.clinic if each.required):
        assert squeezed(title) in said, title
    assert squeezed("Try something out") not in said
    priya.page.set_viewport_size(NARROW)
    assert fits(priya)
    priya.follows("As it is")
    priya.page.reload()
    assert priya.heading == asked
    expect(priya.page.get_by_text("Tried out, not saved.")).to_have_count(0)
    assert clinic_of(scene).opens_on == date(2026, 6, 15)
