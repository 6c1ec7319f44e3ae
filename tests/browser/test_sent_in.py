"""An author sends a course in, looks at it as a learner would, and a second person publishes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.app import create_app
from lms.database import Database
from lms.settings import Settings
from tests.browser.person import Person
from tests.curriculum.builder import COURSE
from tests.curriculum.small import small
from tests.curriculum.zips import zipped
from tests.house.scene import make_people
from tests.people.makers import PASSWORD
from tests.web.test_edited_course import HastyClock


@pytest.fixture
def app(settings: Settings, database: Database, tmp_path: Path) -> Flask:
    """A server on a small course, with the usual people."""
    installed = small().write(tmp_path / "installed")
    here = replace(settings, course=str(installed), publisher="Saltmarsh Community Health")
    made = create_app(here, clock=HastyClock(), database=database)
    make_people(made)
    return made


def test_a_course_is_sent_in_looked_at_and_published(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    course = zipped(small().change(COURSE, "title: A small course", "title: A better course").files)
    arne = Person(open_context())
    arne.comes_signed_in("arne@saltmarsh.example", PASSWORD)
    arne.opens("/author/uploads/")
    chosen = {"name": "course.zip", "mimeType": "application/zip", "buffer": course}
    arne.page.get_by_label("Course folder as a ZIP").set_input_files([chosen])
    arne.types("What is new in it", "A better title.")
    arne.presses("Send and check it")
    arne.is_at("course.zip can be published")
    upload = arne.page.url
    arne.follows("Look at its pages as any role")
    arne.page.get_by_label("Role").select_option(label="PCP")
    arne.page.get_by_role("button", name="Show", exact=True).click()
    arne.page.get_by_role("link", name="Course", exact=True).click()
    arne.sees("A better course")
    assert "/preview/" in arne.page.url
    arne.page.goto(upload)
    arne.types("Why", "It reads better.")
    arne.presses("Ask a second person to publish it")
    arne.sees("It waits for a second person")
    odile = Person(open_context(java_script_enabled=False, viewport={"width": 390, "height": 780}))
    odile.comes_signed_in("odile@saltmarsh.example", PASSWORD)
    odile.opens("/author/uploads/")
    odile.presses("Approve and publish")
    odile.sees("is published")
    odile.opens("/courses/")
    odile.is_at("A better course")
