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
# Run everything once in the light; narrow, what depends on what is shown and where; in the dark, what depends on colour.
ALL = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SMALLEST, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 400}
LOOKS = (("light", WIDE, ALL), ("light", PHONE, ALL), ("dark", PHONE, COLOURS), ("dark", WIDE, COLOURS))
RUN = """async (rules) => {
  const { violations } = await axe.run({ runOnly: rules, resultTypes: ["violations"], elementRef: false });
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 140)}`));
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
PARTS = 4


@pytest.fixture
def viewer(demo: Demo, open_browser: Callable[..., BrowserContext]) -> Page:
    """A page in which axe is at hand."""
    context = open_browser(base_url=demo.address)
    context.add_init_script(AXE)
    return context.new_page()


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing(gallery: Gallery, viewer: Page, part: int) -> None:
    """Pages built of the same parts as an earlier one are left out."""
    faults: list[str] = []
    for name in gallery.different()[part::PARTS]:
        viewer.emulate_media(color_scheme="light")
        viewer.set_viewport_size(WIDE)
        viewer.goto(gallery.address(name))
        found = []
        for scheme, size, rules in LOOKS:
            viewer.emulate_media(color_scheme=scheme)
            viewer.set_viewport_size(size)
            found += [f"{scheme} {size['width']}: {each}" for each in viewer.evaluate(RUN, rules)]
        faults += [f"{name}: {each}" for each in found]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_scrolls_sideways(gallery: Gallery, viewer: Page, part: int) -> None:
    faults: list[str] = []
    for name in list(gallery.pages)[part::PARTS]:
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
    said = viewer.evaluate(RUN, ALL)
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
