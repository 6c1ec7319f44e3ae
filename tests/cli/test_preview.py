"""`lms content preview`: every role and state, every stage and key, problems in place, and a change seen at once (F27)."""

from __future__ import annotations

import http.client
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask

from lms.cli.preview import prepare
from lms.curriculum.course import ROLES, Course
from lms.curriculum.library import Library
from lms.services import Services
from lms.settings import Settings
from lms.web.stand_ins import STATES
from tests.clocks import NOON, MovableClock
from tests.house.page import Page, PageClient
from tests.web.growing import young_course


class HastyClock(MovableClock):
    """Seconds pass between any two looks, so that an edited course is read at once."""

    def __init__(self) -> None:
        super().__init__(NOON)
        object.__setattr__(self, "ticks", count(step=2))

    def tick(self) -> float:
        return float(next(self.ticks))


class Shown:
    """A preview of a course, as an author sees it."""

    def __init__(self, folder: Path, scratch: Path, clock: MovableClock) -> None:
        self.folder = folder
        made: tuple[Services, Flask] = prepare(Settings(course=str(folder)), scratch, 8000, clock)
        self.services, self.app = made
        self.client = PageClient(self.app)

    @property
    def course(self) -> Course:
        return self.services.library.current(self.services.clock.tick())

    def open(self, path: str, status: int = 200) -> Page:
        return self.client.page(path, status=status)

    def lesson(self) -> tuple[str, Path]:
        """The address and the file of the first lesson."""
        module = self.course.published_modules[0]
        lesson = module.lessons[0]
        return f"/courses/{self.course.id}/{module.slug}/{lesson.slug}", self.folder / self.course.paths[lesson.id]


@pytest.fixture(scope="module")
def whole(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shown]:
    """Our course, whose modules were read for `library`: for tests that change no file, so that none is looked at again."""
    made = Shown(library.folder, tmp_path_factory.mktemp("whole") / "scratch", MovableClock(NOON))
    yield made
    made.services.database.dispose()


