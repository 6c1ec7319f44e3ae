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
# Wide everything; narrow what depends on room, and everything where other parts are shown than on wide screens; in the
# light and in the dark what depends on colour.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
NO_COLOURS = {"runOnly": {"type": "tag", "values": TAGS}, "rules": {each: {"enabled": False} for each in COLOURS}}
ONLY_COLOURS = {"runOnly": {"type": "rule", "values": COLOURS}}
ROOM = {"runOnly": {"type": "rule", "values": ["target-size", "scrollable-region-focusable"]}}
WIDE, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=320, height=640)
ZOOMED = ViewportSize(width=640, height=400)
Scheme = Literal["light", "dark"]
Rules = dict[str, object]
CHEAP = "preload: false, iframes: false, selectors: false, elementRef: false"
# `places`, if given, are numbers of elements in the order of the page: only these are judged, and what is in them.
RUN = """async ([rules, places]) => {
  const all = document.body.querySelectorAll("*");
  const where = places ? { include: places.map((each) => all[each]) } : document;
  const { violations } = await axe.run(where, { ...rules, CHEAP, resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 140)}`));
}""".replace("CHEAP", CHEAP)
# The same for colours, and in which of the ways that `WAYS` has just told axe found them good, and was sure of it.
RUN_COLOURS = """async ([rules, places]) => {
  const all = document.body.querySelectorAll("*");
  const where = { include: places.map((each) => all[each]) };
  const found = await axe.run(where, { ...rules, CHEAP, elementRef: true, resultTypes: ["violations", "passes", "incomplete"] });
  const ways = (results) => new Set(results.flatMap(({ nodes }) => nodes.map(({ element }) => window.waysOf.get(element))));
  const unsure = ways([...found.incomplete, ...found.violations]);
  return {
    said: found.violations.flatMap(({ id, nodes }) => nodes.slice(0, 3).map(({ html }) => `${id}: ${html.slice(0, 140)}`)),
    good: [...ways(found.passes)].filter((way) => way && !unsure.has(way)),
  };
}""".replace("CHEAP", CHEAP)
# A short number for a long text, and for an element within all that is around it: of what kind each of them is.
NUMBERS = """
  const number = (text) => {
    let [one, two] = [0xdeadbeef, 0x41c6ce57];
    for (let at = 0; at < text.length; at++) {
      one = Math.imul(one ^ text.charCodeAt(at), 2654435761);
      two = Math.imul(two ^ text.charCodeAt(at), 1597334677);
    }
    return 4294967296 * (2097151 & (two ^ (one >>> 13))) + ((one ^ (two >>> 16)) >>> 0);
  };
  const own = (each) => [each.localName, each.role, each.type, each.getAttribute("class")].join(" ");
  const chained = (told) => {
    const known = new Map([[document, 0]]);
    const chain = (each) => {
      if (!known.has(each)) known.set(each, number(`${chain(each.parentNode)} > ${told(each)}`));
      return known.get(each);
    };
    return chain;
  };
"""
# Every way in which text is shown: its colour, size and weight, what lies behind it, and what is beside it if it is a link.
# Way, the kind of where it stands, number of an element. Elements that paint nothing and stay in their place change no
# colour; what sticks out of the one that paints has another ground. The way of each element is remembered for the question above.
WAYS = f"""() => {{{NUMBERS}
  const styles = new Map();
  const style = (each) => {{
    if (!styles.has(each)) styles.set(each, getComputedStyle(each));
    return styles.get(each);
  }};
  const kind = chained(own);
  const UNSEEN = -1;  // Cut down to nothing, for those who listen.
  const behind = new Map([[document, 0]]), painter = new Map();
  const lies = (each) => {{
    if (!behind.has(each)) {{
      const {{ backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode, transform, clipPath }} = style(each);
      const before = position === "absolute" && clipPath !== "none" && each.offsetWidth <= 1 ? UNSEEN : lies(each.parentNode);
      const told = [backgroundColor, backgroundImage, opacity, position, filter, mixBlendMode, transform].join(" ");
      const paints = told !== "rgba(0, 0, 0, 0) none 1 static none normal none" && before !== UNSEEN;
      painter.set(each, paints && each !== document.body && each !== document.documentElement ? each : painter.get(each.parentNode));
      behind.set(each, paints ? number(`${{before}} > ${{told}} ${{position === "static" ? "" : own(each)}}`) : before);
    }}
    return behind.get(each);
  }};
  const sticks_out = (each) => {{
    const [own, under] = [each, painter.get(each)].map((one) => one?.getBoundingClientRect());
    return under && (own.bottom > under.bottom + 1 || own.top < under.top - 1 || own.right > under.right + 1 || own.left < under.left - 1);
  }};
  const has_words = (each) => [...each.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const beside = (each) => {{
    const link = each.closest("a, [role=link]");
    if (!link) return "";
    const around = link.parentNode;
    return [style(link).textDecorationLine, style(link).display, style(link).borderBottomStyle, style(link).fontWeight,
      style(around).color, style(around).fontWeight, style(around).display, around.localName, has_words(around)].join(" ");
  }};
  const way = (each) => {{
    const {{ color, fontSize, fontWeight, fontStyle, textDecorationLine, textShadow }} = style(each);
    const off = each.closest(":disabled, [aria-disabled=true]") || each.closest("label")?.control?.disabled;
    return number([lies(each), Boolean(sticks_out(each)), Boolean(off), color, fontSize, fontWeight, fontStyle, textDecorationLine, textShadow, beside(each)].join(" "));
  }};
  window.waysOf = new Map();
  return [...document.body.querySelectorAll("*")].flatMap((each, at) => {{
    if (!has_words(each) || !each.checkVisibility() || lies(each) === UNSEEN) return [];
    window.waysOf.set(each, way(each));
    return [[window.waysOf.get(each), kind(each), at]];
  }});
}}"""
# What the page is built of: the kinds of its elements, and of what takes the focus or slides, beside which kinds it stands.
# Way → number of an element. What is shown is remembered for the question below.
BUILT = f"""() => {{{NUMBERS}
  const all = [...document.body.querySelectorAll("*")];
  window.shownBefore = new Set(all.filter((each) => each.checkVisibility({{ visibilityProperty: true }})));
  const kind = chained(own);
  const beside = new Map();
  const around = (each) => {{
    if (!beside.has(each)) beside.set(each, [...new Set([...each.children].map(own))].sort().join());
    return beside.get(each);
  }};
  const targets = "a, button, input, select, textarea, summary, label, [role], [tabindex], .scroll";
  return {{
    kinds: [...new Set(all.map(kind))],
    targets: Object.fromEntries(all.flatMap(
      (each, at) => (each.matches(targets) ? [[number(`${{kind(each)}} ${{around(each.parentNode)}}`), at]] : []))),
  }};
}}"""
# Which kinds of elements came or went since then.
CHANGED = f"""() => {{{NUMBERS}
  const kind = chained(own);
  const all = [...document.body.querySelectorAll("*")];
  const shown = new Set(all.filter((each) => each.checkVisibility({{ visibilityProperty: true }})));
  const changed = all.filter((each) => shown.has(each) !== window.shownBefore.has(each));
  return [...new Set(changed.map((each) => `${{shown.has(each)}} ${{kind(each)}}`))];
}}"""
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
    """Judges pages one after the other; what was judged on an earlier page, in the same place, is not judged again.

    All rules that ask for a name, a role, an order or an id look at every page. What depends on colours is looked at until
    axe was sure of it, once for each way in which text is shown, or was asked of it in the same place; what depends on
    room once for each kind of control beside the same kinds.
    """

    viewer: Page
    good: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    asked: dict[tuple[str, int], set[tuple[int, int]]] = field(default_factory=dict)
    changes: set[str] = field(default_factory=set)
    kinds: set[int] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    schemes: tuple[Scheme, Scheme] = ("light", "dark")
    scheme: Scheme | None = None

    def faults(self) -> list[str]:
        """All that axe finds on the page that is open, wide and narrow, in the light and in the dark.

        It begins in the scheme in which the page before it was left.
        """
        built = self.viewer.evaluate(BUILT)
        targets = [place for way, place in built["targets"].items() if way not in self.targets]
        known = set(built["kinds"]) <= self.kinds
        self.kinds.update(built["kinds"])
        self.targets.update(built["targets"])
        one, other = self.schemes
        wide = self._look(one, WIDE, NO_COLOURS) + self._look(other, WIDE, None)
        self.schemes = other, one
        if known and not targets:
            return wide
        self.viewer.set_viewport_size(PHONE)
        changed = set(self.viewer.evaluate(CHANGED))
        if changed <= self.changes:
            said: list[str] = self.viewer.evaluate(RUN, [ROOM, targets]) if targets else []
            return wide + [f"{other} {PHONE['width']}: {each}" for each in said]
        self.changes |= changed
        return wide + self._look(one, PHONE, NO_COLOURS) + self._look(other, PHONE, None)

    def _look(self, scheme: Scheme, size: ViewportSize, rules: Rules | None) -> list[str]:
        if scheme != self.scheme:
            self.viewer.emulate_media(color_scheme=scheme)
            self.scheme = scheme
        said = self.viewer.evaluate(RUN, [rules, None]) if rules else []
        said += self._colours(scheme, size)
        return [f"{scheme} {size['width']}: {each}" for each in said]

    def _colours(self, scheme: str, size: ViewportSize) -> list[str]:
        good = self.good.setdefault((scheme, size["width"]), set())
        asked = self.asked.setdefault((scheme, size["width"]), set())
        new = {
            (way, kind): place
            for way, kind, place in self.viewer.evaluate(WAYS)
            if way not in good and (way, kind) not in asked
        }
        if not new:
            return []
        asked.update(new)
        found = self.viewer.evaluate(RUN_COLOURS, [ONLY_COLOURS, list(new.values())])
        good.update(found["good"])
        said: list[str] = found["said"]
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
        judge, alone = Judge(viewer), False
        # Those with scripts come last: only they are fetched.
        for name in sorted(to_judge | to_measure, key=lambda name: (has_scripts(gallery, name), name)):
            viewer.set_viewport_size(WIDE if name in to_judge else PHONE)
            alone = show(viewer, gallery, name, anew=not alone)
            if name in to_judge:
                made.judged[name] = judge.faults()
            if name in to_measure:
                made.measured[name] = sideways(viewer)
    return made


