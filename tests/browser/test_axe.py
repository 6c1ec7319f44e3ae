"""Every page and state: axe finds nothing, wide and narrow, light and dark; nothing scrolls sideways at 320 px or zoomed."""

from __future__ import annotations

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.demo import Demo

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
SMALLEST, ZOOMED = {"width": 320, "height": 640}, {"width": 640, "height": 400}
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


def test_axe_finds_nothing_and_nothing_scrolls_sideways(demo: Demo, enter: Callable[..., Page]) -> None:
    axe, faults = Axe(), {}
    pages: dict[str | None, Page] = {}
    for name, (who, path) in demo.states.items():
        if who not in pages:
            pages[who] = enter(who)
        page = pages[who]
        found = []
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(WIDE)
        page.goto(path)
        for scheme, rules in (("light", RULES), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            for size in (WIDE, PHONE):
                page.set_viewport_size(size)
                found += [f"{scheme} {size['width']}: {each}" for each in violations(axe, page, rules)]
        for size in (SMALLEST, ZOOMED):
            page.set_viewport_size(size)
            found += [f"{size['width']} px: {each}" for each in page.evaluate(STICKS_OUT)]
        if found:
            faults[name] = found
    assert faults == {}


def violations(axe: Axe, page: Page, rules: dict[str, object]) -> list[str]:
    found = axe.run(page, options={**rules, "resultTypes": ["violations"]}).response["violations"]
    return [f"{each['id']}: {node['html'][:140]}" for each in found for node in each["nodes"][:3]]


def test_what_is_wrong_would_be_found(demo: Demo, enter: Callable[..., Page]) -> None:
    page = enter()
    page.goto("/help/")
    page.evaluate("""() => {
      const faint = document.createElement("p");
      faint.className = "fictional";
      faint.textContent = "Nobody can read this";
      faint.style.cssText = "color: #ddd; width: 2000px";
      document.querySelector("main").append(faint, document.createElement("input"));
    }""")
    said = violations(Axe(), page, RULES)
    assert any(each.startswith("color-contrast") for each in said)
    assert any(each.startswith("label") for each in said)
    page.set_viewport_size(SMALLEST)
    assert any("Nobody can read this" in each for each in page.evaluate(STICKS_OUT))
