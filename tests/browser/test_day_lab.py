"""A whole day in the life by keyboard alone: arrows choose, Enter goes on, and both days stand side by side at the end."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.practice.day import expert
from lms.practice.day.lab import body_of
from lms.practice.day.machine import begin, move
from lms.practice.models import LabRun
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD

VALUE = "document.activeElement.name === 'act' ? document.activeElement.value : null"


def choose(someone: AtKeys, value: str) -> None:
    """Go to the radio buttons and down to the one with this value."""
    keys = someone.page.keyboard
    first = someone.page.locator("input[name=act]").first
    words = first.evaluate("each => each.labels[0].innerText")
    someone.goes(words.strip().split("\n")[0][:25])
    keys.press("Space")
    for _ in range(60):
        if someone.page.evaluate(VALUE) == value:
            return
        keys.press("ArrowDown")
    raise AssertionError(f"no radio button {value!r} on {someone.page.url}")


def test_a_day_is_lived_through_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    make_people(app)
    marisol = AtKeys(open_context(viewport={"width": 1280, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/simulations/day/")
    marisol.enters("Begin")
    services = app.extensions["lms"]
    exercise = services.library.current(0).exercise("day")
    with services.database.session() as session:
        seed = session.query(LabRun).one().seed
    body = body_of(exercise)
    state = begin(body, seed)
    while not state.over:
        made = expert.next_move(body, state)
        parts = (made["act"], made.get("option") or made.get("task"), made.get("to"))
        choose(marisol, ":".join(part for part in parts if part))
        marisol.sends()
        state = move(body, state, made)
    assert marisol.page.url.endswith("/simulations/day/debrief")
    marisol.sees("Nothing that had to happen was left")
    expect(marisol.page.locator(".diary svg:visible")).to_have_count(1)
    for width in (390, 320):
        marisol.page.set_viewport_size({"width": width, "height": 800})
        assert marisol.page.evaluate("document.documentElement.scrollWidth") <= width
