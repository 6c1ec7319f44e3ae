"""The place in a lesson: kept to the paragraph, found on every device, and where it went when the text was edited."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.curriculum.course import Lesson
from lms.curriculum.places import mark_paragraphs, places
from lms.database import Database
from lms.learning.models import Note, ReadingPosition
from lms.settings import Settings
from tests.cast import Cast, Person, address_of, make_cast
from tests.kept import KeptApps
from tests.web.growing import file_of, young_course
from tests.web.test_edited_course import HastyClock, rename_lesson

# Where pages lead.
pytestmark = pytest.mark.alike


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return young_course(tmp_path / "course", tmp_path_factory)


@pytest.fixture
def cast(settings: Settings, folder: Path, database: Database, kept_apps: KeptApps) -> Cast:
    return make_cast(kept_apps.on_course(folder, settings, HastyClock(), database))


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def a_paragraph(cast: Cast, folder: Path) -> tuple[Lesson, str, str, str]:
    """The first lesson, the id of a paragraph below its first heading, that heading's title, the paragraph's source."""
    lesson = cast.module.lessons[0]
    place = next(each for each in places(lesson) if each.section and each.anchor.startswith("p-"))
    body = file_of(folder, lesson).read_text().split(f"## {place.section.title}", 1)[1]
    source = next(each for each in body.split("\n\n") if each.strip() and not each.strip().startswith((":::", "#")))
    return lesson, place.anchor, place.section.title, source


def left(cast: Cast, marisol: Person, lesson: Lesson) -> list[tuple[str, str]]:
    """Where the lesson's page offers to go on: (words, address)."""
    links = marisol.open(address_of(cast, cast.course.lesson(lesson.id))).tree.xpath(
        "//a[starts-with(., 'Go on where')]"
    )
    return [(" ".join(each.text_content().split()), each.get("href")) for each in links]


def test_c14_a_reader_comes_back_to_the_paragraph_she_left_on_any_device(
    cast: Cast, marisol: Person, folder: Path
) -> None:
    lesson, anchor, heading, _ = a_paragraph(cast, folder)
    assert left(cast, marisol, lesson) == []
    assert marisol.send(address_of(cast, lesson, "/place"), anchor=anchor).status_code == 200
    phone = cast.enter("Marisol")
    assert left(cast, phone, lesson) == [(f"Go on where you left off: {heading}", f"#{anchor}")]
    assert phone.tree.xpath(f"//p[@id='{anchor}']")
    home = phone.open("/home")
    assert home.tree.xpath("//a[.='Continue the lesson']/@href") == [f"{address_of(cast, lesson)}#{anchor}"]
    assert f"You left off at “{heading}”" in home.text
    assert left(cast, cast.enter("Teddy"), lesson) == []


def test_a_paragraph_that_moved_is_found_where_it_is_now(cast: Cast, marisol: Person, folder: Path) -> None:
    lesson, anchor, _, source = a_paragraph(cast, folder)
    marisol.send(address_of(cast, lesson, "/place"), anchor=anchor)
    path = file_of(folder, lesson)
    last = lesson.sections[-1].title
    text = path.read_text().replace(source, "", 1)
    path.write_text(text.replace(f"## {last}\n", f"## {last}\n\n{source.strip()}\n", 1))
    assert [each for each in cast.services.library.problems if each.severity == "error"] == []
    assert left(cast, marisol, lesson) == [(f"Go on where you left off: {last}", f"#{anchor}")]


def test_a_paragraph_that_was_edited_gives_way_to_its_heading(cast: Cast, marisol: Person, folder: Path) -> None:
    lesson, anchor, heading, source = a_paragraph(cast, folder)
    marisol.send(address_of(cast, lesson, "/place"), anchor=anchor)
    path = file_of(folder, lesson)
    path.write_text(path.read_text().replace(source, source + " One more sentence.", 1))
    section = next(each for each in lesson.sections if each.title == heading)
    assert left(cast, marisol, lesson) == [(f"Go on where you left off: {heading}", f"#{section.id}")]
    path.write_text(path.read_text().replace(f"## {heading}\n", "## Another heading\n", 1))
    assert left(cast, marisol, lesson) == []
    home = marisol.open("/home")
    assert home.tree.xpath("//a[.='Open the lesson']/@href") == [address_of(cast, lesson)]


def test_c46_a_renamed_lesson_keeps_its_place_and_its_notes(cast: Cast, marisol: Person, folder: Path) -> None:
    lesson, anchor, heading, _ = a_paragraph(cast, folder)
    marisol.send(address_of(cast, lesson, "/place"), anchor=anchor)
    written = {"text": "Mine", "seen": "0", "page": "a", "anchor": ""}
    marisol.send(address_of(cast, lesson, "/note"), fetch=True, **written)
    old, new = rename_lesson(cast, folder)
    assert cast.course.lesson(old).id == new
    assert left(cast, marisol, lesson) == [(f"Go on where you left off: {heading}", f"#{anchor}")]
    assert marisol.tree.xpath("//textarea")[0].text.strip() == "Mine"
    marisol.press("Save note", text="Mine still")
    page = marisol.open("/notes/")
    assert page.tree.xpath("//main//h2/a/text()") == ["Another title"]
    assert page.tree.xpath("//*[contains(@class, 'as-typed')]/text()") == ["Mine still"]
    marisol.send(address_of(cast, cast.course.lesson(new), "/place"), anchor=lesson.sections[-1].id)
    assert left(cast, marisol, lesson)[0][1] == f"#{lesson.sections[-1].id}"
    assert len(cast.read(ReadingPosition)) == 2


def test_notes_on_a_lesson_that_is_gone_stay(cast: Cast, marisol: Person) -> None:
    lesson = cast.module.lessons[0]
    marisol.send(address_of(cast, lesson, "/note"), fetch=True, text="Mine", seen="0", page="a", anchor="")
    with cast.services.database.session(write=True) as session:
        session.query(Note).update({"lesson_id": "m1-l9-taken-out"})
        session.commit()
    assert "This lesson is not in the course any more" in marisol.open("/notes/").text
    marisol.open(marisol.tree.xpath("//a[starts-with(., 'Edit')]/@href")[0]).press("Save note", text="Mine still")
    assert [row.text for row in cast.read(Note)] == ["Mine still"]
    assert lesson.title in cast.enter("Marisol").client.get("/notes.txt").get_data(as_text=True)


def test_a_place_in_the_opening_is_kept_and_not_offered(cast: Cast, marisol: Person) -> None:
    lesson = cast.module.lessons[0]
    first = next(iter(places(lesson)))
    assert first.section is None
    assert marisol.send(address_of(cast, lesson, "/place"), anchor=first.anchor).status_code == 200
    assert left(cast, marisol, lesson) == []
    assert marisol.send(address_of(cast, lesson, "/place"), anchor="p-00000000").status_code == 404
    assert marisol.send(address_of(cast, lesson, "/place"), anchor="").status_code == 404


def test_paragraphs_are_named_by_their_words() -> None:
    seen: set[str] = set()
    html = mark_paragraphs(
        '<p class="opening">One <em>two</em>.</p><ul><li><p>Three.</p></li></ul><p> </p><p>Three.</p>', seen
    )
    names = sorted(seen)
    assert len(names) == 3
    assert html.count(" id=") == 3
    assert sum(name.endswith("-2") for name in names) == 1
    again = mark_paragraphs("<p>Three.</p><p>One <strong>two</strong>.</p>", set())
    assert [name in again for name in names if not name.endswith("-2")] == [True, True]
