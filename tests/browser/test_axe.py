"""Every page and state: axe finds nothing, wide and narrow, light and dark; nothing scrolls sideways at 320 px or zoomed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from lms.curriculum.library import Library
from tests.browser.demo import Demo
from tests.browser.gallery import Gallery, house
from tests.clocks import NOON, MovableClock
from tests.house.scene import CAST, make_scene
from tests.house.source import ROOT, files
from tests.house.test_routes import address, person

AXE = Axe().axe_script
# In the light everything, wide and narrow, for what is shown differs; in the dark what depends on colour.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
NO_COLOURS = {**ALL, "rules": {each: {"enabled": False} for each in COLOURS}}
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SMALLEST, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 400}
LOOKS = (("light", WIDE), ("light", PHONE), ("dark", PHONE), ("dark", WIDE))
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


@pytest.fixture
def viewer(demo: Demo, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page in which axe is at hand."""
    context = open_browser(base_url=demo.address)
    context.add_init_script(AXE)
    return context.new_page()


def test_axe_finds_nothing(gallery: Gallery, viewer: Page) -> None:
    """Pages built of the same parts as an earlier one are left out, and colours already judged in the same surroundings."""
    faults: list[str] = []
    judged: dict[tuple[str, int], set[str]] = {}
    for name in gallery.different():
        viewer.emulate_media(color_scheme="light")
        viewer.set_viewport_size(WIDE)
        viewer.goto(gallery.address(name))
        for scheme, size in LOOKS:
            viewer.emulate_media(color_scheme=scheme)
            viewer.set_viewport_size(size)
            found = viewer.evaluate(RUN, [NO_COLOURS, None]) if scheme == "light" else []
            before = judged.setdefault((scheme, size["width"]), set())
            new = {way: place for way, place in viewer.evaluate(WAYS).items() if way not in before}
            if new:
                found += viewer.evaluate(RUN, [ONLY_COLOURS, list(new.values())])
            before.update(new)
            faults += [f"{name}: {scheme} {size['width']}: {each}" for each in found]
    assert not faults, "\n".join(faults)


def test_nothing_scrolls_sideways(gallery: Gallery, viewer: Page) -> None:
    faults: list[str] = []
    for name in gallery.pages:
        viewer.set_viewport_size(SMALLEST)
        viewer.goto(gallery.address(name))
        found = [f"320 px: {each}" for each in viewer.evaluate(STICKS_OUT)]
        viewer.set_viewport_size(ZOOMED)
        found += [f"200 %: {each}" for each in viewer.evaluate(STICKS_OUT)]
        faults += [f"{name}: {each}" for each in found]
    assert not faults, "\n".join(faults)


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
    app = house(tmp_path / "house", MovableClock(NOON), library)
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
