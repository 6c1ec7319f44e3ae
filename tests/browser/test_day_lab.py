"""A day in the life by keyboard alone: arrows choose, Enter goes on, and both days stand side by side at the end."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.practice.day import expert
from lms.practice.day.lab import body_of
from lms.practice.day.machine import begin, move
from lms.practice.lab_actions import move_lab
from lms.practice.models import LabRun
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD, actor_of

VALUES = "all => all.map(each => each.value)"


def choose(someone: AtKeys, value: str) -> None:
    """Go to the radio buttons and down to the one with this value."""
    keys = someone.page.keyboard
    acts = someone.page.locator("input[name=act]")
    words = acts.first.evaluate("each => each.labels[0].innerText")
    someone.goes(words.strip().split("\n")[0][:25])
    keys.press("Space")
    for _ in range(acts.evaluate_all(VALUES).index(value)):
        keys.press("ArrowDown")
    expect(someone.page.locator("input[name=act]:focus:checked")).to_have_value(value)


def test_a_day_is_lived_through_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    """By keyboard the first of each kind of move and the last; each page of a day is walked in tests/web/test_day.py."""
    scene = make_people(app)
    marisol = AtKeys(open_context(viewport={"width": 1280, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/simulations/day/")
    marisol.enters("Begin")
    database, exercise = scene.services.database, scene.course.exercise("day")
    with database.session() as session:
        seed = session.query(LabRun).one().seed
    body = body_of(exercise)
    state, tried = begin(body, seed), set[str]()
    for number in count():
        made = expert.next_move(body, state)
        state = move(body, state, made)
        if made["act"] in tried and not state.over:
            with database.session(write=True) as session:
                actor = actor_of(session, scene.people["owner"], scene.now)
                move_lab(
                    session, actor=actor, now=scene.now, course=scene.course, exercise_id=exercise.id, number=number,
                    move=made,
                )  # fmt: skip
                session.commit()
            continue
        tried.add(made["act"])
        marisol.opens("/simulations/day/step")
        parts = (made["act"], made.get("option") or made.get("task"), made.get("to"))
        choose(marisol, ":".join(part for part in parts if part))
        marisol.sends()
        if state.over:
            break
    assert {"do", "answer", "hand"} <= tried
    assert marisol.page.url.endswith("/simulations/day/debrief")
    marisol.sees("Nothing that had to happen was left")
    expect(marisol.page.locator(".diary svg:visible")).to_have_count(1)
    for width in (390, 320):
        marisol.page.set_viewport_size({"width": width, "height": 800})
        assert marisol.page.evaluate("document.documentElement.scrollWidth") <= width
