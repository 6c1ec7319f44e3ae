"""Learner and supervisor: she rates herself with a break in between, both look at it together, and a skill is signed on a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Locator, expect

from lms.readiness.skills.models import SkillRating, SkillSeen, SkillTask
from tests.browser.person import Person
from tests.house.scene import Scene, make_people
from tests.people.makers import PASSWORD

PHONE = {"width": 390, "height": 780}
CALL = "sk-first-call"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_people(app)


def rows(scene: Scene, table: type) -> list:
    with scene.services.database.session() as session:
        return session.query(table).all()


def question(person: Person, title: str) -> Locator:
    return person.page.get_by_role("group", name=title, exact=True)


def rate_all(person: Person, level: int) -> None:
    """Every skill that is not rated yet; one stroke for all, as a test has no afternoon for it."""
    person.page.evaluate(
        """level => document.querySelectorAll("fieldset:not(:has(input:checked))").forEach(
            each => each.querySelectorAll("input[type=radio]")[level].click())""",
        level,
    )


def test_s107_she_rates_with_a_break_and_gaps_become_dated_tasks(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    first, second = (each.title for each in scene.course.ratable("bhcm")[:2])
    marisol = Person(open_context(viewport={"width": 1280, "height": 800}))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/skills/")
    marisol.follows("Rate yourself")
    question(marisol, first).get_by_role("radio").nth(1).check()
    marisol.sees("Saved at 12:00")
    marisol.context.set_offline(True)
    question(marisol, second).get_by_role("radio").nth(3).check()
    expect(marisol.page.get_by_role("status")).to_contain_text("Not saved")
    expect(question(marisol, second).get_by_role("radio").nth(3)).to_be_checked()
    marisol.context.set_offline(False)
    expect(marisol.page.get_by_role("status")).to_contain_text("Saved at 12:00")
    marisol.types("What you bring to supervision", "Five years on a ward.")
    marisol.presses("Save for later")
    marisol.opens("/skills/rate")
    expect(question(marisol, first).get_by_role("radio").nth(1)).to_be_checked()
    expect(question(marisol, second).get_by_role("radio").nth(3)).to_be_checked()
    expect(marisol.page.get_by_label("What you bring to supervision")).to_have_value("Five years on a ward.")
    marisol.presses("Hand in")
    expect(marisol.page.get_by_role("alert")).to_contain_text("There is a problem")
    rate_all(marisol, 2)
    marisol.presses("Hand in")
    marisol.sees("Your supervisor has not rated yet.")

    grace = Person(open_context(viewport={"width": 1280, "height": 800}, color_scheme="dark"))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    grace.opens("/skills/")
    waits = grace.page.get_by_role("region", name="Handed in, and waiting for your ratings")
    waits.get_by_role("link", name="Marisol Tavares").click()
    grace.is_at("Rate Marisol Tavares")
    question(grace, first).get_by_role("radio").nth(1).check()
    question(grace, second).get_by_role("radio").nth(1).check()
    rate_all(grace, 2)
    grace.presses("Hand in")
    rated = grace.page.get_by_role("region", name="Skills rated")
    expect(rated).to_contain_text("Five years on a ward.")
    apart = rated.get_by_role("row").filter(has_text=second)
    expect(apart).to_contain_text("Seen differently")
    grace.follows("Make tasks of the gaps")
    gap = grace.page.get_by_role("region", name=second)
    gap.get_by_label("Practice with feedback: what, with whom").fill("Two calls with me")
    gap.get_by_label("To be done by").fill("2026-05-22")
    grace.presses("Add to the plan")
    assert [(row.kind, row.due_on.isoformat()) for row in rows(scene, SkillTask)] == [("practice", "2026-05-22")]
    marisol.page.reload()
    task = marisol.page.get_by_role("region", name="Tasks of the training plan").get_by_role("row")
    expect(task.filter(has_text="Two calls with me")).to_contain_text("22 May 2026")
    expect(marisol.page.get_by_role("row").filter(has_text=second).filter(has_text="Seen differently")).to_be_visible()
    task.filter(has_text="Two calls with me").get_by_role("button", name="Done").click()
    expect(task.filter(has_text="Two calls with me")).to_contain_text("Done 4 May 2026")
    assert [row.own_words for row in rows(scene, SkillRating)] == ["Five years on a ward."]


def test_a_skill_is_asked_for_signed_in_three_taps_and_withdrawn(
    scene: Scene, open_context: Callable[..., BrowserContext]
) -> None:
    title = scene.course.skill(CALL).title
    marisol = Person(open_context(viewport=PHONE, java_script_enabled=False))
    marisol.comes_signed_in("marisol@saltmarsh.example", PASSWORD)
    marisol.opens("/skills/")
    marisol.follows(title)
    marisol.is_at("Ask for a signature")
    marisol.types("Who saw it, and where", "Grace, at my desk")
    marisol.presses("Ask")
    marisol.sees("You asked for these")

    grace = Person(open_context(viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark"))
    grace.comes_signed_in("grace@saltmarsh.example", PASSWORD)
    grace.opens("/skills/")
    grace.is_at("1 skill waits for your signature")
    grace.page.get_by_role("region", name="Waits for you").get_by_role("link", name=title).tap()
    grace.page.get_by_text("Done", exact=True).tap()
    grace.page.get_by_role("button", name="Sign now").tap()
    grace.sees(f"Signed: {title}")
    (seen,) = [row for row in rows(scene, SkillSeen) if row.signed_at]
    assert (seen.skill_id, seen.state, seen.withdrawn_at) == (CALL, "done", None)
    row = marisol.page.get_by_role("region", name="Skills seen by a supervisor").get_by_role("row")
    marisol.opens("/skills/")
    marisol.is_at("1 of 19 skills signed")
    expect(row.filter(has_text=title)).to_contain_text("Grace Bellweather")

    grace.page.get_by_role("link", name=title).tap()
    grace.page.get_by_role("link", name="Withdraw what was seen").tap()
    grace.page.get_by_role("button", name="Withdraw").tap()
    expect(grace.page.get_by_role("alert")).to_be_visible()
    grace.types("Reason", "It was another colleague")
    grace.page.get_by_role("button", name="Withdraw").tap()
    grace.sees("Withdrawn.")
    grace.is_at("Marisol Tavares: 0 of 19 skills signed")
    assert grace.page.evaluate("document.documentElement.scrollWidth") <= 390
    expect(grace.page.get_by_role("row").filter(has_text=title)).to_contain_text("It was another colleague")
    marisol.opens("/skills/")
    marisol.is_at("0 of 19 skills signed")
    expect(row.filter(has_text=title)).to_contain_text("It was another colleague")
