"""The tools library through HTTP: list and filter, read and print, download, older addresses, withdrawn tools."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lms.curriculum.course import Tool
from lms.database import Database
from lms.people.permissions import AUTHOR
from lms.settings import Settings
from tests.cast import Cast, Person, address_of, make_cast
from tests.clocks import NOON, MovableClock
from tests.credit.pdf_reader import open_pdf
from tests.kept import KeptApps
from tests.learner import our_course
from tests.people.makers import make_account
from tests.web.growing import young_course
from tests.web.visitor import Visitor

# Files of the course, made of its text.
pytestmark = pytest.mark.alike

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sheet() -> Tool:
    """A tool that is its own text."""
    return next(tool for tool in our_course().tools if not tool.files)


def test_the_library_shows_each_tool_with_what_one_chooses_by(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/tools/")
    assert page.heading == "Tools"
    rows = {row.xpath("string(th/a)"): row for row in page.tree.xpath("//tbody/tr")}
    assert set(rows) == {tool.title for tool in cast.course.tools}
    for tool in cast.course.tools:
        words = " ".join(rows[tool.title].text_content().split())
        assert tool.purpose in words
        assert f"{tool.revised.day} {tool.revised:%B %Y}" in words
        assert all(cast.course.lesson(each).title in words for each in tool.lessons)
        assert ("Excel" in words) == any(file.format == "xlsx" for file in tool.files)
    assert "sample to adapt" in page.text


def test_a_role_sees_what_helps_it(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/tools/?role=clinical-supervisor")
    shown = page.tree.xpath("//tbody/tr/th/a/text()")
    assert shown == [tool.title for tool in cast.course.tools if not tool.roles or "clinical-supervisor" in tool.roles]
    assert 0 < len(shown) < len(cast.course.tools)
    assert f"{len(shown)} of {len(cast.course.tools)}." in page.text
    for nothing in ("nurse", "", "auditor"):
        assert len(marisol.open(f"/tools/?role={nothing}").tree.xpath("//tbody/tr")) == len(cast.course.tools)


def test_a_tool_says_what_it_is_where_it_comes_from_and_who_looked_at_it(marisol: Person, sheet: Tool) -> None:
    page = marisol.open(f"/tools/{sheet.id}")
    assert page.heading == sheet.title
    for words in (
        sheet.purpose,
        "Sample to adapt",
        "Not yet reviewed by a licensed clinician",
        "Revision 1 of 26 November 2026",
    ):
        assert words in page.text
    for fact in sheet.facts:
        assert fact in page.text
    assert page.tree.xpath("//ol[@class='refs']/li")


def test_each_file_comes_as_what_it_is(cast: Cast, marisol: Person) -> None:
    for tool in cast.course.tools:
        links = [
            each
            for each in marisol.open(f"/tools/{tool.id}").tree.xpath("//main//a/@href")
            if each.startswith(f"/tools/{tool.id}/")
        ]
        assert len(links) == (len(tool.files) or 2)
        for link in links:
            answer = marisol.client.get(link)
            kind = link.rpartition(".")[2]
            assert answer.status_code == 200
            assert answer.data.startswith(b"%PDF-" if kind == "pdf" else b"PK\x03\x04")
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "private, no-cache"
            disposition = (
                f'attachment; filename="{link.rpartition("/")[2].rpartition(".")[0]}-revision-{tool.revision}.{kind}"'
            )
            assert answer.headers["Content-Disposition"] == disposition
            expected = {"pdf": "application/pdf", "docx": WORD}.get(kind, answer.mimetype)
            assert answer.mimetype == expected
            head = marisol.client.head(link)
            assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(answer.data)))
            again = marisol.client.get(link, headers={"If-None-Match": answer.headers["ETag"]})
            assert (again.status_code, again.data) == (304, b"")


def test_a_made_pdf_is_the_same_each_time_and_says_its_title(marisol: Person, sheet: Tool) -> None:
    first = marisol.client.get(f"/tools/{sheet.id}/{sheet.slug}.pdf").data
    assert first == marisol.client.get(f"/tools/{sheet.id}/{sheet.slug}.pdf").data
    with open_pdf(first) as document:
        assert str(document.docinfo["/Title"]) == sheet.title


def test_what_is_not_there_is_not_found(marisol: Person, sheet: Tool) -> None:
    for path in ("/tools/m9-t-nothing", f"/tools/{sheet.id}/other.pdf", f"/tools/{sheet.id}/{sheet.slug}.xlsx", "/tools/m9-t/a.pdf",
                 f"/tools/{sheet.id}/..%2fmodule.yaml"):  # fmt: skip
        assert marisol.client.get(path).status_code == 404, path


def test_only_who_reads_the_course_gets_tools(cast: Cast, sheet: Tool) -> None:
    for path in ("/tools/", f"/tools/{sheet.id}", f"/tools/{sheet.id}/{sheet.slug}.pdf"):
        answer = Visitor(cast.app).client.get(path)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/sign-in"), path


def test_a_lesson_and_its_module_say_what_to_take_along(cast: Cast, marisol: Person) -> None:
    for lesson in cast.module.lessons:
        links = marisol.open(address_of(cast, lesson)).tree.xpath("//section[@class='take']//a/@href")
        assert links == [f"/tools/{tool.id}" for tool in cast.course.tools_of(lesson.id)]
    module = marisol.open(f"/courses/{cast.course.id}/{cast.module.slug}/")
    assert module.tree.xpath("//section[@class='take']//a/@href") == [f"/tools/{tool.id}" for tool in cast.module.tools]


def test_the_search_finds_a_tool_by_its_words(cast: Cast, marisol: Person, sheet: Tool) -> None:
    page = marisol.open(f"/search?q={sheet.title.replace(' ', '+').rstrip('?')}&kind=tool")
    assert f"/tools/{sheet.id}" in page.tree.xpath("//ol[@class='hits']//h3/a/@href")
    planner = next(tool for tool in cast.course.tools if tool.files)
    page = marisol.open("/search?q=caseload+planner&kind=tool")
    assert f"/tools/{planner.id}" in page.tree.xpath("//ol[@class='hits']//h3/a/@href")


def test_c35_an_author_sees_at_the_tool_that_nobody_reviewed_it(cast: Cast, marisol: Person, sheet: Tool) -> None:
    services, place = cast.services, cast.place
    make_account(services.database, services.clock.now(), place.saltmarsh, "Arne Solberg", kinds=(AUTHOR,))
    page = cast.enter("Arne").open(f"/tools/{sheet.id}")
    assert "Not yet reviewed by a licensed person." in page.text
    assert f"content/modules/01-model-and-role/tools/01-{sheet.slug}.md" in page.text
    assert "For authors" not in marisol.open(f"/tools/{sheet.id}").text
    assert f"/tools/{sheet.id}" in cast.enter("Arne").open("/author/").tree.xpath("//a/@href")


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of our course that may be edited, as it was when it was young: its one module has tools of every kind."""
    return young_course(tmp_path / "course", tmp_path_factory)


