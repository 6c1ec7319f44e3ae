"""Every page that somebody was shown in the walks of the house, the demonstration and the preview, to be looked at again.

An answer is kept as it was, with its headers, and served under an address of its own, whatever the people did since:
a form that was refused, an empty list, what stands after an undo. One browser, signed in as nobody, sees them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from heapq import heapify, heappop, heappush
from importlib import import_module
from inspect import signature
from itertools import pairwise
from pathlib import Path
from pkgutil import iter_modules
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask, template_rendered
from werkzeug.exceptions import HTTPException

from lms import migrations
from lms.cli.preview import prepare
from lms.curriculum.library import Library
from lms.database import Database
from lms.services import Services, make_services
from lms.settings import Settings
from lms.web.stand_ins import STATES
from tests.browser.demo import Demo
from tests.clocks import NOON, MovableClock
from tests.house import walks
from tests.house.kept_scene import make_scene
from tests.house.page import Page, PageClient
from tests.house.scene import make_people
from tests.house.walks import enter, way_to_credit
from tests.kept import SECRET, KeptApps
from tests.web.growing import copy_course, copy_young_course, edit, revise
from tests.web.test_edited_course import HastyClock

SHOWN = "/shown/"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LANDMARKS = {
    "main",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "region",
    "search",
    "banner",
    "contentinfo",
    "navigation",
}
# What gives an element its name, its state or its place for those who cannot see it.
NAMING = {
    "aria-label", "aria-labelledby", "aria-describedby", "aria-hidden", "aria-live", "aria-current", "aria-expanded", "aria-controls",
    "aria-invalid", "aria-disabled", "aria-checked", "aria-selected", "alt", "title", "tabindex", "scope", "colspan", "rowspan",
    "headers", "required", "disabled", "hidden", "open", "lang", "autocomplete",
}  # fmt: skip
WITHDRAWN = "m1-t-old-card"
CHEAP = {"worker": False, "argon2_memory_kib": 8, "argon2_rounds": 1, "secret_key": SECRET}
SHORT_WAY = "auxiliary"
"""The role whose way has every kind of part and is shortest: somebody goes all of it for most states of the preview."""
# How many elements around one are told apart, and how long a word or a row of things is at least.
AROUND, SHORT, FEW = 3, 10, 4
WALKS = [
    walk
    for module in iter_modules(walks.__path__, f"{walks.__name__}.")
    for name, walk in vars(import_module(module.name)).items()
    if name.startswith("pages_")
]


@dataclass
class Gallery:
    """What was shown: name → page. `templates` are those that were filled in, `endpoints` those that answered."""

    apps: KeptApps
    pages: dict[str, Page] = field(default_factory=dict)
    templates: set[str] = field(default_factory=set)
    endpoints: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def take(self, walk: Callable[..., None], folder: Path, library: Library) -> None:
        """Take a walk in a house of its own, unless it was taken to its end; no credit can be claimed in most of them."""
        if walk.__name__ in self.taken:
            return
        clock = MovableClock(NOON)
        with TemporaryDirectory(dir=folder) as own:
            claims = walk.__module__ == way_to_credit.__name__
            asked = signature(walk).parameters
            make = self.apps.make if "own_app" in asked else self.apps.give
            app = house(make, Path(own) / "house", clock, library, demo=not claims)
            given = {"app": app, "own_app": app, "clock": clock}
            with self.watching(walk.__name__):
                walk(**{name: given[name] for name in asked})
            app.extensions["lms"].database.dispose()
        self.taken.add(walk.__name__)

    def keep(self, walk: str, page: Page) -> None:
        """Add a page, once for each walk, address and answer."""
        request = page.response.request
        self.pages[f"{walk}: {request.method} {request.full_path.rstrip('?')} {page.status}"] = page
        try:
            match = page.app.url_map.bind("localhost").match(page.path, method=request.method)
        except HTTPException:
            return
        self.endpoints.add(str(match[0]))

    def address(self, name: str) -> str:
        """Where a page is shown again."""
        return f"{SHOWN}{list(self.pages).index(name)}"

    def to_judge(self, seen: set[str]) -> set[str]:
        """Names of pages on which, taken together, every kind of part is met; those in `seen` are open anyhow."""
        return cover({name: parts(page) for name, page in self.pages.items()}, seen)

    def to_measure(self) -> set[str]:
        """Names of pages on which each thing is as long as anywhere: on none of the others could it need more room."""
        found = {name: lengths(page) for name, page in self.pages.items()}
        most = longest(found.values())
        return cover({name: {what for what, each in own.items() if each == most[what]} for name, own in found.items()})

    def serve(self, behind: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
        """The kept pages in front of an application that has the style sheet, scripts and fonts."""

        def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"]
            if not path.startswith(SHOWN):
                return behind(environ, start)
            kept = list(self.pages.values())[int(path.removeprefix(SHOWN))].response
            start(kept.status, [each for each in kept.headers if each[0] not in ("Set-Cookie", "Location")])
            return [kept.get_data()]

        return answer

    @contextmanager
    def watching(self, walk: str) -> Iterator[None]:
        """Keep every page that any client opens meanwhile."""

        def rendered(sender: Flask, template: Any, **more: object) -> None:
            self.templates.add(template.name)

        PageClient.watch = lambda page: self.keep(walk, page)
        template_rendered.connect(rendered)
        try:
            yield
        finally:
            PageClient.watch = None
            template_rendered.disconnect(rendered)


@cache
def parts(page: Page) -> set[str]:
    """Every kind of element on a page: its own tag, role and classes within those around it; and how the page is ordered."""
    kinds = kinds_on(page)
    headings = ["", *(each.tag for each in kinds if each.tag in HEADINGS)]
    landmarks = sorted(each.get("role") or each.tag for each in kinds if {each.tag, each.get("role")} & LANDMARKS)
    named = {f"{kind} with {' '.join(sorted(NAMING & set(each.keys())))}" for each, kind in kinds.items()}
    return {*named, *(f"{one} then {two}" for one, two in pairwise(headings)), " and ".join(landmarks)}


@cache
def lengths(page: Page) -> dict[tuple[str, str], int]:
    """What decides how much room things need: for each kind of element its longest word, and how many stand in it.

    Words that always fit count as one length; of rows of many things it is told only how often their number doubles.
    """
    found: dict[tuple[str, str], int] = {}
    for each, kind in kinds_on(page).items():
        own = [each.text or "", *(child.tail or "" for child in each)]
        word = max((len(word) for text in own for word in text.split()), default=0)
        things = len(each) if len(each) < FEW else FEW + len(each).bit_length()
        for what, length in (("word", max(word, SHORT)), ("things", things)):
            found[kind, what] = max(length, found.get((kind, what), 0))
    return found


def longest(found: Iterable[dict[tuple[str, str], int]]) -> dict[tuple[str, str], int]:
    """What → how long it is where it is longest."""
    most: dict[tuple[str, str], int] = {}
    for own in found:
        most |= {what: max(length, most.get(what, -1)) for what, length in own.items()}
    return most


def kinds_on(page: Page) -> dict[Any, str]:
    """Element → its tag, role, type and classes within the next ones around it."""
    chains: dict[Any, tuple[str, ...]] = {}
    for each in page.tree.iter():
        if isinstance(each.tag, str):
            own = " ".join((each.tag, each.get("role", ""), each.get("type", ""), each.get("class", "")))
            chains[each] = (*chains.get(each.getparent(), ())[-AROUND:], own)
    return {each: " > ".join(chain) for each, chain in chains.items()}


def cover(held: dict[str, set[Any]], preferred: Collection[str] = ()) -> set[str]:
    """Few names that together hold all that any holds: again and again the one that adds most, of equals a preferred."""
    left = set().union(*held.values())
    chosen: set[str] = set()
    heap = [(-len(things), name not in preferred, name) for name, things in held.items()]
    heapify(heap)
    while left:
        _, other, name = heappop(heap)
        adds = len(held[name] & left)
        if adds and heap and (-adds, other, name) > heap[0]:
            heappush(heap, (-adds, other, name))
        elif adds:
            chosen.add(name)
            left -= held[name]
    return chosen


def fill(gallery: Gallery, demo: Demo, folder: Path) -> None:
    """All walks that were not taken yet; then the demonstration, courses that change, and the preview."""
    for walk in WALKS:
        gallery.take(walk, folder, demo.app.extensions["lms"].library)
    clients: dict[str | None, PageClient] = {None: PageClient(demo.app)}
    with gallery.watching("demonstration"):
        for who, path in demo.states.values():
            if who and who not in clients:
                clients[who] = demo.client(who)
            answer = clients[who].http.get(path, follow_redirects=True)
            gallery.keep("demonstration", Page(demo.app, answer, answer.request.path))
    with gallery.watching("edited course"):
        walk_edited_course(gallery.apps.make, folder / "edited")
    with gallery.watching("young course"):
        walk_young_course(gallery.apps.make, folder / "young")
    with gallery.watching("preview"):
        walk_preview(gallery, folder / "preview", demo.app.extensions["lms"].clock.now())


def house(
    make: Callable[[Services], Flask],
    folder: Path,
    clock: MovableClock,
    library: Library | None,
    course: Path | None = None,
    *,
    demo: bool = True,
) -> Flask:
    """An empty installation with the pages of development and, unless `demo` says no, of the demonstration."""
    folder.mkdir(parents=True)
    settings = Settings(data=str(folder), course=course and str(course), demo=demo, development=True, **CHEAP)  # type: ignore[arg-type]
    file = folder / "house.sqlite"
    file.write_bytes(_empty_house())
    database = Database(f"sqlite:///{file}")
    return make(make_services(settings, clock=clock, database=database, library=library))


@cache
def _empty_house() -> bytes:
    """The file of a database with the whole schema and no rows."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "empty.sqlite"
        database = Database(f"sqlite:///{file}")
        migrations.upgrade(database)
        database.dispose()
        return file.read_bytes()


