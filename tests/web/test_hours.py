"""The hours ledger over HTTP: recorded by the learner, decided by her supervisor, waiving named parts, and never more than that."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from lms.learning.outside.models import OutsideEvidence, OutsideTraining, Waiver
from lms.learning.outside.rules import FILE_MOST
from lms.people.permissions import LEARNER, SUPERVISOR
from tests.cast import Cast, Person, address_of, read_lessons
from tests.clocks import MovableClock
from tests.people.makers import make_account

PDF = b"%PDF-1.7\nAn invented certificate."


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def add(person: Person, **more: object) -> Person:
    """Send the form; by default a lecture of an hour and a half with a PDF."""
    file = more.pop("file", (io.BytesIO(PDF), "lecture.pdf"))
    fields = {
        "title": "Lecture on consent",
        "provider": "The county",
        "held_on": "2026-05-01",
        "hours": "1.5",
        "shows": "",
    }
    data = {"csrf_token": person.token(), **fields, **more}
    if file is not None:
        data["file"] = file
    person.post("/hours/add", data=data, content_type="multipart/form-data")
    return person


def only(cast: Cast) -> OutsideTraining:
    (row,) = cast.read(OutsideTraining)
    return row


def facts(person: Person) -> dict[str, str]:
    """The figures of the first role."""
    found = person.tree.xpath("(//dl[contains(@class, 'facts')])[1]/div")
    return {each[0].text_content().strip(): each[1].text_content().strip() for each in found}


def decide(cast: Cast, person: Person, *parts: str, go: str = "accept", reason: str = "") -> Person:
    path = f"/team/{cast.learner}/hours/{only(cast).id}"
    person.post(path, data={"csrf_token": person.token(), "waives": list(parts), "reason": reason, "go": go})
    return person


@pytest.mark.alike
def test_an_empty_ledger_says_what_counts(marisol: Person) -> None:
    marisol.open("/hours/")
    assert "What counts:" in marisol.text
    assert facts(marisol)["Done here"] == "0 min"
    assert facts(marisol)["Planned here"] == facts(marisol)["Left"]


@pytest.mark.alike
def test_the_story_from_record_to_waived_and_back(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    assert marisol.path == "/hours/"
    assert "Waiting for a decision" in marisol.text
    before = facts(marisol)
    lesson = cast.course.lesson(cast.module.required[0])
    sunniva.open(f"/team/{cast.learner}")
    assert f"/team/{cast.learner}/hours/" in sunniva.response.text
    decide(cast, sunniva, lesson.id)
    assert sunniva.path == f"/team/{cast.learner}/hours/"
    assert "Accepted" in sunniva.text
    assert f"Stands for “{lesson.title}”" in sunniva.text
    after = facts(marisol.open("/hours/"))
    assert after["Waived"] == f"{lesson.minutes} min"
    assert (after["Planned here"], after["Done here"]) == (before["Planned here"], "0 min")
    assert after["Left"] != before["Left"]
    assert "Sunniva Berg, 4 May 2026" in marisol.text
    assert marisol.open("/home").heading != lesson.title
    assert "Waived" in marisol.open("/plan/").text
    assert "Outside training accepted: Lecture on consent, 1 h 30 min" in marisol.text
    sunniva.open(f"/team/{cast.learner}/hours/{only(cast).id}").press("Take the decision back")
    assert sunniva.heading == "Does this training count?"
    assert cast.read(Waiver) == []
    assert facts(marisol.open("/hours/")) == before
    assert marisol.open("/home").heading == lesson.title


@pytest.mark.alike
def test_a_waived_part_is_no_completion_and_earns_no_certificate(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    waived = cast.course.lesson(cast.module.required[0])
    decide(cast, sunniva, waived.id)
    page = marisol.open(address_of(cast, waived))
    assert "Complete since" not in page.text
    marisol.press("Mark complete and continue")
    assert facts(marisol.open("/hours/"))["Waived"] == "0 min"
    assert facts(marisol)["Done here"] == f"{waived.minutes} min"


@pytest.mark.alike
def test_it_waives_no_post_test_nothing_done_and_nothing_longer(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol, hours="0.25")
    read_lessons(cast, marisol, [cast.course.lesson(cast.module.required[0])])
    shown = sunniva.open(f"/team/{cast.learner}/hours/{only(cast).id}").tree.xpath("//input[@name='waives']/@value")
    assert cast.module.post_test.id not in shown
    assert cast.module.required[0] not in shown
    assert set(shown) <= set(cast.course.requirements("bhcm"))
    for parts, said in (
        ((cast.module.post_test.id,), "Look at the list again"),
        ((cast.module.required[0],), "Look at the list again"),
        (("nonsense",), "Look at the list again"),
        (tuple(shown), "Choose fewer"),
    ):
        decide(cast, sunniva, *parts, reason="It was the same ground.")
        assert sunniva.status == 422
        assert said in sunniva.problems()[0]
        assert "It was the same ground." in sunniva.response.text
    assert only(cast).accepted is None
    assert cast.read(Waiver) == []


@pytest.mark.alike
def test_declining_needs_a_reason_which_the_learner_reads(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    decide(cast, sunniva, cast.module.required[0], go="decline")
    assert sunniva.status == 422
    assert sunniva.problems() == ["Say why; the reason stays with the record."]
    decide(cast, sunniva, cast.module.required[0], go="decline", reason="It was about billing only.")
    assert cast.read(Waiver) == []
    assert "Not accepted" in marisol.open("/hours/").text
    assert "It was about billing only." in marisol.text


@pytest.mark.alike
def test_a_decision_is_made_once(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    decide(cast, sunniva)
    decide(cast, sunniva, go="decline", reason="Changed my mind.")
    assert sunniva.status == 409
    assert only(cast).accepted is True


@pytest.mark.alike
def test_the_learner_withdraws_what_waits_and_nothing_else(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    marisol.press("Withdraw")
    assert "Withdrawn" in marisol.text
    assert marisol.send(f"/hours/{only(cast).id}/withdraw").status_code == 303
    decide(cast, sunniva)
    assert sunniva.status == 409


@pytest.mark.alike
def test_what_was_decided_cannot_be_withdrawn(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol)
    decide(cast, sunniva)
    assert marisol.send(f"/hours/{only(cast).id}/withdraw").status_code == 409
    assert only(cast).withdrawn_at is None


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"hours": "0.4"}, "Enter hours and quarters of an hour, such as 1.5 or 0.75."),
        ({"hours": "soon"}, "Not a valid decimal value."),
        ({"hours": ""}, "Enter hours and quarters of an hour, such as 1.5 or 0.75."),
        ({"held_on": "2026-05-05"}, "Enter a day that is over; what lies ahead is recorded once it is done."),
        ({"held_on": "31.2.2026"}, "Not a valid date value."),
        ({"title": ""}, "Enter what it was called."),
        ({"file": None}, "Choose a file that shows it, or say in words what does."),
        ({"file": (io.BytesIO(b"<html><script>"), "certificate.pdf")}, "Choose a PDF, a PNG or a JPEG file."),
        ({"file": (io.BytesIO(b""), "certificate.pdf")}, "The file is empty. Choose it again."),
    ],
)
def test_bad_input_is_said_and_the_rest_is_kept(cast: Cast, marisol: Person, fields: dict, said: str) -> None:
    add(marisol, **{"provider": "The county school", **fields})
    assert marisol.status == 422
    assert any(problem.startswith(said) for problem in marisol.problems())
    assert "The county school" in marisol.response.text
    assert cast.read(OutsideTraining) == []
    assert cast.read(OutsideEvidence) == []


@pytest.mark.alike
def test_a_file_too_large_is_refused_in_words(cast: Cast, marisol: Person) -> None:
    fields = {
        "csrf_token": marisol.token(),
        "title": "Lecture",
        "provider": "The county",
        "held_on": "2026-05-01",
        "hours": "1.5",
    }
    head = "".join(
        f'--part\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    )
    head += '--part\r\nContent-Disposition: form-data; name="file"; filename="scan.pdf"\r\n\r\n%PDF-'
    body = head.encode() + b"x" * FILE_MOST + b"\r\n--part--\r\n"
    # As bytes: the test client would leave a temporary file of its own open.
    marisol.post("/hours/add", data=body, content_type="multipart/form-data; boundary=part")
    assert marisol.status == 422
    assert "larger than 6 MB" in marisol.problems()[0]
    assert cast.read(OutsideTraining) == []


@pytest.mark.alike
def test_a_file_comes_back_as_it_was_and_never_opens_in_the_page(cast: Cast, marisol: Person, sunniva: Person) -> None:
    add(marisol, file=(io.BytesIO(PDF), '../evil".html'))
    row = only(cast)
    for person, path in ((marisol, f"/hours/{row.id}/file"), (sunniva, f"/team/{cast.learner}/hours/{row.id}/file")):
        answer = person.client.get(path)
        assert answer.data == PDF
        assert answer.mimetype == "application/pdf"
        assert answer.headers["Content-Disposition"] == "attachment; filename=evil.pdf"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    add(marisol, title="Another", file=None, shows="Grace was there.")
    bare = next(each for each in cast.read(OutsideTraining) if each.title == "Another")
    assert marisol.client.get(f"/hours/{bare.id}/file").status_code == 404


@pytest.mark.alike
def test_what_looks_like_a_patient_is_warned_of_and_kept(cast: Cast, marisol: Person) -> None:
    add(marisol, file=None, shows="Shadowed the visit of MRN 4438812")
    assert "record number" in marisol.text
    assert only(cast).shows == "Shadowed the visit of MRN 4438812"


@pytest.mark.alike
def test_nobody_else_comes_near(cast: Cast, marisol: Person) -> None:
    add(marisol)
    row = only(cast)
    for name in ("Teddy", "Ansel"):
        other = cast.enter(name)
        assert other.client.get(f"/hours/{row.id}/file").status_code == 404
        assert other.send(f"/hours/{row.id}/withdraw").status_code == 404
        for path in ("", f"/{row.id}", f"/{row.id}/file"):
            assert other.client.get(f"/team/{cast.learner}/hours{path or '/'}").status_code == 404
        assert other.send(f"/team/{cast.learner}/hours/{row.id}", go="accept").status_code == 404
        assert other.send(f"/team/{cast.learner}/hours/{row.id}/take-back").status_code == 404
    # Somebody else's training under a learner one looks after is not found either.
    sunniva = cast.enter("Sunniva")
    assert sunniva.client.get(f"/team/{cast.teammate}/hours/{row.id}").status_code == 404
    assert only(cast).accepted is None


@pytest.mark.alike
def test_nobody_accepts_their_own(cast: Cast) -> None:
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Bodil Both", clinic_id=cast.place.mill_road,
        role="clinical-supervisor", kinds=(LEARNER, SUPERVISOR),
    )  # fmt: skip
    bodil = cast.enter("Bodil")
    add(bodil)
    row = only(cast)
    assert bodil.send(f"/team/{row.account_id}/hours/{row.id}", go="accept").status_code == 404
    assert bodil.open(f"/team/{row.account_id}/hours/").status == 200
    assert "Decide on" not in bodil.text
    assert only(cast).accepted is None


@pytest.mark.alike
def test_about_ten_hours_are_counted_from_here_and_elsewhere(cast: Cast, sunniva: Person) -> None:
    osei = make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Osei Hartmann",
        clinic_id=cast.place.mill_road, role="psychiatric-consultant",
    )  # fmt: skip
    person = cast.enter("Osei")
    assert person.open("/hours/").heading == "0 min of about 10 h recorded"
    add(person, hours="4")
    assert person.heading == "0 min of about 10 h recorded"
    sunniva.post(f"/team/{osei}/hours/{only(cast).id}", data={"csrf_token": sunniva.token(), "go": "accept"})
    assert person.open("/hours/").heading == "4 h of about 10 h recorded"
    assert "0 min here and 4 h elsewhere" in person.text


@pytest.mark.alike
def test_the_day_of_the_decision_is_the_day_it_counts_from(
    cast: Cast, marisol: Person, sunniva: Person, clock: MovableClock
) -> None:
    add(marisol)
    before = sunniva.open(f"/team/{cast.learner}").text
    clock.move(days=2)
    sunniva = cast.enter("Sunniva")
    decide(cast, sunniva, cast.module.required[0])
    day = (clock.now() - timedelta(days=1)).date()
    past = sunniva.open(f"/team/{cast.learner}?as_of={day}").text
    assert "Outside training stands for it" not in past
    assert "Outside training stands for it since 6 May 2026." in sunniva.open(f"/team/{cast.learner}").text
    assert before


@pytest.mark.alike
def test_a_waiver_begins_a_pathway_and_puts_nobody_at_risk(cast: Cast, marisol: Person, sunniva: Person) -> None:
    assert "Not started" in sunniva.open(f"/team/{cast.learner}").text
    add(marisol)
    decide(cast, sunniva, cast.module.required[0])
    shown = sunniva.open(f"/team/{cast.learner}").text
    assert "On track" in shown
    assert "At risk" not in shown.partition("The working of this standing")[0]
