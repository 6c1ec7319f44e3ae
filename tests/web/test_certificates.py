"""The certificate as its owner meets it: there with the last answer, as a page, as a file, and nobody else's."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import worker
from lms.credit.models import Certificate
from lms.credit.rules import NO_CREDIT
from lms.credit.storing import render_and_store
from lms.outbox.models import Job
from lms.settings import Settings
from tests.cast import Cast, Person, all_at_once, confirm_name, in_session, play_cases, read_lessons, take_test
from tests.clocks import MovableClock
from tests.credit.pdf_reader import open_pdf, read_tags

GATES = ("lessons", "case", "test", "name")


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def close(cast: Cast, person: Person, gate: str) -> None:
    """Pass one gate, as a learner does."""
    act: dict[str, Any] = {
        "lessons": lambda: read_lessons(cast, person),
        "case": lambda: play_cases(cast, person),
        "test": lambda: take_test(cast, person),
        "name": lambda: confirm_name(person),
    }
    act[gate]()


def finish(cast: Cast, person: Person) -> Certificate:
    for gate in GATES:
        close(cast, person, gate)
    (row,) = cast.read(Certificate)
    return row


def finish_without_file(cast: Cast, person: Person) -> Certificate:
    """The same, while nothing can be stored."""
    files = cast.services.settings.files_path
    files.parent.mkdir(parents=True, exist_ok=True)
    files.write_text("not a folder")
    return finish(cast, person)


@pytest.mark.alike
@pytest.mark.parametrize("last", GATES)
def test_c05_the_answer_to_the_last_gate_issues_the_certificate_and_its_file(
    cast: Cast, marisol: Person, last: str
) -> None:
    for gate in GATES:
        if gate != last:
            close(cast, marisol, gate)
            assert cast.read(Certificate) == []
    close(cast, marisol, last)
    (row,) = cast.read(Certificate)
    assert row.pdf_hash
    assert cast.services.files.get(row.pdf_hash)
    shown = marisol.text if last == "case" else marisol.open("/certificates/").text
    assert "Your certificate is issued." in shown


@pytest.mark.alike
def test_c20_the_page_reads_the_certificate_itself(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    payload = row.payload
    page = marisol.open(f"/certificates/{row.id}").text
    for each in (payload["name"], payload["title"], payload["serial"], payload["code"], *payload["parts"]):
        assert each in page
    assert "No CE credit." in page
    assert row.title in marisol.open("/certificates/").text


@pytest.mark.alike
def test_c24_the_file_the_check_page_and_the_row_say_the_same(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    answer = marisol.client.get(f"/certificates/{row.id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="certificate-{row.serial}.pdf"'
    assert answer.data == cast.services.files.get(row.pdf_hash)
    with open_pdf(answer.data) as document:
        attached = document.attachments["certificate.json"]
        assert json.loads(attached.get_file().read_bytes()) == row.payload
    printed = " ".join(text for _, text in read_tags(answer.data))
    checked = Person(cast.app).open(f"/verify/{row.payload['code']}").text
    for each in (row.payload["name"], row.payload["title"], row.payload["serial"], row.payload["code"]):
        assert each in printed
        assert each in checked


@pytest.mark.alike
def test_who_gets_the_page_and_the_file(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    wanted = {"Marisol": 200, "Odile": 200, "Cesar": 200, "Teddy": 404, "Sunniva": 404, "Ansel": 404}
    for name, status in wanted.items():
        person = cast.enter(name)
        for path in (f"/certificates/{row.id}", f"/certificates/{row.id}.pdf"):
            assert person.client.get(path).status_code == status, name
    signed_out = cast.app.test_client()
    assert signed_out.get(f"/certificates/{row.id}.pdf").status_code == 303
    assert marisol.client.get("/certificates/0000000000000000").status_code == 404


@pytest.mark.alike
def test_a_file_that_cannot_be_stored_takes_nothing_away(cast: Cast, marisol: Person, settings: Settings) -> None:
    row = finish_without_file(cast, marisol)
    assert row.pdf_hash is None
    page = marisol.open(f"/certificates/{row.id}")
    assert "The file is being prepared." in page.text
    assert marisol.client.get(f"/certificates/{row.id}.pdf").status_code == 409
    marisol.press("Prepare it now")
    assert marisol.status == 200
    assert "Your certificate stands." in marisol.text
    checked = Person(cast.app).open(f"/verify/{row.payload['code']}")
    assert checked.heading == "This certificate is being prepared"
    settings.files_path.unlink()
    marisol.press("Prepare it now")
    assert Person(cast.app).open(f"/verify/{row.payload['code']}").heading == "This certificate is real"
    assert "Download PDF" in marisol.text
    assert marisol.client.get(f"/certificates/{row.id}.pdf").data.startswith(b"%PDF")


@pytest.mark.alike
def test_the_job_prepares_a_file_that_the_request_could_not(
    cast: Cast, marisol: Person, settings: Settings, clock: MovableClock
) -> None:
    row = finish_without_file(cast, marisol)
    assert worker.run_once(cast.services) == 1
    assert cast.read(Certificate)[0].pdf_hash is None
    settings.files_path.unlink()
    assert worker.run_once(cast.services) == 0
    clock.move(minutes=1)
    assert worker.run_once(cast.services) == 1
    assert cast.services.files.get(cast.read(Certificate)[0].pdf_hash or "")
    assert row.id == cast.read(Certificate)[0].id


@pytest.mark.alike
def test_a_file_is_rendered_once_however_often_it_is_asked_for(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    for _ in range(2):
        assert marisol.send(f"/certificates/{row.id}/prepare").status_code == 303
    worker.run_once(cast.services)
    assert cast.read(Certificate)[0].pdf_hash == row.pdf_hash
    assert list(cast.services.files.digests()) == [row.pdf_hash]


def test_a_file_rendered_twice_at_once_is_one_file(cast: Cast, marisol: Person, settings: Settings) -> None:
    row = finish_without_file(cast, marisol)
    settings.files_path.unlink()
    windows = [marisol.window() for _ in range(3)]
    all_at_once(windows, lambda each: each.send(f"/certificates/{row.id}/prepare"))
    assert list(cast.services.files.digests()) == [cast.read(Certificate)[0].pdf_hash]


@pytest.mark.alike
def test_an_unknown_certificate_is_not_rendered(cast: Cast) -> None:
    services = cast.services
    made = render_and_store(
        services.database,
        services.files,
        "nothing",
        designs=services.designs,
        keys=services.keys,
        now=services.clock.now(),
    )
    assert made is None


@pytest.mark.alike
def test_a_missing_file_is_said_to_be_missing(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    stored = cast.services.files.path(row.pdf_hash or "")
    stored.write_bytes(stored.read_bytes() + b" ")
    answer = marisol.client.get(f"/certificates/{row.id}.pdf")
    assert answer.status_code == 404
    assert "Your certificate stands" in answer.text


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"legal_name": "Marisol Tavares"}, "Tick the box"),
        ({"legal_name": "", "confirmed": "yes"}, "Write your name"),
        ({"legal_name": "x" * 121, "confirmed": "yes"}, "Write your name"),
        ({"legal_name": "Marisol\u202eserava", "confirmed": "yes"}, "Write your name"),
        ({"legal_name": "12345", "confirmed": "yes"}, "Write your name"),
    ],
)
def test_a_name_that_cannot_stand_is_refused_and_kept_in_the_field(
    cast: Cast, marisol: Person, fields: dict[str, str], problem: str
) -> None:
    marisol.open("/certificates/").press("Confirm the name", **fields)
    assert marisol.status == 422
    assert marisol.problems()[0].startswith(problem)
    assert marisol.tree.get_element_by_id("legal_name").value == fields["legal_name"]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Zoë Nguyễn-Łukasiewicz, RN", "Ελένη Παπαδοπούλου", "Дарья О’Нил", "李小龙"])
def test_names_of_any_alphabet_are_kept_as_typed(cast: Cast, marisol: Person, name: str) -> None:
    read_lessons(cast, marisol)
    play_cases(cast, marisol)
    take_test(cast, marisol)
    confirm_name(marisol, f"  {name} ")
    (row,) = cast.read(Certificate)
    assert row.payload["name"] == name
    assert name in marisol.open(f"/certificates/{row.id}").text
    assert name in Person(cast.app).open(f"/verify/{row.code}").text


@pytest.mark.alike
def test_a_supervisor_has_nothing_to_certify(cast: Cast) -> None:
    sunniva = cast.enter("Sunniva")
    assert "No certificate yet" in sunniva.open("/certificates/").text


@pytest.mark.alike
def test_c55_a_certificate_outlives_the_account(cast: Cast, marisol: Person, app: Flask) -> None:
    row = finish(cast, marisol)
    odile = cast.enter("Odile")
    answer = odile.send(f"/admin/people/{cast.learner}/deactivate", confirm="yes", reason="She moved away")
    assert answer.status_code == 303
    assert marisol.open("/home").path == "/sign-in"
    assert Person(app).open(f"/verify/{row.code}").heading == "This certificate is real"
    assert odile.client.get(f"/certificates/{row.id}.pdf").status_code == 200


def test_c27_the_job_is_put_down_once(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    close(cast, marisol, "name")
    jobs = in_session(cast.services.database, lambda session: list(session.scalars(select(Job.key))))
    assert [key for key in jobs if row.id in key] == [row.id]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Odile"])
def test_c31_without_a_certificate_the_page_says_what_comes(cast: Cast, name: str) -> None:
    page = cast.enter(name).open("/certificates/")
    assert page.status == 200
    assert not page.tree.xpath("//table[caption='Your certificates, newest first']")
    assert ("conditions are met" in page.text) == (name == "Marisol")
    assert ("No certificate yet" in page.text) == (name != "Marisol")


@pytest.mark.alike
def test_s014_no_certificate_carries_credit(cast: Cast, marisol: Person) -> None:
    row = finish(cast, marisol)
    assert not [key for key in row.payload if "credit" in key.lower() and row.payload[key] not in (None, [], NO_CREDIT)]
    printed = " ".join(text for _, text in read_tags(marisol.client.get(f"/certificates/{row.id}.pdf").data))
    shown = marisol.open(f"/certificates/{row.id}").text
    checked = Person(cast.app).open(f"/verify/{row.payload['code']}").text
    assert "CE creditNone. The certificate records training only." in checked
    for text in (printed, shown):
        assert "No CE credit." in text
    for text in (printed, shown, checked):
        assert not re.search(r"\d\s*(CE|CEU|CME|contact)\b", text)


@pytest.mark.alike
def test_c70_a_condition_that_is_open_leads_to_what_closes_it(cast: Cast, marisol: Person) -> None:
    last = cast.course.lesson([each for each in cast.module.required if cast.course.lesson(each)][-1])
    assert last is not None
    read_lessons(cast, marisol, [each for each in cast.module.lessons if each.id != last.id])
    play_cases(cast, marisol)
    take_test(cast, marisol)
    page = marisol.open("/certificates/")
    links = page.tree.xpath("(//table[starts-with(caption, 'Conditions for')])[1]//th/a")
    assert links[0].text_content().endswith(last.title)
    assert [each.get("href") for each in links][1:] == ["#legal_name"]
    assert marisol.open(links[0].get("href")).heading == last.title