def walk_edited_course(make: Callable[[Services], Flask], folder: Path) -> None:
    """A lesson that was changed since it was read, and a tool that was withdrawn."""
    course = copy_course(folder / "course")
    about = course / "content" / "course.yaml"
    about.write_text(about.read_text().replace("\nretired: [", f"\nretired: [{WITHDRAWN}, "))
    clock = HastyClock()
    app = house(make, folder / "house", clock, None, course)
    scene = make_scene(app)
    owner = enter(app, scene, "owner")
    edit(course, scene.lesson, scene.lesson.title, f"{scene.lesson.title}, once more")
    revise(course, scene.lesson)
    clock.move(minutes=10)
    lesson = f"/courses/{scene.course.id}/{scene.module.slug}/{scene.lesson.slug}"
    for path in ("/home", lesson):
        assert "since you read it" in owner.page(path).text
    assert owner.page(f"{lesson}/changes").path.endswith("/changes")
    owner.page(f"/tools/{WITHDRAWN}", status=410)
    app.extensions["lms"].database.dispose()


def walk_young_course(make: Callable[[Services], Flask], folder: Path) -> None:
    """A course of which one module is published: what a learner sees of the others."""
    app = house(make, folder / "house", HastyClock(), None, copy_young_course(folder / "course"))
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    course = f"/courses/{scene.course.id}/"
    for path in ("/home", course, f"{course}outline", f"{course}{scene.course.modules[1].slug}/"):
        assert "in preparation" in owner.page(path).text.lower()
    app.extensions["lms"].database.dispose()


