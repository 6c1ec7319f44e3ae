"""My record and its files: every field, for the learner and for her supervisor alike."""

from __future__ import annotations

import csv
import io
import json

import pytest
from openpyxl import load_workbook

from tests.cast import Cast, Person, begin_test, confirm_name, play_cases, read_lessons, take_test
from tests.clocks import MovableClock


@pytest.fixture
def marisol(cast: Cast, clock: MovableClock) -> Person:
    """Has read, failed once, passed, and has a certificate; a second test is open."""
    person = cast.enter("Marisol")
    read_lessons(cast, person)
    clock.move(days=1)
    person = cast.enter("Marisol")
    play_cases(cast, person)
    take_test(cast, person, right=3)
    take_test(cast, person)
    confirm_name(person)
    return person


def rows(person: Person, path: str) -> list[dict[str, str]]:
    answer = person.client.get(path)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


@pytest.mark.alike
def test_c19_every_field_of_the_record_is_filled(cast: Cast, marisol: Person) -> None:
    found = rows(marisol, "/record/csv")
    lessons = [row for row in found if row["kind"] == "lesson"]
    assert {row["title"] for row in lessons} == {each.title for each in cast.module.lessons}
    assert {row["module"] for row in lessons} == {f"Module {cast.module.number}: {cast.module.title}"}
    for row in lessons:
        assert (row["began"], row["ended"], row["outcome"]) == ("2026-05-04", "2026-05-04", "completed")
        assert int(row["minutes"]) > 0
        assert row["edition"] == cast.course.edition
        assert row["edition_first_served"] == "2026-05-04"
    tests = [row for row in found if row["kind"] == "test"]
    assert [(row["outcome"], row["try"], row["score_percent"], row["minutes"] != "0") for row in tests] == [
        ("not passed", "1", "", False),
        ("passed", "2", "100", True),
    ]
    assert {row["ended"] for row in tests} == {"2026-05-05"}
    assert [row["kind"] for row in found][-1] == "certificate"
    assert found[-1]["serial"]
    assert {row["outcome"] for row in found if row["kind"] == "case"} == {"completed"}


@pytest.mark.alike
def test_c20_a_certificate_that_was_issued_stands_in_the_record(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/record/")
    assert "Valid" in page.text
    serial = rows(marisol, "/record/csv")[-1]["serial"]
    assert serial in page.text
    assert serial in cast.enter("Sunniva").open(f"/team/{cast.learner}").text


@pytest.mark.alike
def test_c57_the_supervisor_downloads_the_same(cast: Cast, marisol: Person) -> None:
    sunniva = cast.enter("Sunniva")
    for form in ("csv", "json"):
        hers = marisol.client.get(f"/record/{form}").text
        theirs = sunniva.client.get(f"/team/{cast.learner}/record/{form}").text
        assert hers == theirs
    assert f"/team/{cast.learner}/record/csv" in sunniva.open(f"/team/{cast.learner}").tree.xpath("//a/@href")


@pytest.mark.alike
def test_c58_page_and_files_say_as_of_when(cast: Cast, marisol: Person) -> None:
    assert "as of 5 May 2026, Chicago time" in marisol.open("/record/").text
    assert {(row["as_of"], row["time_zone"], row["person"]) for row in rows(marisol, "/record/csv")} == {
        ("2026-05-05", "America/Chicago", "Marisol Tavares")
    }
    data = json.loads(marisol.client.get("/record/json").text)
    assert (data["as_of"], data["time_zone"]) == ("2026-05-05", "America/Chicago")
    book = load_workbook(io.BytesIO(marisol.client.get("/record/xlsx").data))
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert (about["as of"].date().isoformat(), about["time zone"]) == ("2026-05-05", "America/Chicago")


@pytest.mark.alike
def test_page_and_file_hold_the_same_lines(cast: Cast, marisol: Person) -> None:
    page = marisol.open("/record/")
    shown = page.tree.xpath("//tbody/tr")
    found = rows(marisol, "/record/csv")
    assert len(shown) == len(found)
    for line, row in zip(shown, found, strict=True):
        assert row["title"] in line.text_content()
    total = sum(int(row["minutes"]) for row in found)
    assert page.tree.xpath("//tfoot//td[@data-label='Minutes']")[0].text_content() == str(total)
    assert json.loads(marisol.client.get("/record/json").text)["minutes"] == total


@pytest.mark.alike
def test_what_is_taken_back_earns_nothing(cast: Cast) -> None:
    person = cast.enter("Marisol")
    lesson = cast.module.lessons[0]
    read_lessons(cast, person, [lesson])
    person.open(f"/courses/{cast.course.id}/{cast.module.slug}/{lesson.slug}").press("Undo")
    assert [(row["outcome"], row["minutes"]) for row in rows(person, "/record/csv")] == [("taken back", "0")]
    assert person.open("/record/").heading == "Nothing finished yet"


@pytest.mark.alike
def test_an_open_test_has_no_end_and_no_score(cast: Cast) -> None:
    person = cast.enter("Marisol")
    begin_test(cast, person)
    row = rows(person, "/record/csv")[0]
    assert (row["outcome"], row["ended"], row["score_percent"], row["minutes"]) == ("open", "", "", "0")


@pytest.mark.alike
def test_a_new_record_says_what_comes(cast: Cast) -> None:
    page = cast.enter("Marisol").open("/record/")
    assert page.heading == "Nothing finished yet"
    assert page.tree.xpath("//main//a[normalize-space()='Continue']")


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Ansel", "Teddy", "Cesar"])
def test_a_record_is_nobody_elses(cast: Cast, name: str) -> None:
    person = cast.enter(name)
    for form in ("csv", "json", "xlsx"):
        assert person.client.get(f"/team/{cast.learner}/record/{form}").status_code == 404


@pytest.mark.alike
def test_dates_as_a_calendar_file(cast: Cast) -> None:
    answer = cast.enter("Marisol").client.get("/plan/dates.ics")
    assert answer.mimetype == "text/calendar"
    text = answer.text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART;VALUE=DATE:20260615\r\n" in text
    assert "DTSTART;VALUE=DATE:20260315\r\n" in text
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 3
