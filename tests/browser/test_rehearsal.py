"""A panel review by keyboard alone: sit down, choose whom to bring, and present the first."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import BrowserContext

from lms.practice.lab_queries import played_of
from lms.practice.models import LabRun
from lms.practice.rehearsal.table import Table, expert
from tests.browser.test_keyboard_tasks import AtKeys
from tests.house.scene import make_people
from tests.people.makers import PASSWORD


def stands(app: Flask) -> Table:
    """The table of the only run."""
    with app.extensions["lms"].database.session() as session:
        state = played_of(session, session.query(LabRun).one()).state
    assert isinstance(state, Table)
    return state


def label_of(person: AtKeys, name: str) -> str:
    """How the label of a choice begins."""
    return " ".join(person.page.locator(f"label[for='{name}']").inner_text().split())[:30]


def test_a_case_is_chosen_and_presented_by_keyboard(app: Flask, open_context: Callable[..., BrowserContext]) -> None:
    make_people(app)
    marisol = AtKeys(open_context(viewport={"width": 390, "height": 844}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    keys = marisol.page.keyboard
    marisol.opens("/simulations/panel-review/")
    marisol.enters("Begin")
    marisol.goes("The care manager’s chair")
    keys.press("Space")
    marisol.enters("Sit down")
    table = stands(app)
    for name in expert(table)["places"]:
        found = table.find(name)
        assert found is not None
        marisol.goes("Choose")  # The next select box; its options are its words.
        keys.type(found.row.name)
    marisol.enters("Bring these")
    marisol.sees("3 of 3 as an expert has it")
    table = stands(app)
    assert table.next is not None
    script = table.next[1]
    assert script is not None
    marisol.goes(label_of(marisol, "opening-1"))
    keys.press("Space")
    for _ in range([each.best for each in script.openings].index(True)):
        keys.press("ArrowDown")
    for at, fact in enumerate(script.chart, 1):
        if fact.say:
            marisol.goes(label_of(marisol, f"say-{at}"))
            keys.press("Space")
    marisol.enters("Say it")
    marisol.sees(f"{len(script.chart) + 1} of {len(script.chart) + 1} as an expert has it")
    marisol.sees("Dr. Hartmann asks")