def walk_preview(gallery: Gallery, folder: Path, now: datetime) -> None:
    """What an author sees of the course before it is published: lists, stages and keys, and every state of a reader."""
    folder.mkdir()
    services, app = prepare(replace(Settings(), **CHEAP), folder, 8010, MovableClock(now))  # type: ignore[arg-type]
    client = PageClient(app)
    course = services.library.current(services.clock.tick())
    module = course.published_modules[0]
    case = module.cases[0]
    for path in (
        "/author/", f"/preview/cases/{case.id}/", *(f"/preview/cases/{case.id}/{each}" for each in case.stages),
        f"/preview/quizzes/{module.post_test.id}", f"/preview/quizzes/{module.practice.id}", f"/courses/{course.id}/{course.modules[-1].slug}/",
    ):  # fmt: skip
        client.page(path)
    required = course.requirements(SHORT_WAY)
    test, played = (next(each for each in required if course.kind_of[each] == kind) for kind in ("test", "case"))
    unit = course.module(course.module_of[test])
    assert unit
    for state in STATES:
        for path in (
            "/home",
            f"/courses/{course.id}/",
            f"/courses/{course.id}/{unit.slug}/",
            f"/tests/{test}/",
            f"/cases/{played}/",
        ):
            answer = client.http.get(f"{path}?role={SHORT_WAY}&state={state}", follow_redirects=True)
            assert answer.status_code in (200, 404), (state, path)
            gallery.keep("preview", Page(app, answer, answer.request.path))
    services.database.dispose()
