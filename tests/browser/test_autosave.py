"""Answers survive what goes wrong while they are given: no network, a dead server, an ended session, two windows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect

from lms.assessment.models import AttemptItem
from lms.people.models import SignedIn
from tests.browser.conftest import served
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


def kept(scene: Scene) -> dict[int, tuple[str | None, bool]]:
    """Position → (answer, flag) as the database has them."""
    with scene.services.database.session() as session:
        return {row.position: (row.chosen, row.flagged) for row in session.query(AttemptItem).all()}


def at_the_first_question(scene: Scene, context: BrowserContext) -> Person:
    marisol = Person(context)
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens(f"/tests/{scene.module.post_test.id}/")
    marisol.presses("Start")
    marisol.is_at("Question 1 of 15")
    return marisol


def options_of(person: Person) -> list[str]:
    return [each.get_attribute("value") or "" for each in person.page.locator("input[name=answer]").all()]


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    marisol = at_the_first_question(scene, open_context())
    first, second, *_ = options_of(marisol)
    marisol.picks(first)
    marisol.sees("Saved at 12:00")
    marisol.context.set_offline(True)
    marisol.picks(second)
    expect(marisol.page.get_by_role("status")).to_contain_text("Not saved: the server did not answer.")
    expect(marisol.page.get_by_role("status")).to_contain_text("Your choice is still on this page")
    assert marisol.page.locator(f"input[value='{second}']").is_checked()
    assert kept(scene)[1] == (first, False)
    marisol.context.set_offline(False)
    marisol.sees("Saved at 12:00")
    assert kept(scene)[1] == (second, False)


def test_a_server_that_dies_and_comes_back(
    app: Flask, scene: Scene, open_context: Callable[..., BrowserContext], base_url: str
) -> None:
    marisol = at_the_first_question(scene, open_context())
    with ExitStack() as other:
        second_server = other.enter_context(served(app))
        forwarded = Person(open_context(base_url=second_server))
        forwarded.context.add_cookies([{**cookie, "url": second_server} for cookie in _bare(marisol.context.cookies())])
        forwarded.opens(marisol.path)
        first, second, *_ = options_of(forwarded)
        forwarded.picks(first)
        forwarded.sees("Saved at 12:00")
        port = int(second_server.rpartition(":")[2])
    forwarded.picks(second)
    expect(forwarded.page.get_by_role("status")).to_contain_text("Not saved")
    with served(app, port):
        forwarded.ticks("Flag to look at again")
        forwarded.sees("Saved at 12:00")
        assert kept(scene)[1] == (second, True)
        forwarded.presses("Save and next")
        forwarded.is_at("Question 2 of 15")
        forwarded.leaves()


def _bare(cookies: list) -> Iterator[dict]:
    return ({"name": each["name"], "value": each["value"]} for each in cookies)


def test_an_ended_session_gives_the_answer_back(
    scene: Scene, open_context: Callable[..., BrowserContext], clock: MovableClock
) -> None:
    marisol = at_the_first_question(scene, open_context())
    chosen = options_of(marisol)[2]
    clock.move(hours=2)
    marisol.picks(chosen)
    expect(marisol.page.get_by_role("status")).to_contain_text("Not saved: you are signed out.")
    marisol.presses("Save and next")
    marisol.is_at("Sign in")
    marisol.sees("What you had typed is kept for one hour, for you alone")
    marisol.types("Work e-mail", "marisol@saltmarsh.example")
    marisol.types("Password", PASSWORD)
    marisol.presses("Sign in")
    marisol.is_at("What you sent is still here")
    assert kept(scene)[1] == (None, False)
    marisol.presses("Send it now")
    marisol.is_at("Question 2 of 15")
    assert kept(scene)[1] == (chosen, False)


def test_two_windows_never_lose_the_later_answer(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    context = open_context()
    marisol = at_the_first_question(scene, context)
    other = context.new_page()
    other.goto(marisol.page.url)
    first, second, third, *_ = options_of(marisol)
    marisol.picks(first)
    marisol.sees("Saved at 12:00")
    other.locator(f"input[value='{second}']").check()
    expect(other.get_by_text("Saved at 12:00")).to_be_visible()
    assert kept(scene)[1] == (second, False)
    other.goto(marisol.page.url.replace("/q/1", "/review"))
    other.get_by_role("button", name="Hand in").click()
    other.get_by_role("heading", name="Not passed yet").wait_for()
    marisol.picks(third)
    expect(marisol.page.get_by_role("status")).to_contain_text("Not saved")
    assert kept(scene)[1] == (second, False)


def test_a_double_click_hands_in_once(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    marisol = at_the_first_question(scene, open_context())
    marisol.opens(marisol.path.replace("/q/1", "/review"))
    marisol.page.get_by_role("button", name="Hand in").dblclick()
    marisol.is_at("Not passed yet")
    marisol.page.go_back()
    marisol.page.reload()
    marisol.is_at("Not passed yet")
    marisol.opens(f"/tests/{scene.module.post_test.id}/")
    expect(marisol.page.get_by_role("row").filter(has_text="Not passed")).to_have_count(1)


def test_quick_changes_of_mind_keep_the_last(scene: Scene, open_context: Callable[..., BrowserContext]) -> None:
    marisol = at_the_first_question(scene, open_context())
    choices = options_of(marisol)
    for chosen in [*choices, *reversed(choices), choices[1]]:
        marisol.picks(chosen)
    expect(marisol.page.get_by_role("status")).to_contain_text("Saved at 12:00")
    marisol.page.wait_for_load_state("networkidle")
    assert kept(scene)[1] == (choices[1], False)
    assert threading.active_count() < 40
    with scene.services.database.session() as session:
        assert session.query(SignedIn).count() == 1
