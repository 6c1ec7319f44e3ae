"""Reading and writing in a real browser: notes that keep themselves, and the way back to the paragraph."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.learning.models import Note, ReadingPosition
from lms.people.models import KeptForm
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


@pytest.fixture
def marisol(scene: Scene, open_context: Callable[..., BrowserContext]) -> Person:
    person = Person(open_context(viewport={"width": 1280, "height": 800}))
    person.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    return person


def lesson_of(scene: Scene) -> str:
    return f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}"


def stored(scene: Scene, table) -> list:
    with scene.services.database.session() as session:
        return session.query(table).all()


def test_a_note_keeps_itself_through_a_lost_network(scene: Scene, marisol: Person) -> None:
    marisol.opens(lesson_of(scene))
    area = marisol.page.get_by_label("Your note on this lesson")
    status = marisol.page.locator(".note-form .saved").first
    area.press_sequentially("Ask about Mrs. K, 555-014-2231.")
    expect(status).to_contain_text("Saved at 12:00")
    expect(marisol.page.locator("[data-said=warning]").first).to_contain_text("looks like a phone number")
    expect(marisol.page.get_by_text("31 of 20,000 characters")).to_be_visible()
    expect(area).to_be_focused()
    marisol.context.set_offline(True)
    area.fill("Ask about her.")
    expect(status).to_contain_text("Not saved: the server did not answer. Your text is still on this page")
    assert [row.text for row in stored(scene, Note)] == ["Ask about Mrs. K, 555-014-2231."]
    marisol.context.set_offline(False)
    expect(status).to_contain_text("Saved at 12:00")
    expect(marisol.page.locator("[data-said=warning]").first).to_be_hidden()
    assert [row.text for row in stored(scene, Note)] == ["Ask about her."]
    marisol.opens("/notes/")
    marisol.sees("Ask about her.")


def test_two_windows_show_both_texts(scene: Scene, marisol: Person) -> None:
    marisol.opens(lesson_of(scene))
    other = marisol.context.new_page()
    other.goto(marisol.page.url)
    marisol.page.get_by_label("Your note on this lesson").fill("From the first window.")
    expect(marisol.page.locator(".note-form .saved").first).to_contain_text("Saved at")
    other.get_by_label("Your note on this lesson").fill("From the second window.")
    expect(other.locator(".note-form .saved").first).to_contain_text("changed in another window")
    other.get_by_role("button", name="Save note").first.click()
    expect(other.get_by_text("From the first window.")).to_be_visible()
    expect(other.get_by_role("textbox", name="Your note on this lesson")).to_have_value("From the second window.")


def test_c11_a_note_typed_after_the_session_ended_comes_back(
    scene: Scene, marisol: Person, clock: MovableClock
) -> None:
    marisol.opens(lesson_of(scene))
    clock.move(hours=2)
    marisol.page.get_by_label("Your note on this lesson").fill("Typed too late.")
    expect(marisol.page.locator(".note-form .saved").first).to_contain_text("Not saved: you are signed out.")
    marisol.presses("Save note")
    marisol.is_at("Sign in")
    marisol.types("Work e-mail", "marisol@saltmarsh.example")
    marisol.types("Password", PASSWORD)
    marisol.presses("Sign in")
    marisol.is_at("What you sent is still here")
    assert len(stored(scene, KeptForm)) == 1
    marisol.presses("Send it now")
    expect(marisol.page.get_by_label("Your note on this lesson")).to_have_value("Typed too late.")


def test_the_place_is_kept_by_reading_and_not_by_opening(scene: Scene, marisol: Person) -> None:
    marisol.opens(lesson_of(scene))
    section = scene.lesson.sections[2]
    with marisol.page.expect_response(lambda answer: answer.url.endswith("/place")):
        marisol.page.locator(f"#{section.id}").evaluate("(it) => it.scrollIntoView({ block: 'start' })")
    (row,) = stored(scene, ReadingPosition)
    assert row.section == section.id
    marisol.opens("/home")
    marisol.follows("Continue the lesson")
    expect(marisol.page.locator(f"[id='{row.anchor}']")).to_be_in_viewport()
    assert marisol.page.evaluate("document.activeElement === document.body")
    marisol.opens(lesson_of(scene))
    marisol.page.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
    marisol.opens("/home")
    assert [each.anchor for each in stored(scene, ReadingPosition)] == [row.anchor]
    marisol.opens(lesson_of(scene))
    marisol.follows("Go on where you left off")
    expect(marisol.page.locator(f"[id='{row.anchor}']")).to_be_in_viewport()


def test_search_by_keyboard(scene: Scene, marisol: Person) -> None:
    marisol.opens("/home")
    marisol.page.get_by_role("searchbox", name="Search the course").focus()
    marisol.page.keyboard.type("registry")
    marisol.page.keyboard.press("Enter")
    expect(marisol.page.get_by_role("heading", level=1)).to_contain_text("for “registry”")
    expect(marisol.page.locator("main mark").first).to_be_visible()
