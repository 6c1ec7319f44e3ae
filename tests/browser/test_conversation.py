"""A conversation from its first word to its debrief by keyboard alone, the focus marked at each stop."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD


def test_s209_a_conversation_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    scene = make_people(app)
    talk = next(case for case in scene.module.cases if case.kind == "conversation")
    learner = AtKeys(open_context(viewport={"width": 1280, "height": 800}))
    learner.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    learner.opens(f"/cases/{talk.id}/")
    learner.enters("Start the conversation")
    for number, (stage_id, choice_id) in enumerate(talk.expert_path, 1):
        if number > 1:  # The page opens where the talk goes on, below all that was said.
            expect(learner.page.locator("#now")).to_be_focused()
            expect(learner.page.locator("#now")).to_be_in_viewport()
        choices = talk.stages[stage_id].choices
        learner.goes(choices[0].text[:30])
        learner.page.keyboard.press("Space")
        for _ in range([each.id for each in choices].index(choice_id)):
            learner.page.keyboard.press("ArrowDown")
        expect(learner.page.locator(f"#c-{choice_id}")).to_be_checked()
        learner.enters("Say it")
    learner.is_at(talk.stages["end-sunday"].title)
    learner.sees("Both paths came to the same end.")