@pytest.fixture
def shown(whole: Shown) -> Shown:
    """Our course in a browser of its own."""
    whole.client = PageClient(whole.app)
    return whole


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as it was young, to break and to mend: what is read anew after an edit is one module."""
    return young_course(tmp_path / "course", tmp_path_factory)


@pytest.fixture
def edited(folder: Path, tmp_path: Path) -> Iterator[Shown]:
    made = Shown(folder, tmp_path / "scratch", HastyClock())
    yield made
    made.services.database.dispose()


def test_nobody_signs_in_and_every_role_and_state_has_its_home(shown: Shown) -> None:
    for role in ROLES:
        assert "Robin Ashby" in shown.open(f"/home?role={role}&state=fresh").text
    for state in STATES:
        page = shown.open(f"/home?role=bhcm&state={state}")
        assert page.tree.xpath("//select[@name='state']/option[@selected]/@value") == [state]
        shown.open(f"/courses/{shown.course.id}/")


def test_the_states_are_what_they_say(shown: Shown) -> None:
    module = shown.course.published_modules[0]
    required = shown.course.requirements("bhcm")
    first = next(each for each in required if shown.course.kind_of[each] == "case")
    test, case = f"/tests/{module.post_test.id}/", f"/cases/{first}/"
    assert shown.open(f"{test}?role=bhcm&state=fresh").form("Start") is not None
    assert shown.open(f"{case}?state=in-progress").form("Go on where you stopped") is not None
    assert "opens at" in shown.open(f"{test}?state=locked").text
    assert "opens at" not in shown.open(f"{test}?state=failed").text
    issued = "//main//a[starts-with(@href, '/certificates/')]"
    assert not shown.open("/certificates/?state=passed").tree.xpath(issued)
    assert shown.open("/certificates/?state=complete").tree.xpath(issued)
    address, _ = shown.lesson()
    assert "Complete since" in shown.open(f"{address}?state=complete").text
    assert shown.open(f"/courses/{shown.course.id}/{module.slug}/?state=empty").text.count("In preparation") >= 1
    assert shown.open("/author/items/?state=empty").heading == "No questions yet"


def test_a_choice_in_the_bar_stays_and_an_unknown_one_is_passed_over(shown: Shown) -> None:
    shown.open("/home?role=pcp&state=complete")
    kept = shown.open("/author/?role=janitor&state=asleep").tree.xpath("//select/option[@selected]/@value")
    assert kept == ["pcp", "complete"]


def test_every_stage_of_every_case_can_be_opened_and_every_ending_walked_to(shown: Shown) -> None:
    for case in [each for module in shown.course.modules for each in module.cases]:
        page = shown.open(f"/preview/cases/{case.id}/")
        ends = {stage.title for stage in case.stages.values() if stage.ending}
        assert {link.text_content() for link in page.tree.xpath("//section[@aria-labelledby='endings']//a")} == ends
        for stage in case.stages.values():
            assert shown.open(f"/preview/cases/{case.id}/{stage.id}").heading == stage.title
        here = shown.open(f"/preview/cases/{case.id}/{case.start}")
        for stage_id, choice_id in case.expert_path:
            at = [choice.id for choice in case.stages[stage_id].choices].index(choice_id)
            here = shown.open(here.tree.xpath("//a[starts-with(., 'Go on to')]/@href")[at])
        assert here.heading in ends
    shown.open("/preview/cases/nobody/", status=404)
    shown.open(f"/preview/cases/{case.id}/nowhere", status=404)


def test_flags_show_and_hide_what_depends_on_them(shown: Shown) -> None:
    case = shown.course.published_modules[0].cases[0]
    stage, when = next((at, block.when) for at in case.stages.values() for block in at.blocks if block.when)
    wanted = [name for name, value in when if value]
    query = "&".join(f"flag={name}" for name in wanted) if wanted else f"flag={when[0][0]}"
    bare = shown.open(f"/preview/cases/{case.id}/{stage.id}")
    assert "hide" in bare.text
    flagged = shown.open(f"/preview/cases/{case.id}/{stage.id}?{query}&flag=invented")
    assert set(flagged.tree.xpath("//input[@name='flag'][@checked]/@value")) == set(wanted or [when[0][0]])
    assert (
        flagged.tree.xpath("//div[@class='prose mt-5']")[0].text_content()
        != bare.tree.xpath("//div[@class='prose mt-5']")[0].text_content()
    )


def test_a_stage_is_seen_from_any_seat_and_with_any_number(shown: Shown) -> None:
    case = next(each for each in shown.course.published_modules[0].cases if each.seats and each.variables)
    number = case.variables[0]
    for seat in case.seats:
        page = shown.open(f"/preview/cases/{case.id}/{case.start}?flag={seat.id}&{number.name}=99")
        assert page.tree.xpath(f"//input[@name='{number.name}']/@value") == [str(number.most)]
        refused = [each for each in case.stages[case.start].choices if each.when and each.when != ((seat.id, True),)]
        assert page.text.count("Not offered here: only when") == len(refused) > 0
    assert shown.open(f"/preview/cases/{case.id}/{case.start}?{number.name}=many").status == 200


def test_items_stand_with_key_reasons_and_facts(shown: Shown) -> None:
    for module in shown.course.published_modules:
        for quiz in (module.practice, module.post_test):
            page = shown.open(f"/preview/quizzes/{quiz.id}")
            keys = page.tree.xpath("count(//ol[contains(@class,'keys')]/li/span[@class='tag'])")
            assert keys == len(quiz.items)
            assert all(item.title in page.text for item in quiz.items)
    shown.open("/preview/quizzes/nobody", status=404)


def test_a_problem_stands_on_the_page_of_its_file_and_in_the_list(edited: Shown) -> None:
    address, path = edited.lesson()
    text = path.read_text()
    line = next(at for at, each in enumerate(text.split("\n"), 1) if each.startswith("## ")) + 1
    lines = text.split("\n")
    lines.insert(line, "He was given Zoloft.\n")
    path.write_text("\n".join(lines))
    place = f"{path.relative_to(edited.folder)}:{line + 1}"
    page = edited.open(address)
    assert "Y109" in page.text
    assert "readers see the last good edition" in page.text
    assert "Zoloft" not in page.tree.xpath("//article")[0].text_content(), "the last good version is shown"
    listed = edited.open("/author/")
    assert re.match(r"[1-9] errors? in the course", listed.heading)
    assert place in listed.text
    source = next(each for each in listed.links if each.endswith(path.name))
    assert "He was given Zoloft." in edited.open(source).text
    anchored = listed.tree.xpath("//li[contains(., 'Y109')]/a/@href")
    assert anchored[0].endswith(f"#L{line + 1}")
    assert "#" in anchored[1], "the link leads to the section of the page"
    path.write_text(text)
    assert "Y109" not in edited.open(address).text


@pytest.mark.parametrize("spoilt", ["---\nid: [", "", "\x00", "no front matter at all"])
def test_a_broken_file_never_takes_the_site_down(edited: Shown, spoilt: str) -> None:
    address, path = edited.lesson()
    heading = edited.open(address).heading
    path.write_text(spoilt)
    page = edited.open(address)
    assert page.heading == heading
    assert str(path.relative_to(edited.folder)) in page.text
    edited.open("/home?state=complete")
    assert str(path.relative_to(edited.folder)) in edited.open("/author/").text


def test_a_course_that_was_never_good_is_shown_as_its_problems(folder: Path, tmp_path: Path) -> None:
    whole = (folder / "content/course.yaml").read_text()
    (folder / "content/course.yaml").write_text("id: [")
    shown = Shown(folder, tmp_path / "scratch", HastyClock())
    page = shown.client.http.get("/home")
    assert page.status_code == 503
    assert "content/course.yaml:" in page.text
    assert "Z107" in page.text
    (folder / "content/course.yaml").write_text(whole)
    assert shown.open("/home").status == 200
    shown.services.database.dispose()


def test_a_new_edition_finds_everybody_where_the_state_says(edited: Shown) -> None:
    address, path = edited.lesson()
    assert "Complete since" in edited.open(f"{address}?role=bhcm&state=complete").text
    path.write_text(path.read_text().replace("revision: 1", "revision: 2", 1))
    assert "Complete since" in edited.open(address).text


def test_files_outside_the_course_are_not_shown(shown: Shown) -> None:
    for path in ("content/../../../etc/passwd", "certificates/statement.yaml", "content/ids", "etc/passwd", "content/"):
        assert shown.client.http.get(f"/author/{path}").status_code == 404, path


def test_an_ordinary_server_has_no_such_pages(app: Flask) -> None:
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/preview")]
    assert app.test_client().get("/author/?role=bhcm&state=fresh").status_code == 303


def test_f27_a_save_is_seen_by_the_real_command_within_seconds(folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from lms.cli import main; raise SystemExit(main())", "content", "preview",
               "--course", str(folder), "--port", str(port)]  # fmt: skip
    began = monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        try:
            said = running.stdout.readline()
            assert f"http://127.0.0.1:{port}/author/" in said
            first = _stamp_when_ready(port)
            started = monotonic() - began
            course = next(folder.glob("content/course.yaml"))
            course.write_text(course.read_text() + "# saved\n")
            saved = monotonic()
            while _get(port, "/preview/stamp")["stamp"] == first:
                assert monotonic() - saved < 60
            waited = monotonic() - saved
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)
    # A busy machine stretches both alike: a save costs less than reading the whole folder did.
    assert waited < started
    assert not re.search(r"Traceback", running.stderr.read() if not running.stderr.closed else "")


def _stamp_when_ready(port: int) -> int:
    until = monotonic() + 60
    while True:
        try:
            return int(_get(port, "/preview/stamp")["stamp"])
        except (ConnectionError, http.client.HTTPException):
            assert monotonic() < until


def _get(port: int, path: str) -> dict[str, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path)
        found: dict[str, int] = json.loads(connection.getresponse().read())
        return found
    finally:
        connection.close()
