"""Certificates, results, records: on paper nothing is cut, and what only works on a screen stays away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import opening
from tests.browser.demo import Demo
from tests.browser.paper import squeezed, words_of

A4, LETTER = "A4", "Letter"
Scheme = Literal["light", "dark"]
# Words that a reader of the paper needs, and words of the screen that would only be in the way.
RECORDS = {
    "certificate": (
        ["Certificate of completion", "Tomasz Wierzba, LCSW", "Serial"],
        ["Download PDF", "Sign out", "Skip to content"],
    ),
    "result, passed": (["Passed, 14 of 15", "By objective", "All objectives"], ["Sign out", "Skip to content"]),
    "verify, valid": (["Tomasz Wierzba, LCSW", "Training time"], ["Sign out", "Skip to content"]),
    "readiness": (["Priya Venkataraman", "Overdue"], ["Sign out", "Skip to content"]),
    "case debrief": (["Your path and the", "Debrief"], ["Play it again", "Sign out"]),
    "learner /tools/m1-t-who-decides": (
        ["Who decides?", "Sources", "Sample to adapt", "Not yet reviewed"],
        ["Download", "Sign out", "Skip to content"],
    ),
    "learner /tools/": (["Consent note template", "Revised"], ["Sign out", "Show all"]),
    "home, at risk": (["At risk", "Your path"], ["Sign out"]),
}


# Words that reach beyond the paper, or beyond a box that hides what does not fit.
CUT = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const box = range.getBoundingClientRect();
    if (!box.width || text.parentElement.closest(".visually-hidden")) continue;
    const hides = text.parentElement.closest(".scroll");
    const edge = Math.min(innerWidth, hides ? hides.getBoundingClientRect().right : Infinity);
    if (box.right > edge + 1) found.push(text.data.trim().slice(0, 60));
  }
  return found;
}"""


@pytest.fixture(scope="module")
def show(demo: Demo, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a state, each of its people in one window for all tests: to start one costs most."""
    windows: dict[str | None, Page] = {}

    def shown(name: str, width: int = 1280, scheme: Scheme = "light") -> Page:
        who, path = demo.states[name]
        if who not in windows:
            windows[who] = demo.enter(open_browser, who)
        page = windows[who]
        page.emulate_media(media="null", color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 960})
        page.goto(path)
        return page

    with opening(chromium) as (open_browser, complaints):
        yield shown
    assert complaints == []


@pytest.mark.parametrize("name", [*RECORDS, "lesson, complete", "learner /account/", "people", "review of answers"])
def test_nothing_is_cut_and_a_record_says_what_it_must(show: Callable[..., Page], name: str) -> None:
    width = 1056 if name == "certificate" else 672  # Letter lying without margins; A4 upright between them.
    page = show(name, width)
    wanted, unwanted = RECORDS.get(name, ([], []))
    for size in (A4, LETTER) if name in RECORDS else ():
        said = words_of(page.pdf(format=size, prefer_css_page_size=True))
        assert [each for each in wanted if squeezed(each) not in said] == [], size
        assert [each for each in unwanted if squeezed(each) in said] == [], size
    page.emulate_media(media="print")
    assert page.evaluate(CUT) == []


def test_paper_shows_what_a_screen_folds_away(show: Callable[..., Page]) -> None:
    page = show("result, passed")
    assert page.locator("details:not([open])").count() == 14
    assert words_of(page.pdf(prefer_css_page_size=True)).count(squeezed("Best answer")) == 15


def test_dark_screens_print_on_white(show: Callable[..., Page]) -> None:
    page = show("result, passed", scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
    )
    ground, ink = (sum(float(each) for each in re.findall(r"[\d.]+", colour)[:3]) for colour in colours)
    assert ink < 250
    assert ground > 700 or colours[0] == "rgba(0, 0, 0, 0)"