def show(viewer: Page, gallery: Gallery, name: str, *, anew: bool) -> bool:
    """Open a kept page; whether it leaves nothing behind for the next.

    In a window that is open already it is written into the document, where axe is at hand and the style sheet is read:
    a third of what fetching it costs. A page with scripts of its own is fetched, and so is the one after it.
    """
    text = gallery.pages[name].response.text
    alone = not has_scripts(gallery, name)
    if anew or not alone:
        viewer.goto(gallery.address(name))
    else:
        viewer.set_content(text)
    return alone


def has_scripts(gallery: Gallery, name: str) -> bool:
    """Beside the one of every page."""
    return gallery.pages[name].response.text.count("<script") > 1


def sideways(viewer: Page) -> list[str]:
    """What sticks out of the page that is open, at 320 px and at 200 % zoom of a screen of 1280."""
    viewer.set_viewport_size(PHONE)
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


# What may be wrong with a page, by the rule that finds it: the first ones on parts of kinds that were judged before.
SPOILT = {
    "label": "main.querySelector('label').removeAttribute('for')",
    "link-name": "main.querySelector('a').textContent = ''",
    "button-name": "main.querySelector('button').textContent = ''",
    "aria-valid-attr-value": "main.querySelector('form').setAttribute('aria-busy', 'perhaps')",
    "empty-heading": "main.querySelector('h2').textContent = ''",
    "heading-order": "main.querySelector('h2:last-of-type').outerHTML = '<h4>Too deep</h4>'",
    "color-contrast": "main.querySelector('p').style.cssText = 'color: #ddd; background: #fff'",
    "landmark-unique": "main.insertAdjacentHTML('beforebegin', '<nav class=new>One</nav><nav class=new>Two</nav>')",
    "select-name": "main.insertAdjacentHTML('beforeend', '<div class=new><select><option>One</select></div>')",
    "list": "main.insertAdjacentHTML('beforeend', '<ul class=new><p>No item</p></ul>')",
    "target-size": """main.insertAdjacentHTML('beforeend', '<div class=new>' +
      '<a class=new href="/one">One</a><a class=new href="/two">Two</a></div>')""",
}
RULES = """(text) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  document.adoptedStyleSheets = [sheet];
}"""


