"""The main tasks with scripts switched off: every page is a form that posts and leads on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.assessment.models import Attempt
from tests.browser.person import Person
from tests.browser.test_story import right_answer
from tests.house.scene import Scene, choose, make_people, study
from tests.people.makers import PASSWORD, actor_of


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


@pytest.fixture
def learner(scene: Scene, open_context: Callable[..., BrowserContext]) -> Person:
    """Marisol, signed in, in a browser that runs no scripts."""
    marisol = Person(open_context(java_script_enabled=False))
    marisol.signs_in("marisol@saltmarsh.example", PASSWORD)
    return marisol


def answer_until(scene: Scene, last: int) -> str:
    """Keep the right answers of all questions between the third and this one, whose path is returned."""
    with scene.services.database.session(write=True) as session:
        attempt = session.query(Attempt).one()
        actor = actor_of(session, scene.people["owner"], scene.now)
        for position in range(4, last):
            choose(session, scene, actor, attempt, position, right=True)
        session.commit()
        return f"/attempts/{attempt.id}/q/{last}"


def test_reading_a_lesson(scene: Scene, learner: Person) -> None:
    lesson = scene.module.lessons[0]
    learner.follows("Open the lesson")
    check = lesson.checks[0]
    box = learner.page.locator(f"#check-{check.id}")
    box.get_by_role("button", name="Check").click()
    learner.sees("There is a problem")
    learner.picks(next(option.id for option in check.options if option.correct), within=box)
    box.get_by_role("button", name="Check").click()
    assert learner.page.url.endswith(f"#check-{check.id}")
    expect(box.get_by_role("status")).to_contain_text("Yes, the best answer.")
    learner.presses("Mark complete and continue")
    learner.is_at(scene.module.lessons[1].title)
    learner.follows(lesson.title)
    learner.presses("Undo")
    learner.sees("is open again.")


def test_playing_the_case(scene: Scene, learner: Person) -> None:
    learner.opens(f"/cases/{scene.case.id}/")
    learner.presses("Start the case")
    learner.presses("Decide")
    learner.sees("There is a problem")
    for _, choice in scene.case.expert_path:
        learner.picks(choice)
        learner.presses("Decide")
    learner.sees("Your path and the experts’")


def test_taking_the_test_and_holding_the_certificate(scene: Scene, learner: Person) -> None:
    """Four questions in the browser, the others as rows: each page of a test is the same form."""
    with scene.services.database.session(write=True) as session:
        study(session, scene, actor_of(session, scene.people["owner"], scene.now))
        session.commit()
    learner.opens(f"/tests/{scene.module.post_test.id}/")
    learner.presses("Start")
    for number in (1, 2, 3, 15):
        learner.is_at(f"Question {number} of 15")
        learner.picks(right_answer(scene, learner))
        learner.presses("Save and next" if number < 15 else "Save and check your answers")
        if number == 2:
            learner.presses("Back")
            learner.sees("Saved at 12:00")
            learner.presses("Save and next")
        if number == 3:
            learner.opens(answer_until(scene, 15))
    learner.presses("Hand in")
    learner.is_at("Passed, 15 of 15")
    learner.opens("/certificates/")
    learner.presses("Confirm the name")
    learner.sees("Tick the box to say that this is your legal name.")
    learner.ticks("This is my legal name.")
    learner.presses("Confirm the name")
    learner.is_at("Certificate of completion")
    learner.page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    learner.is_at("Sign in")