@pytest.fixture
def serve(folder: Path, settings: Settings, database: Database, kept_apps: KeptApps) -> Callable[[], Cast]:
    """The cast, on the folder as it is by then."""
    return lambda: make_cast(kept_apps.on_course(folder, settings, MovableClock(NOON), database))


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_an_older_address_leads_to_the_newer_version(folder: Path, serve: Callable[[], Cast], sheet: Tool) -> None:
    path = next(folder.glob(f"content/modules/*/tools/*-{sheet.slug}.md"))
    change(path, f"id: {sheet.id}\n", "id: m1-t-newer\n")
    change(path, "aliases: []", f"aliases: [{sheet.id}]")
    marisol = serve().enter("Marisol")
    assert marisol.client.get(f"/tools/{sheet.id}").status_code == 301
    page = marisol.open(f"/tools/{sheet.id}")
    assert (page.path, page.status) == ("/tools/m1-t-newer", 200)
    assert "This is the newer version." in page.text
    assert "newer version" not in marisol.open("/tools/m1-t-newer?instead_of=something").text
    assert marisol.client.get(f"/tools/{sheet.id}/{sheet.slug}.pdf").status_code == 200


def test_a_withdrawn_tool_says_so(folder: Path, serve: Callable[[], Cast]) -> None:
    change(folder / "content/course.yaml", "\nretired: [", "\nretired: [m1-t-old-card, ")
    page = serve().enter("Marisol").open("/tools/m1-t-old-card")
    assert (page.status, page.heading) == (410, "This tool was withdrawn")
    assert "/tools/" in page.tree.xpath("//main//a/@href")


def test_a_course_without_tools_says_so(folder: Path, serve: Callable[[], Cast]) -> None:
    for path in folder.glob("content/*/*/tools/*"):
        path.unlink()
    cast = serve()
    page = cast.enter("Marisol").open("/tools/")
    assert "No tool yet" in page.text
    assert page.tree.xpath("//main//a[contains(@class, 'primary')]/@href") == ["/courses/"]
    assert "To take along" not in page.open(address_of(cast, cast.module.lessons[0])).text