def test_what_is_wrong_would_be_found(viewer: Page) -> None:
    """By a judge who has seen the page in order twice; an id that stands twice is found by tests/house/page.py."""
    viewer.goto("/sign-in")
    viewer.evaluate("() => document.querySelector('main').insertAdjacentHTML('beforeend', '<h2>One</h2><h2>Two</h2>')")
    text, judge = viewer.content(), Judge(viewer)
    assert judge.faults() + judge.faults() == []
    viewer.set_content(text)
    viewer.evaluate(RULES, "a.new { display: inline-block; width: 9px; height: 9px; overflow: hidden }")
    assert judge.faults() == []
    viewer.evaluate(f"() => {{ const main = document.querySelector('main'); {'; '.join(SPOILT.values())}; }}")
    said = judge.faults()
    assert set(SPOILT) - {each.split(": ")[1] for each in said} == set()
    assert any(each.startswith("dark 1280: color-contrast") for each in said)
    viewer.set_content(text)
    viewer.evaluate("""() => document.querySelector("main").insertAdjacentHTML("beforeend", "<p class=new>Wide</p>")""")
    assert sideways(viewer) == []
    viewer.evaluate("""() => { document.querySelector("p.new").style.width = "2000px"; }""")
    assert any("Wide" in each for each in sideways(viewer))


