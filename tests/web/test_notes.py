"""Notes of one's own: kept as they are typed, lost never, seen by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.audit.models import AuditLine
from lms.curriculum.course import Lesson
from lms.database import Database
from lms.learning.models import Note
from lms.learning.rules import NOTE_MOST
from tests.cast import Cast, Person, address_of, all_at_once, count_rows
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, email_of

CANARY = "zyzzyva-of-the-orchard"


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    return cast.module.lessons[0]


def write(cast: Cast, person: Person, lesson: Lesson, text: str, *, anchor: str = "", **fields: str):
    """What the script sends at a pause in typing."""
    sent = {"seen": "0", "page": "page-one", "anchor": anchor, "text": text, **fields}
    return person.send(address_of(cast, lesson, "/note"), fetch=True, **sent)


@pytest.mark.alike
def test_c13_a_note_is_kept_at_every_pause_in_one_row(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    words = "Who owns the decision? Kowal does, and I carry it."
    for length in range(1, len(words) + 1, 7):
        answer = write(cast, marisol, lesson, words[:length])
        assert answer.status_code == 200
    answer = write(cast, marisol, lesson, words)
    assert answer.json == {"saved_at": "12:00", "held": f"{len(words)} of 20,000 characters", "warning": None}
    (row,) = cast.read(Note)
    assert row.text == words
    assert cast.enter("Marisol").open(address_of(cast, lesson)).tree.xpath("//textarea")[0].text.strip() == words


@pytest.mark.alike
def test_a_note_is_kept_without_scripts_by_its_button(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    marisol.open(address_of(cast, lesson)).press("Save note", text="One.\r\n\r\nTwo.  \r\n")
    assert [row.text for row in cast.read(Note)] == ["One.\n\nTwo."]
    assert "Saved on 4 May 2026 at 12:00 CDT" in marisol.text
    marisol.press("Save note", text="Three.")
    marisol.open(address_of(cast, lesson)).press("Save note", text="")
    (row,) = cast.read(Note)
    assert (row.text, row.version) == ("", 3)


@pytest.mark.alike
def test_a_note_on_a_heading_stands_beside_the_one_on_the_lesson(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    section = lesson.sections[1]
    write(cast, marisol, lesson, "On all of it")
    page = marisol.open(address_of(cast, lesson) + f"?note={section.id}")
    assert f"Your note on “{section.title}”" in page.text
    form = next(each for each in page.tree.forms if each.xpath(f".//input[@name='anchor' and @value='{section.id}']"))
    fields = dict(form.form_values()) | {"text": "On one heading"}
    assert marisol.client.post(form.get("action"), data=fields).status_code == 303
    rows = {row.anchor: row for row in cast.read(Note)}
    assert {anchor: row.text for anchor, row in rows.items()} == {"": "On all of it", section.id: "On one heading"}
    links = marisol.open(address_of(cast, lesson)).tree.xpath("//a[.='Go to this part of the lesson']/@href")
    assert links == [f"{address_of(cast, lesson)}#{section.id}"]
    assert write(cast, marisol, lesson, "Nowhere", anchor="no-such-heading").status_code == 404
    assert len(cast.read(Note)) == 2


@pytest.mark.alike
def test_c11_a_note_outlives_the_session(cast: Cast, marisol: Person, lesson: Lesson, clock: MovableClock) -> None:
    words = "A long thought.\n" * 1_200
    marisol.open(address_of(cast, lesson))
    clock.move(minutes=61)
    marisol.press("Save note", text=words)
    assert marisol.path == "/sign-in"
    assert cast.read(Note) == []
    marisol.press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert "What you sent is still here" in marisol.text
    marisol.press("Send it now")
    (row,) = cast.read(Note)
    assert row.text == words.rstrip()


@pytest.mark.alike
def test_too_long_a_note_is_refused_and_nothing_is_lost(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    write(cast, marisol, lesson, "What was there")
    long = "é" * (NOTE_MOST + 1)
    refused = write(cast, marisol, lesson, long)
    assert refused.status_code == 422
    assert "holds 20,000 characters, and this one has 20,001" in refused.json["message"]
    marisol.open(address_of(cast, lesson)).press("Save note", text=long)
    assert marisol.status == 422
    assert marisol.tree.xpath("//textarea")[0].text.strip() == long
    assert [row.text for row in cast.read(Note)] == ["What was there"]
    marisol.press("Save note", text=long[1:])
    assert [len(row.text) for row in cast.read(Note)] == [NOTE_MOST]


@pytest.mark.alike
def test_what_looks_like_a_real_patient_is_warned_about_and_kept(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    text = "Mrs. K, MRN 0048213, 555-014-2231"
    answer = write(cast, marisol, lesson, text)
    assert answer.status_code == 200
    assert "“MRN 0048213” looks like a record number" in answer.json["warning"]
    assert [row.text for row in cast.read(Note)] == [text]
    assert "looks like a record number" in marisol.open(address_of(cast, lesson)).text
    assert write(cast, marisol, lesson, "Somebody").json["warning"] is None


def test_two_windows_do_not_undo_each_other(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    write(cast, marisol, lesson, "First", page="window-a")
    assert write(cast, marisol, lesson, "Second thoughts", page="window-b").status_code == 409
    assert write(cast, marisol, lesson, "First, longer", page="window-a").status_code == 200
    other = cast.enter("Marisol")
    other.open(address_of(cast, lesson)).press("Save note", text="From the phone")
    refused = write(cast, marisol, lesson, "First, longest", page="window-a")
    assert refused.status_code == 409
    assert "changed in another window" in refused.json["message"]
    assert [row.text for row in cast.read(Note)] == ["From the phone"]
    token = marisol.token()
    marisol.post(
        address_of(cast, lesson, "/note"),
        {
            "csrf_token": token,
            "text": "First, longest",
            "seen": "0",
            "page": "window-a",
            "anchor": "",
            "request_key": "k1",
        },
    )
    assert marisol.status == 422
    assert marisol.tree.xpath("//textarea")[0].text.strip() == "First, longest"
    assert "From the phone" in marisol.text
    marisol.press("Save note", text="Both, then.")
    assert [row.text for row in cast.read(Note)] == ["Both, then."]


def test_a_retry_after_a_lost_answer_is_no_other_window(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    for text in ("One", "One two", "One two", "One two three"):
        assert write(cast, marisol, lesson, text).status_code == 200
    assert [row.text for row in cast.read(Note)] == ["One two three"]


def test_ten_windows_at_once_make_one_note(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    windows = [marisol.window() for _ in range(10)]
    answers = all_at_once(windows, lambda each: write(cast, each, lesson, f"From {id(each)}", page=str(id(each))))
    assert sorted({answer.status_code for answer in answers}) == [200, 409]
    assert sum(answer.status_code == 200 for answer in answers) == 1
    assert len(cast.read(Note)) == 1


def test_delete_and_put_back(cast: Cast, marisol: Person, lesson: Lesson, clock: MovableClock) -> None:
    write(cast, marisol, lesson, "Keep me")
    marisol.open("/notes/").press("Delete")
    assert "is deleted" in marisol.text
    assert "No notes yet" in marisol.text
    marisol.press("Put back")
    assert "Keep me" in marisol.text
    marisol.press("Delete")
    write(cast, marisol, lesson, "A newer one")
    marisol.open("/notes/").press("Put back")
    (row,) = cast.read(Note)
    assert row.text == "A newer one\n\nKeep me"
    marisol.press("Delete")
    clock.move(days=31)
    marisol.sign_in("Marisol")
    marisol._token = None
    assert "Put back" not in marisol.open("/notes/").text
    write(cast, marisol, lesson, "Another")
    marisol.open("/notes/").press("Delete")
    assert [each.text for each in cast.read(Note)] == ["Another"]


@pytest.mark.alike
def test_putting_back_too_much_is_refused_and_both_are_kept(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    write(cast, marisol, lesson, "a" * 15_000)
    marisol.open("/notes/").press("Delete")
    write(cast, marisol, lesson, "b" * 15_000)
    marisol.open("/notes/").press("Put back")
    assert marisol.status == 409
    assert "Both are kept" in marisol.text
    assert sorted(row.text[0] for row in cast.read(Note)) == ["a", "b"]


def test_all_notes_in_the_order_of_the_course_with_search(cast: Cast, marisol: Person) -> None:
    first, second = cast.module.lessons[:2]
    write(cast, marisol, second, "The registry comes later")
    write(cast, marisol, first, "Ask about the KESTREL registry")
    write(cast, marisol, first, "Heading note", anchor=first.sections[0].id)
    page = marisol.open("/notes/")
    assert page.tree.xpath("//main//h2/a/text()") == [first.title, second.title]
    assert "3 notes, as of 4 May 2026" in page.text
    found = marisol.open("/notes/?q=kestrel+REGISTRY").tree.xpath("//*[contains(@class, 'as-typed')]/text()")
    assert found == ["Ask about the KESTREL registry"]
    assert marisol.open("/notes/?q=%25").text.count("No note with “%”") == 1


@pytest.mark.alike
def test_notes_are_taken_along_as_text(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    write(cast, marisol, lesson, "Un café, s'il vous plaît.\n<b>no</b>")
    answer = marisol.client.get("/notes.txt")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="notes-2026-05-04.txt"'
    text = answer.get_data(as_text=True)
    assert text.startswith("Notes of Marisol Tavares, as of 4 May 2026\n\n" + lesson.title)
    assert "Un café, s'il vous plaît.\n<b>no</b>\n(saved 4 May 2026 at 12:00 CDT)" in text


@pytest.mark.alike
def test_nobody_else_reaches_a_note(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    write(cast, marisol, lesson, CANARY)
    (row,) = cast.read(Note)
    for name in ("Teddy", "Sunniva", "Ansel", "Odile"):
        other = cast.enter(name)
        assert other.client.get(f"/notes/{row.id}").status_code == 404
        for what in ("", "/delete", "/restore"):
            assert other.send(f"/notes/{row.id}{what}", text="Mine now", seen="1").status_code == 404
    assert [each.text for each in cast.read(Note)] == [CANARY]


@pytest.mark.alike
def test_notes_write_no_audit_line(cast: Cast, marisol: Person, lesson: Lesson, database: Database) -> None:
    marisol.token()
    before = count_rows(database, AuditLine)
    write(cast, marisol, lesson, "Something")
    write(cast, marisol, lesson, "Something else")
    marisol.open("/notes/").press("Delete").press("Put back")
    assert count_rows(database, AuditLine) == before


@pytest.mark.alike
def test_a_supervisor_has_no_notes_to_write(cast: Cast, lesson: Lesson) -> None:
    sunniva = cast.enter("Sunniva")
    assert "Your notes" not in sunniva.open(address_of(cast, lesson)).text
    assert sunniva.client.get("/notes/").status_code == 404
    assert write(cast, sunniva, lesson, "Mine").status_code == 404
    assert cast.read(Note) == []


@pytest.mark.alike
def test_an_odd_version_is_read_as_none(cast: Cast, marisol: Person, lesson: Lesson) -> None:
    for seen in ("", "x", "-1", "9" * 40, "١"):
        assert write(cast, marisol, lesson, f"Text {seen}", seen=seen).status_code == 200
    with cast.services.database.session() as session:
        row = session.scalars(select(Note)).one()
    assert row.saved_at - row.created_at == timedelta(0)
