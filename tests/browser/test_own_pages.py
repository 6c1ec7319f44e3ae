"""A supervisor on a telephone without scripts writes the clinic's crisis protocol, and a learner follows a lesson to it."""

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


def marked_lesson(scene: Scene) -> str:
    """The address of a lesson that says "your clinic's protocol"."""
    return next(
        f"/courses/{scene.course.id}/{module.slug}/{lesson.slug}"
        for module in scene.course.published_modules
        for lesson in module.lessons
        if any("clinics-crisis-protocol" in getattr(part, "html", "") for part in lesson.parts)
    )


def test_a_lesson_leads_to_the_page_that_the_clinic_wrote(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    lesson = marked_lesson(scene)
    grace = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    grace.opens(lesson)
    grace.follows("write that page")
    grace.is_at("Write a page of your clinic")
    grace.types("Text", "## Now\n\nStay with the person. Page Dr. Amari: [555-0140](tel:555-0140).")
    grace.presses("See it before it is published")
    grace.sees("Nothing is published yet")
    grace.presses("Publish")
    grace.is_at("Crisis protocol")
    grace.sees("Mill Road’s own page; not part of the course")
    marisol = Person(open_context(viewport={"width": 320, "height": 700}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens(lesson)
    marisol.page.locator("article a.clinics").first.click()
    marisol.is_at("Crisis protocol")
    marisol.sees("Page Dr. Amari")
    assert marisol.page.evaluate("document.documentElement.scrollWidth") <= 320