def test_what_is_wrong_on_a_phone_alone_would_be_found(viewer: Page) -> None:
    viewer.goto("/help/")
    viewer.evaluate(
        RULES, "p.new { color: #ddd; background: #fff } @media (min-width: 401px) { p.new { display: none } }"
    )
    viewer.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<p class=new>Faint <input></p>')"
    )
    said = Judge(viewer).faults()
    assert {": ".join(each.split(": ")[:2]) for each in said} >= {
        "light 320: label",
        "light 320: color-contrast",
        "dark 320: color-contrast",
    }
    assert not any("1280" in each for each in said)


def test_words_that_stick_out_of_what_lies_behind_them_would_be_found(viewer: Page) -> None:
    """Though in the same place, in the same colours, they were found good before."""
    viewer.set_viewport_size(WIDE)
    viewer.goto("/help/")
    viewer.evaluate(RULES, "div.new { background: #fff } div.new, p.new { color: #222 } p.new { padding-top: 60px }")
    viewer.evaluate(
        "() => document.querySelector('main').insertAdjacentHTML('beforeend', '<div class=new><p class=new>Words</p></div>')"
    )
    judge = Judge(viewer)
    assert judge.faults() == []
    viewer.set_viewport_size(WIDE)
    viewer.evaluate("() => { document.querySelector('div.new').style.height = '20px'; }")
    assert {": ".join(each.split(": ")[:2]) for each in judge.faults()} == {"dark 1280: color-contrast"}


def test_every_page_of_the_application_is_looked_at(gallery: Gallery, tmp_path: Path, library: Library) -> None:
    """A route that answers somebody with a page, and a template of a page, must have been met on some walk."""
    app = house(gallery.apps.give, tmp_path / "house", MovableClock(NOON), library)
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
