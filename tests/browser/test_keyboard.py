"""The main tasks by keyboard alone; on every page the place of the focus can be seen, and none is heavy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import opening
from tests.browser.demo import Demo
from tests.browser.gallery import cover, kinds_on
from tests.browser.person import Person
from tests.house.page import Page as Held
from tests.house.page import PageClient
from tests.house.scene import make_people
from tests.people.makers import PASSWORD

# What has the focus: its words, whether it lies in the window, whether something marks it, and whether something else,
# such as a bar that stays in place, lies over the middle of it.
FOCUS = """() => {
  const kind = (each) => each?.parentElement ? `${kind(each.parentElement)} > ${own(each)}` : "";
  const own = (each) => [each.localName, each.role, each.type, each.getAttribute("class")].join(" ");
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const seen = it.matches("input[type=radio], input[type=checkbox]") ? it.closest("label") : it;
  const box = seen.getBoundingClientRect();
  // The button of a date field's calendar lies inside the field, where the browser draws a ring of its own.
  const within = it.type === "date" && !it.matches(":focus-visible");
  const marks = [it, seen].map((each) => getComputedStyle(each));
  const place = it.getBoundingClientRect();
  const top = document.elementFromPoint(place.left + Math.min(place.width / 2, 40), place.top + place.height / 2);
  return {
    kind: kind(it),
    words: (it.getAttribute("aria-label") || seen.innerText || it.name || it.id).trim().slice(0, 60),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.height > 1,
    marked: within || marks.some((style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none"),
    covered: Boolean(top) && top !== it && !it.contains(top) && !top.contains(it) && !it.closest("label")?.contains(top),
  };
}"""

# The kinds of the first controls that Tab comes to, in its order, as `FOCUS` names them. They are remembered for `LEAVE`.
STOPS = """(most) => {
  const kind = (each) => each?.parentElement ? `${kind(each.parentElement)} > ${own(each)}` : "";
  const own = (each) => [each.localName, each.role, each.type, each.getAttribute("class")].join(" ");
  const group = (each) => each.form ? [].concat(...[each.form.elements[each.name]].map((all) => all.length ? [...all] : [all])) : [each];
  const stands_for = (each) => each.type !== "radio" || (group(each).find((one) => one.checked) ?? group(each)[0]) === each;
  const all = document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]");
  const seen = [...all].filter((each) => each.tabIndex >= 0 && !each.disabled && each.checkVisibility({ visibilityProperty: true }));
  window.stops = seen.filter(stands_for).slice(0, most);
  return window.stops.map(kind);
}"""
# Be at the stop before this one.
LEAVE = "(at) => at ? window.stops[at - 1].focus() : document.activeElement.blur()"
MOST_TABS = 40
# What takes several times Tab to leave: a date has three parts and a calendar, and after a table there may be one that slides.
MOST_PARTS = 6
CONTROLS = {"a", "button", "input", "select", "textarea", "summary"}
LONG = ("/team/", "/queue/", "/plan/", "/glossary/", "/pathway/")
"""Pages that hold a list of the whole course or of many people; they may weigh 80 kB, every other page 60."""
KB = 1000


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at and words in at["words"]:
            return
    raise AssertionError(f"no way to {words!r} by keyboard on {page.url}")


def test_c49_signing_in_reading_and_answering_by_keyboard(
    app: Flask, open_context: Callable[..., BrowserContext]
) -> None:
    scene = make_people(app)
    learner = Person(open_context(viewport={"width": 1280, "height": 800}))
    page, keyboard = learner.page, learner.page.keyboard
    learner.opens("/sign-in")
    tab_to(page, "email")
    keyboard.type("marisol@saltmarsh.example")
    keyboard.press("Tab")
    keyboard.type(PASSWORD)
    keyboard.press("Enter")
    learner.is_at(scene.lesson.title)
    tab_to(page, "Open the lesson")
    keyboard.press("Enter")
    learner.sees(f"Module 1, lesson 1 of {len(scene.module.lessons)}")

    check = scene.lesson.checks[0]
    right = next(at for at, option in enumerate(check.options) if option.correct)
    box = page.locator(f"#check-{check.id}")
    box.get_by_role("radio").first.focus()
    keyboard.press("Space")
    for _ in range(right):
        keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(box.get_by_role("status")).to_be_focused()
    tab_to(page, "Mark complete and continue")
    keyboard.press("Enter")
    learner.is_at(scene.module.lessons[1].title)


def test_c49_deciding_in_the_case_and_answering_in_the_test_by_keyboard(
    app: Flask, open_context: Callable[..., BrowserContext]
) -> None:
    scene = make_people(app)
    learner = Person(open_context(viewport={"width": 1280, "height": 800}))
    page, keyboard = learner.page, learner.page.keyboard
    learner.signs_in("marisol@saltmarsh.example", PASSWORD)
    learner.opens(f"/cases/{scene.case.id}/")
    tab_to(page, "Start the case")
    keyboard.press("Enter")
    start = scene.case.stages[scene.case.start]
    learner.is_at(start.title)
    tab_to(page, page.locator(".choice").first.inner_text().strip()[:50])
    keyboard.press("Space")
    keyboard.press("ArrowDown")
    tab_to(page, "Decide")
    keyboard.press("Enter")
    expect(page.get_by_text("Your path so far")).to_be_visible()

    learner.opens(f"/tests/{scene.module.post_test.id}/")
    tab_to(page, "Start")
    keyboard.press("Enter")
    learner.is_at("Question 1 of 15")
    tab_to(page, page.locator(".choice").first.inner_text().strip()[:50])
    keyboard.press("ArrowDown")
    learner.sees("Saved at 12:00")
    tab_to(page, "Flag to look at again")
    keyboard.press("Space")
    tab_to(page, "Save and next")
    keyboard.press("Enter")
    learner.is_at("Question 2 of 15")


def test_the_first_tab_leads_past_the_header(enter: Callable[..., Page]) -> None:
    page = enter("marisol")
    page.goto("/home")
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["words"] == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_problem_takes_the_focus(enter: Callable[..., Page]) -> None:
    page = enter()
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Work e-mail")).to_be_focused()


@dataclass
class Walk:
    """What was seen of the states of the demonstration, each opened once: where the focus was lost, and bytes."""

    lost: dict[str, list[str]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    tabbed: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(demo: Demo, chromium: Browser) -> Walk:
    """Every state fetched by its person; those opened on which, together, every kind of control is met.

    What marks the focus and what may lie over it are the same for controls of one kind within the same surroundings, so
    Tab goes to those that it has not met so far, each from the stop before it.
    """
    walk, kinds, held = Walk(), set[str](), {}
    clients: dict[str | None, PageClient] = {who: PageClient(demo.app) for who, _ in demo.states.values()}
    for who, client in clients.items():
        if who:
            client.http.set_cookie("lms", demo.cookie_of(who))
    for name, (who, path) in demo.states.items():
        answer = clients[who].http.get(path, follow_redirects=True)
        walk.sizes[name] = len(answer.data)
        page_held = Held(demo.app, answer, answer.request.path)
        held[name] = set(
            [
                kind
                for each, kind in kinds_on(page_held).items()
                if each.tag in CONTROLS and each.get("type") != "hidden"
            ][:MOST_TABS]
        )
    chosen = cover(held)
    with opening(chromium) as (open_browser, walk.complaints):
        pages: dict[str | None, Page] = {}
        for name, (who, path) in demo.states.items():
            if name not in chosen:
                continue
            if who not in pages:
                pages[who] = demo.enter(open_browser, who, viewport={"width": 1280, "height": 800})
            page = pages[who]
            page.goto(path)
            met = tab_to_each(page, walk.lost.setdefault(name, []), kinds)
            walk.tabbed |= {name} if met else set()
            kinds |= met
    return walk


def tab_to_each(page: Page, lost: list[str], known: set[str]) -> set[str]:
    """Press Tab until the focus is on the first control of each kind that is not known, and look at it on the way there."""
    met: set[str] = set()
    for place, kind in enumerate(page.evaluate(STOPS, MOST_TABS)):
        if kind in known | met:
            continue
        met.add(kind)
        page.evaluate(LEAVE, place)
        for _ in range(MOST_PARTS):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS)
            if at and (not (at["inside"] and at["marked"]) or at["covered"]):
                lost.append(at["words"])
            if at and at["kind"] == kind:
                break
        else:
            lost.append(f"no way to {kind}")
    return met


def test_c48_the_focus_can_be_seen_on_every_page(walk: Walk) -> None:
    assert {name: words for name, words in walk.lost.items() if words} == {}
    assert len(walk.tabbed) > 40


def test_a_focus_that_cannot_be_seen_would_be_found(enter: Callable[..., Page]) -> None:
    page = enter(viewport={"width": 1280, "height": 800})
    page.goto("/help/")
    lost: list[str] = []
    met = tab_to_each(page, lost, set())
    assert lost == []
    assert len(met) == 4  # The way past the header, and links of the header, the text and the footer.
    assert tab_to_each(page, lost, met) == set()
    for wrong in (
        "main a:focus-visible { outline: none !important; box-shadow: none !important }",
        "body > footer { position: fixed; inset: 0 }",
        "main a:focus { position: fixed; left: -9999px }",
    ):
        page.goto("/help/")
        page.evaluate(
            "(rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules); document.adoptedStyleSheets = [sheet]; }",
            wrong,
        )
        found: list[str] = []
        assert tab_to_each(page, found, set()) == met
        assert found, wrong
    page.goto("/help/")
    page.evaluate(
        "document.querySelectorAll('main a').forEach((each) => each.addEventListener('focus', () => each.blur()))"
    )
    tab_to_each(page, lost, set())
    assert any(each.startswith("no way to") for each in lost)


def test_no_page_is_heavy_or_complained_about(demo: Demo, walk: Walk) -> None:
    """Uncompressed; a list of people holds 25 rows, each with its picture."""
    most = {
        name: 80 if path.startswith(LONG) else 60 for name, (_, path) in demo.states.items() if path != "/styleguide"
    }
    assert {name: walk.sizes[name] for name in most if walk.sizes[name] > most[name] * KB} == {}
    assert min(walk.sizes.values()) > KB
    assert walk.complaints == []
