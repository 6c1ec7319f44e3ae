"""Every page that links lead a person to, opened once by each of the cast, and everything that must be so on all of them.

The owner has been through a module, passed its test and failed it, begun it again and keeps notes. Each walk is made
once; the tests say what must have been so on each of its pages. Faults of a page fail the walk itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from flask import Flask, url_for

from lms import migrations
from lms.curriculum.findable import findable
from lms.curriculum.library import Library
from lms.database import Database
from lms.services import make_services
from lms.settings import Settings
from lms.web.addresses import url_of
from tests.cast import Person
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.house.kept_scene import make_scene
from tests.house.scene import Scene
from tests.house.tables import fingerprint
from tests.kept import SECRET, KeptApps
from tests.web.controls import focus_by_itself, made_up, read_twice

# What pages say and where they lead; every address is read on PostgreSQL in tests/house/test_routes.py.
pytestmark = pytest.mark.alike

CANARY = "zyzzyva-of-the-orchard"
KINDS = ("/attempts/", "/cases/", "/certificates/", "/courses/", "/tests/", "/verify/", "/glossary/")
# The course says the same here to everybody who may read it: each is opened by the first who meets it.
SAME = ("/glossary/", "/search?", "/tools/")
# A preview is a whole site of its own, with a walk of its own.
PREVIEW = "/preview/"
STARTS = {
    "owner": ("/courses/",),
    "supervisor": ("/team/",),
    "administrator": ("/admin/people/",),
    "signed out": ("/", "/help/"),
}
EVERYWHERE = ("/home", "/account/", "/verify/")
PLAIN = ("CE administrator", "stranger")
"""Who walks through the same house where it is no demonstration."""
EVERYBODY = ("owner", "supervisor", "administrator", "teammate", *PLAIN)


@dataclass
class Walk:
    """What was met: addresses, those opened, those of pages a link led to directly, what is wrong there, what is shown as of when.

    `ids` are those on each page, `leads` says where an address sends one on, `targets` are places on pages that links name.
    """

    met: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    as_of: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)
    ids: dict[str, set[str]] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    targets: set[tuple[str, str]] = field(default_factory=set)

    def dead(self, same: dict[str, set[str]]) -> list[tuple[str, str]]:
        """Places that links name and that are not there."""
        known = same | self.ids
        return [(path, anchor) for path, anchor in self.targets if anchor not in known.get(self._end(path), ())]

    def _end(self, path: str) -> str:
        while path in self.leads:
            path = self.leads[path]
        return path


class Walks:
    """The walk of each person, made when it is first asked for."""

    def __init__(self, demonstration: Flask, plain: Flask) -> None:
        self.scene: Scene = make_scene(demonstration)
        self._apps = {who: plain if who in PLAIN else demonstration for who in (*EVERYBODY, "signed out")}
        self._made: dict[str, Walk] = {}
        self.same: dict[str, set[str]] = {}
        self._live()

    def _enter(self, who: str) -> Person:
        person = Person(self._apps[who])
        if who != "signed out":
            with person.client.session_transaction() as cookie:
                cookie["token"] = self.scene.token_of(who)
        return person

    def _live(self) -> None:
        scene, owner = self.scene, self._enter("owner")
        for path, fields in (
            (f"/attempts/{scene.open_attempt}/hand-in", {}),
            (f"/tests/{scene.module.post_test.id}/start", {}),
            (f"/cases/{scene.case.id}/start", {"go": "again", "seat": scene.case.first_seat}),
        ):
            assert owner.send(path, **fields).status_code == 303, path
        lesson = scene.module.lessons[1]
        for anchor, text in (("", CANARY), (lesson.sections[0].id, f"{CANARY} again")):
            fields = {"seen": "0", "page": "page-one", "anchor": anchor, "text": text}
            path = f"/courses/{scene.course.id}/{scene.module.slug}/{lesson.slug}/note"
            assert owner.send(path, fetch=True, **fields).status_code == 200

    def found(self) -> list[str]:
        """Addresses of everything that the search may find."""
        course = self.scene.course

        def address(kind: str, name: str) -> str:
            if kind == "module":
                module = course.module(name)
                return url_for("course.module", course_id=course.id, module_slug=module.slug if module else name)
            return url_for("glossary.term", term_id=name) if kind == "term" else url_of(course, name)

        with self._apps["owner"].test_request_context():
            return [each.url for each in findable(course, address)]

    def of(self, who: str) -> Walk:
        """Everything this person can come to from home and from the account; what is the same for all, if nobody was there before."""
        if who not in self._made:
            self._made[who] = self._walk(who)
            self.scene.services.database.dispose()
        return self._made[who]

    def _walk(self, who: str) -> Walk:
        person, walk = self._enter(who), Walk()
        starts = [*STARTS.get(who, ()), *(EVERYWHERE if who != "signed out" else ())]
        if who == "owner":
            starts += [f"/cases/{self.scene.case.id}/step", *(each.partition("#")[0] for each in self.found())]
        before = fingerprint(self.scene.services.database)
        walk.met.update(starts)
        closed = {} if who == "signed out" else self.same
        for path in crawl(person, walk, set(closed)):
            walk.paths.append(path)
            if CANARY.encode() in person.response.data:
                walk.notes.append(path)
            if person.response.mimetype != "text/html" or person.response.status_code != 200:
                continue
            walk.as_of += re.findall(r"\b[Aa]s of (\d{1,2} [A-Z][a-z]+ \d{4}.{0,24})", person.text)
            walk.shown.append(path)
            walk.ids[path] = set(person.tree.xpath("//@id"))
            found = focus_by_itself(person.tree) + made_up(person.tree) + read_twice(person.tree)
            walk.faults += [f"{path}: {each}" for each in found]
        if who != "signed out":
            self.same.update({path: walk.ids.get(path, set()) for path in walk.paths if path.startswith(SAME)})
        after = fingerprint(self.scene.services.database)
        walk.written = {table for table in before if before[table] != after[table]}
        return walk


def crawl(person: Person, walk: Walk, closed: set[str]) -> Iterator[str]:
    """Every page that links lead to from those met, each once, but for those closed; its answer stays with the person."""
    waiting, narrowed = sorted(walk.met - closed), set[str]()
    while waiting:
        path = waiting.pop()
        answer = person.response = person.client.get(path)
        links: list[str] = []
        if answer.status_code in (301, 303):
            links = [answer.location]
            walk.leads[path] = urljoin(path, answer.location).partition("#")[0]
        else:
            assert answer.status_code == 200, path
            if answer.mimetype == "text/html":
                person._show(answer)
                links = person.tree.xpath("//a/@href")
        yield path
        for each in links:
            wanted, _, anchor = urljoin(path, each).partition("#")
            if urlsplit(wanted).scheme or urlsplit(wanted).netloc or PREVIEW in wanted:
                continue
            if anchor:
                walk.targets.add((wanted, unquote(anchor)))
            if wanted not in walk.met and not narrowed_again(wanted, narrowed):
                walk.met.add(wanted)
                if wanted not in closed:
                    waiting.append(wanted)


def narrowed_again(path: str, met: set[str]) -> bool:
    """Whether a search shows less of itself in a way that another one was opened in: of one kind, or the fourth page of it."""
    way = path.partition("&")[2] if path.startswith("/search?") else ""
    again = bool(way) and way in met
    met.add(way)
    return again


@pytest.fixture(scope="module")
def walks(
    databases: Databases, kept_apps: KeptApps, library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Walks]:
    """All walks in one house."""
    url = databases.empty()
    settings = Settings(
        data=str(tmp_path_factory.mktemp("walks") / "data"),
        database_url=url.render_as_string(hide_password=False),
        secret_key=SECRET,
        argon2_memory_kib=8,
        argon2_rounds=1,
        worker=False,
    )
    database = Database(url)
    migrations.upgrade(database)
    demonstration, plain = (
        kept_apps.make(make_services(each, clock=MovableClock(NOON), database=database, library=library))
        for each in (replace(settings, demo=True, development=True), settings)
    )
    yield Walks(demonstration, plain)
    database.dispose()
    databases.discard(url)


@pytest.mark.parametrize("who", ["owner", "supervisor", "administrator"])
def test_c15_reading_every_page_writes_nothing(walks: Walks, who: str) -> None:
    walk = walks.of(who)
    assert walk.written == set()
    assert len(walk.met) > 200
    assert len(walk.shown) > 100
    if who == "owner":
        assert all(any(path.startswith(kind) for path in walk.paths) for kind in KINDS)
        results = [path for path in walk.paths if path.startswith("/attempts/") and path.endswith("/result")]
        assert len(results) == 2


@pytest.mark.parametrize("who", [*EVERYBODY, "signed out"])
def test_c60_no_link_is_dead(walks: Walks, who: str) -> None:
    """Whoever is led to a page may open it, or the walk had failed, and the place on it that the link names is there."""
    walk = walks.of(who)
    assert walk.dead({} if who == "signed out" else walks.same) == []
    assert walk.targets
    assert len(walk.paths) >= 8


def test_c60_every_place_that_the_search_can_lead_to_is_there(walks: Walks) -> None:
    """Of most searches only the first results were opened: the owner opens whatever any result can name."""
    walk, places = walks.of("owner"), [each.partition("#") for each in walks.found()]
    assert len(places) > 500
    assert {path for path, _, _ in places} <= {*walk.paths, *walks.same}
    assert [(path, anchor) for path, _, anchor in places if anchor and anchor not in walk.ids[path]] == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_c48_c49_c50_controls_are_native_are_reached_once_and_speak(walks: Walks, who: str) -> None:
    assert walks.of(who).faults == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_c58_every_page_that_says_as_of_when_says_where(walks: Walks, who: str) -> None:
    said = walks.of(who).as_of
    assert said or who not in ("owner", "supervisor", "administrator")
    assert [each for each in said if not re.match(r"[\w ]+(, [\w ]+ time\b| at \d\d:\d\d [A-Z]+)", each)] == []


@pytest.mark.parametrize("who", EVERYBODY[1:])
def test_no_page_of_anybody_else_holds_a_note(walks: Walks, who: str) -> None:
    assert walks.of(who).notes == []


def test_her_own_notes_are_met_on_the_walk(walks: Walks) -> None:
    assert {"/notes/"} < set(walks.of("owner").notes)
