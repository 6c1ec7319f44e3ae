"""Every page that links lead a person to, opened once by each of the cast, and everything that must be so on all of them.

One learner has been through a module, failed and passed its test, begun it again and keeps notes. Each walk is made
once; the tests say what must have been so on each of its pages. Faults of a page fail the walk itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from lms import migrations
from lms.curriculum.library import Library
from lms.database import Database
from lms.learning.models import Note
from lms.services import make_services
from lms.settings import Settings
from tests.cast import (
    Cast,
    Person,
    address_of,
    begin_test,
    confirm_name,
    make_cast,
    play_cases,
    read_lessons,
    take_test,
)
from tests.clocks import NOON, MovableClock
from tests.databases import Databases
from tests.house.tables import fingerprint
from tests.kept import SECRET, KeptApps
from tests.web.controls import focus_by_itself, made_up, read_twice

# What pages say and where they lead; every address is read on PostgreSQL in tests/house/test_routes.py.
pytestmark = pytest.mark.alike

CANARY = "zyzzyva-of-the-orchard"
KINDS = ("/attempts/", "/cases/", "/certificates/", "/courses/", "/tests/", "/verify/", "/glossary/")
# The course says the same here to everybody who may read it: each is opened by the first who meets it.
SAME = ("/glossary/", "/search?", "/tools/")


@dataclass
class Walk:
    """What was met: addresses, those opened, those of pages a link led to directly, what is wrong there, what is shown as of when."""

    met: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    as_of: list[str] = field(default_factory=list)
    written: set[str] = field(default_factory=set)


class Walks:
    """The walk of each person, made when it is first asked for."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._case = cast.module.cases[0]
        self._made: dict[str, Walk] = {}
        self._same: set[str] = set()
        self._live()

    def _live(self) -> None:
        cast, marisol = self.cast, self.cast.enter("Marisol")
        read_lessons(cast, marisol)
        play_cases(cast, marisol)
        confirm_name(marisol)
        take_test(cast, marisol, right=3)
        take_test(cast, marisol)
        marisol.send(f"/cases/{self._case.id}/start", go="again")
        begin_test(cast, marisol)
        lesson = cast.module.lessons[0]
        for anchor, text in (("", CANARY), (lesson.sections[0].id, f"{CANARY} again")):
            fields = {"seen": "0", "page": "page-one", "anchor": anchor, "text": text}
            assert marisol.send(address_of(cast, lesson, "/note"), fetch=True, **fields).status_code == 200

    def of(self, name: str) -> Walk:
        """Everything this person can come to from home and from the account; what is the same for all, if nobody was there before."""
        if name not in self._made:
            self._made[name] = self._walk(name)
            self.cast.services.database.dispose()
        return self._made[name]

    def _walk(self, name: str) -> Walk:
        person, walk = self.cast.enter(name), Walk()
        starts = ["/home", "/account/", "/verify/"]
        starts += [f"/cases/{self._case.id}/step", "/courses/"] if name == "Marisol" else []
        before = fingerprint(self.cast.services.database)
        walk.met.update(starts)
        for path in crawl(person, walk.met, self._same):
            walk.paths.append(path)
            if CANARY.encode() in person.response.data:
                walk.notes.append(path)
            if person.response.mimetype != "text/html" or person.response.status_code != 200:
                continue
            walk.as_of += re.findall(r"\b[Aa]s of (\d{1,2} [A-Z][a-z]+ \d{4}.{0,24})", person.text)
            walk.shown.append(path)
            found = focus_by_itself(person.tree) + made_up(person.tree) + read_twice(person.tree)
            walk.faults += [f"{path}: {each}" for each in found]
        self._same.update(path for path in walk.met if path.startswith(SAME))
        after = fingerprint(self.cast.services.database)
        walk.written = {table for table in before if before[table] != after[table]}
        return walk


def crawl(person: Person, met: set[str], closed: set[str]) -> Iterator[str]:
    """Every page that links lead to from those met, each once, but for those closed; its answer stays with the person."""
    waiting = sorted(met - closed)
    while waiting:
        path = waiting.pop()
        answer = person.response = person.client.get(path)
        links: list[str] = []
        if answer.status_code in (301, 303):
            links = [answer.location]
        else:
            assert answer.status_code == 200, path
            if answer.mimetype == "text/html":
                person._show(answer)
                links = person.tree.xpath("//a/@href")
        yield path
        for each in links:
            wanted = each.partition("#")[0]
            if wanted.startswith("/") and wanted not in met:
                met.add(wanted)
                if wanted not in closed:
                    waiting.append(wanted)


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
    services = make_services(settings, clock=MovableClock(NOON), database=database, library=library)
    yield Walks(make_cast(kept_apps.make(services)))
    database.dispose()
    databases.discard(url)


@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Odile"])
def test_c15_reading_every_page_writes_nothing(walks: Walks, name: str) -> None:
    walk = walks.of(name)
    assert walk.written == set()
    assert len(walk.met) > 200
    assert len(walk.shown) > 100
    if name == "Marisol":
        assert all(any(path.startswith(kind) for path in walk.paths) for kind in KINDS)


@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Odile", "Cesar", "Teddy", "Ansel"])
def test_c48_c49_c50_controls_are_native_are_reached_once_and_speak(walks: Walks, name: str) -> None:
    assert walks.of(name).faults == []


@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Odile", "Cesar", "Teddy", "Ansel"])
def test_c58_every_page_that_says_as_of_when_says_where(walks: Walks, name: str) -> None:
    said = walks.of(name).as_of
    assert said or name not in ("Marisol", "Sunniva", "Odile")
    assert [each for each in said if not re.match(r"[\w ]+(, [\w ]+ time\b| at \d\d:\d\d [A-Z]+)", each)] == []


@pytest.mark.parametrize("name", ["Sunniva", "Odile", "Cesar", "Teddy", "Ansel"])
def test_no_page_of_anybody_else_holds_a_note(walks: Walks, name: str) -> None:
    assert walks.of(name).notes == []
    assert len(walks.cast.read(Note)) == 2


def test_her_own_notes_are_met_on_the_walk(walks: Walks) -> None:
    assert {"/notes/"} < set(walks.of("Marisol").notes)
