"""Every page and state: axe finds nothing, wide and narrow, light and dark; nothing scrolls sideways at 320 px or zoomed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from lms.curriculum.library import Library
from tests.browser.conftest import opening
from tests.browser.demo import Demo
from tests.browser.gallery import WALKS, Gallery, house, lengths, longest, parts
from tests.clocks import NOON, MovableClock
from tests.house.kept_scene import make_scene
from tests.house.scene import CAST
from tests.house.source import ROOT, files
from tests.house.test_routes import address, person

AXE = Axe().axe_script
# In the light everything; narrow what depends on room, and everything where other parts are shown than on wide screens;
# in the dark what depends on colour.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
NO_COLOURS = {**ALL, "rules": {each: {"enabled": False} for each in COLOURS}}
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
ROOM = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
WIDE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
SMALLEST, ZOOMED = ViewportSize(width=320, height=640), ViewportSize(width=640, height=400)
Scheme = Literal["light", "dark"]
Rules = dict[str, object]
# `places`, if given, are numbers of elements in the order of the page: only these are judged, and what is in them.
RUN = """async ([rules, places]) => {
  const all = document.body.querySelectorAll("*");
  const where = places ? { include: places.map((each) => all[each]) } : document;
  const { violations } = await axe.run(where, { ...rules, preload: false, resultTypes: ["violations"], elementRef: false });
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 140)}`));
}"""
# Every way in which text is shown: what it is and within what, its colours and those behind it. Way → number of an element.
WAYS = """() => {
  const ways = new Map();
  const way = (each) => {
    if (each.nodeType !== Node.ELEMENT_NODE) return "";
    if (!ways.has(each)) {
      const { color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity, textDecorationLine } = getComputedStyle(each);
      const own = [each.localName, each.role, each.type, each.getAttribute("class"), each.matches(":disabled, [aria-disabled=true]"),
        color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity, textDecorationLine];
      ways.set(each, `${way(each.parentNode)} > ${own.join(" ")}`);
    }
    return ways.get(each);
  };
  const has_words = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return Object.fromEntries([...document.body.querySelectorAll("*")].flatMap(
    (each, at) => (has_words(each) && each.checkVisibility() ? [[way(each), at]] : [])));
}"""
# Which kinds of elements came or went since this was asked first on the page.
CHANGED = """() => {
  const own = (each) => [each.localName, each.role, each.type, each.getAttribute("class")].join(" ");
  const kind = (each) => each?.parentElement ? `${kind(each.parentElement)} > ${own(each)}` : "";
  const all = [...document.body.querySelectorAll("*")];
  const shown = new Set(all.filter((each) => each.checkVisibility({ visibilityProperty: true })));
  const before = (window.shownBefore ??= shown);
  return [...new Set(all.filter((each) => shown.has(each) !== before.has(each)).map((each) => `${shown.has(each)} ${kind(each)}`))];
}"""
# What sticks out of the window although nothing lets it slide there.
STICKS_OUT = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return [];
  const out = [...document.body.querySelectorAll("*")].filter((each) => {
    const box = each.getBoundingClientRect();
    return box.right > innerWidth + 1 && box.width && !each.closest(".scroll, .visually-hidden");
  });
  return [`${wide} px`, ...out.slice(0, 4).map((each) => each.outerHTML.slice(0, 120))];
}"""


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_pages_keep_the_rules_of_the_house(
    walked: Gallery, walk: Callable[..., None], library: Library, tmp_path: Path
) -> None:
    """What tests/house/page.py asks of each page; the pages are then judged below."""
    walked.take(walk, tmp_path, library)
    assert any(name.startswith(f"{walk.__name__}: ") for name in walked.pages)


@pytest.fixture
def viewer(demo: Demo, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page in which axe is at hand."""
    return with_axe(open_browser, demo)


def with_axe(open_browser: Callable[..., BrowserContext], demo: Demo) -> Page:
    context = open_browser(base_url=demo.address)
    context.add_init_script(AXE)
    return context.new_page()


@dataclass
class Judge:
    """Judges pages one after the other; what was judged on an earlier page, in the same place, is not judged again."""

    viewer: Page
    colours: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    changes: set[str] = field(default_factory=set)

    def faults(self) -> list[str]:
        """All that axe finds on the page that is open, wide and narrow, in the light and in the dark."""
        self.viewer.evaluate(CHANGED)
        wide = self._look("light", WIDE, NO_COLOURS) + self._look("dark", WIDE, None)
        self.viewer.set_viewport_size(PHONE)
        changed = set(self.viewer.evaluate(CHANGED))
        if changed <= self.changes:
            return wide + self._look("dark", PHONE, ROOM, colours=False)
        self.changes |= changed
        return wide + self._look("dark", PHONE, None) + self._look("light", PHONE, NO_COLOURS)

    def _look(self, scheme: Scheme, size: ViewportSize, rules: Rules | None, *, colours: bool = True) -> list[str]:
        self.viewer.emulate_media(color_scheme=scheme)
        self.viewer.set_viewport_size(size)
        said = self.viewer.evaluate(RUN, [rules, None]) if rules else []
        said += self._colours(scheme, size) if colours else []
        return [f"{scheme} {size['width']}: {each}" for each in said]

    def _colours(self, scheme: str, size: ViewportSize) -> list[str]:
        before = self.colours.setdefault((scheme, size["width"]), set())
        new = {way: place for way, place in self.viewer.evaluate(WAYS).items() if way not in before}
        before.update(new)
        said: list[str] = self.viewer.evaluate(RUN, [ONLY_COLOURS, list(new.values())]) if new else []
        return said


@dataclass
class Walk:
    """What was found on the pages of the gallery, each opened once at most."""

    judged: dict[str, list[str]] = field(default_factory=dict)
    measured: dict[str, list[str]] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def walk(gallery: Gallery, demo: Demo, chromium: Browser) -> Walk:
    """axe judges pages on which everything is met; those on which something is longest are squeezed until it would stick out."""
    made = Walk()
    to_measure = gallery.to_measure()
    to_judge = gallery.to_judge(to_measure)
    with opening(chromium) as (open_browser, made.complaints):
        viewer = with_axe(open_browser, demo)
        judge = Judge(viewer)
        for name in gallery.pages:
            if name not in to_judge | to_measure:
                continue
            viewer.set_viewport_size(WIDE if name in to_judge else SMALLEST)
            viewer.goto(gallery.address(name))
            if name in to_judge:
                made.judged[name] = judge.faults()
            if name in to_measure:
                made.measured[name] = sideways(viewer)
    return made


def sideways(viewer: Page) -> list[str]:
    """What sticks out of the page that is open, at 320 px and at 200 % zoom of a screen of 1280."""
    viewer.set_viewport_size(SMALLEST)
    found = [f"320 px: {each}" for each in viewer.evaluate(STICKS_OUT)]
    viewer.set_viewport_size(ZOOMED)
    return found + [f"200 %: {each}" for each in viewer.evaluate(STICKS_OUT)]


def test_axe_finds_nothing(walk: Walk) -> None:
    faults = [f"{name}: {each}" for name, found in walk.judged.items() for each in found]
    assert not faults, "\n".join(faults)
    assert walk.complaints == []


def test_nothing_scrolls_sideways(walk: Walk) -> None:
    faults = [f"{name}: {each}" for name, found in walk.measured.items() for each in found]
    assert not faults, "\n".join(faults)


def test_all_that_pages_are_built_of_was_judged(gallery: Gallery, walk: Walk) -> None:
    """No page was left out for more than this: each of its parts, at least as long, was seen on another."""
    judged = set().union(*(parts(gallery.pages[name]) for name in walk.judged))
    most = longest(lengths(gallery.pages[name]) for name in walk.measured)
    assert len(gallery.pages) > 800
    for name, page in gallery.pages.items():
        assert parts(page) <= judged, name
        assert all(each <= most[what] for what, each in lengths(page).items()), name


def test_what_is_wrong_would_be_found(viewer: Page) -> None:
    viewer.goto("/help/")
    viewer.evaluate("""() => {
      const faint = document.createElement("p");
      faint.className = "fictional";
      faint.textContent = "Nobody can read this";
      faint.style.cssText = "color: #ddd; width: 2000px";
      document.querySelector("main").append(faint, document.createElement("input"));
    }""")
    new = viewer.evaluate(WAYS).values()
    said = viewer.evaluate(RUN, [NO_COLOURS, None]) + viewer.evaluate(RUN, [ONLY_COLOURS, list(new)])
    assert any(each.startswith("color-contrast") for each in said)
    assert any(each.startswith("label") for each in said)
    viewer.set_viewport_size(SMALLEST)
    assert any("Nobody can read this" in each for each in viewer.evaluate(STICKS_OUT))


def test_every_page_of_the_application_is_looked_at(gallery: Gallery, tmp_path: Path, library: Library) -> None:
    """A route that answers somebody with a page, and a template of a page, must have been met on some walk."""
    app = house(gallery.apps, tmp_path / "house", MovableClock(NOON), library)
    scene, answered = make_scene(app), set()
    for who in [*CAST, "signed out"]:
        client = person(app, scene, who)
        for rule in app.url_map.iter_rules():
            if "GET" in (rule.methods or ()) and rule.endpoint not in answered:
                answer = client.http.get(address(rule, scene))
                if answer.status_code == 200 and answer.mimetype == "text/html":
                    answered.add(rule.endpoint)
    app.extensions["lms"].database.dispose()
    assert len(answered) > 60
    assert answered - gallery.endpoints == set()


def test_every_template_of_a_page_is_looked_at(gallery: Gallery) -> None:
    folder = ROOT / "lms" / "templates"
    pages = {
        path.relative_to(folder).as_posix()
        for path in files(folder, ".html")
        if "{% extends" in path.read_text("utf-8")
    }
    assert pages - gallery.templates == {"base.html", "labs/base_step.html", "labs/base_debrief.html"}
