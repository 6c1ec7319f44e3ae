"""The lab of billing minutes by keyboard alone: tick, add up, choose, tell, and read why."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext

from lms.practice.minutes.grading import Task
from lms.practice.minutes.lab import body_of, tasks_of
from lms.practice.models import LabRun
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD


def first_log(app: Flask) -> Task:
    """The log that is open, with its key."""
    services = app.extensions["lms"]
    exercise = next(each for each in services.library.current(0).exercises if each.kind == "minutes")
    with services.database.session() as session:
        run = session.query(LabRun).one()
    return tasks_of(body_of(exercise), exercise.id, run.seed)[0]


def test_a_month_is_counted_and_told_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    make_people(app)
    marisol = AtKeys(open_context(viewport={"width": 1280, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/simulations/minutes/")
    marisol.enters("Begin")
    task = first_log(app)
    keys = marisol.page.keyboard
    for entry in task.sheet.entries:
        if entry.id in task.counts:
            label = marisol.page.locator(f"label[for='{entry.id}']").inner_text()
            marisol.goes(" ".join(label.split())[:40])
            keys.press("Space")
    marisol.writes("total", str(task.total))
    marisol.goes("First month")
    keys.press("Space" if task.month == "initial" else "ArrowDown")
    marisol.goes("code")
    keys.type(task.codes[0].code if task.codes else "No code")
    if len(task.codes) > 1:
        marisol.goes("None")
        keys.type(str(task.codes[1].units))
    marisol.enters("Check")
    marisol.sees(f"{len(task.sheet.entries)} of {len(task.sheet.entries)} lines right")
    marisol.goes(task.options[0].text[:20])
    keys.press("Space")
    for _ in range([option.right for option in task.options].index(True)):
        keys.press("ArrowDown")
    marisol.enters("Tell Dr. Amari")
    marisol.sees("That is the message")
    marisol.enters("Next log")
    marisol.sees("log 2 of 5")
