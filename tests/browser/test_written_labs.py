"""The documentation lab by keyboard alone: write, be told of a number that looks real, compare, rate, ask for feedback."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.practice.models import LabDraft, LabFeedback
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD


def test_a_visit_is_written_three_times_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    make_people(app)
    services = app.extensions["lms"]
    lab = next(each for each in services.library.current(0).exercises if each.kind == "documentation")
    marisol = AtKeys(open_context(viewport={"width": 390, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens(f"/simulations/{lab.slug}/")
    marisol.enters("Begin")
    saved = marisol.page.locator(".saved[role=status]")
    marisol.writes(lab.body.parts[0].fields[0].id, "Kofi agreed. Ring him at 312-555-0142.")
    marisol.page.keyboard.press("Tab")
    expect(saved).to_contain_text("looks like a phone number")
    marisol.goes(lab.body.parts[0].fields[0].id)
    marisol.page.keyboard.press("Control+A")
    marisol.page.keyboard.type("Kofi agreed. He is rung on Thursday.")
    marisol.page.keyboard.press("Tab")
    expect(saved).to_contain_text("Saved at")
    with services.database.session() as session:
        assert session.query(LabDraft).one().fields["text-note-text"] == ["Kofi agreed. He is rung on Thursday."]
    for part in lab.body.parts:
        for field in part.fields:
            if field.options:
                marisol.goes(field.options[0])
                marisol.page.keyboard.type(field.options[-1])
            else:
                marisol.writes(field.id, "Kofi agreed. He is rung on Thursday.")
        marisol.enters("Compare")
        marisol.sees("A model")
        for _ in part.lines:
            marisol.goes("Yes")
            marisol.page.keyboard.press("Space")
        marisol.enters("Finish" if part is lab.body.parts[-1] else "Next part")
    marisol.sees("By your own rating you met")
    marisol.enters("Ask for feedback")
    marisol.sees("Asked.")
    with services.database.session() as session:
        assert session.query(LabFeedback).count() == 1
