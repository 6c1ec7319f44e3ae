"""A certificate of another Linchpin over HTTP: given with its code and check page, looked at by a person, and only then accepted."""

from __future__ import annotations

import io
from typing import Any

import pytest

from lms.audit.models import AuditDetail
from lms.credit.models import Certificate
from lms.learning.outside.models import OutsideCertificate, OutsideTraining, Waiver
from tests.cast import Cast, Person

CODE = "7Q4M-20K9-XV3T-8HPD"
PAGE = "https://training.estuary.example/verify/7Q4M-20K9-XV3T-8HPD"
PDF = b"%PDF-1.7\nAn invented certificate."
SAID = {
    "kind": "certificate",
    "code": CODE.lower(),
    "check_page": PAGE,
    "title": "Module 1",
    "provider": "Estuary Health",
    "held_on": "2026-04-20",
    "hours": "2.5",
}


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def issue_here(cast: Cast, account_id: str, code: str) -> None:
    """A certificate that this installation issued, as a row."""
    now = cast.services.clock.now()
    with cast.services.database.session(write=True) as session:
        session.add(
            Certificate(
                organisation_id=cast.place.saltmarsh,
                account_id=account_id,
                scope=f"module:{code}",
                title="Module 1",
                serial=code[:10],
                code=code,
                payload={"name": "Teddy Secret"},
                gates=[],
                completed_on=now.date(),
                issued_at=now,
            )
        )
        session.commit()


def decide(cast: Cast, person: Person, go: str = "accept", **fields: Any) -> Person:
    (row,) = cast.read(OutsideTraining)
    person.post(f"/team/{cast.learner}/hours/{row.id}", data={"csrf_token": person.token(), "go": go, **fields})
    return person


@pytest.mark.alike
def test_the_story_from_the_code_to_the_accepted_part_and_back(cast: Cast, marisol: Person, sunniva: Person) -> None:
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **SAID})
    assert f"Certificate of another Linchpin, code {CODE}, check page at training.estuary.example" in marisol.text
    (row,) = cast.read(OutsideTraining)
    path = f"/team/{cast.learner}/hours/{row.id}"
    page = sunniva.open(path)
    assert "Before you accept: open the check page" in page.text
    (link,) = page.tree.xpath(f"//a[@href='{PAGE}']")
    assert link.get("rel") == "noopener noreferrer"
    assert link.text_content() == "Open the check page at training.estuary.example"
    part = cast.module.required[0]
    for fields, said in (
        ({}, "say what it said"),
        ({"answer": "certainly", "name_agrees": "yes"}, "say what it said"),
        ({"answer": "revoked", "name_agrees": "yes", "waives": part}, "Only a certificate that its check page calls"),
        ({"answer": "valid", "waives": part}, "Compare the name"),
        ({"answer": "valid", "name_agrees": "yes", "waives": cast.module.post_test.id}, "Look at the list again"),
    ):
        assert decide(cast, sunniva, **fields).status == 422
        assert said in sunniva.problems()[0]
    assert sunniva.tree.xpath("//input[@name='answer'][@checked]/@value") == ["valid"]
    assert cast.read(OutsideCertificate)[0].answer is None
    assert decide(cast, sunniva, answer="valid", name_agrees="yes", waives=part).status == 200
    looked = "Sunniva Berg looked on 4 May 2026: its check page said valid, with the name compared"
    assert looked in sunniva.text
    assert looked in marisol.open("/hours/").text
    assert looked in sunniva.open(path).text
    person = sunniva.open(f"/team/{cast.learner}").text
    assert (
        "A certificate of another Linchpin stands for it since 4 May 2026; Sunniva Berg looked at its check" in person
    )
    assert "Certificate of another Linchpin accepted: Module 1, 2 h 30 min" in person
    details = [each.details for each in cast.read(AuditDetail) if "check_page_said" in (each.details or {})]
    assert [(each["certificate"], each["check_page_said"]) for each in details] == [(CODE.replace("-", ""), "valid")]
    sunniva.open(path).press("Take the decision back")
    (kept,) = cast.read(OutsideCertificate)
    assert (kept.answer, kept.name_agrees, kept.checked_on, kept.checked_by_account_id) == (None, None, None, None)
    assert kept.check_page == PAGE
    assert cast.read(Waiver) == []


@pytest.mark.alike
def test_declining_says_what_the_page_said_too(cast: Cast, marisol: Person, sunniva: Person) -> None:
    assert marisol.send("/hours/add", **SAID).status_code == 303
    assert decide(cast, sunniva, go="decline", reason="Not hers.").status == 422
    decide(cast, sunniva, go="decline", reason="It is another person's.", answer="valid")
    assert "its check page said valid, and the name was not confirmed" in marisol.open("/hours/").text
    assert "It is another person's." in marisol.text


@pytest.mark.alike
def test_the_file_alone_is_taken_and_still_asks_for_the_check_page(
    cast: Cast, marisol: Person, sunniva: Person
) -> None:
    said = {**SAID, "code": "", "check_page": ""}
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **said})
    assert marisol.problems() == ["Enter the code and the address of its check page, or choose its file."]
    said["file"] = (io.BytesIO(PDF), "certificate.pdf")
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **said}, content_type="multipart/form-data")
    assert decide(cast, sunniva).status == 422
    assert "stand in the file alone" in sunniva.text
    assert decide(cast, sunniva, answer="valid", name_agrees="yes").status == 200


@pytest.mark.alike
def test_one_from_here_is_recognised_and_says_nothing_of_anybody(cast: Cast, marisol: Person) -> None:
    issue_here(cast, cast.learner, "A" * 16)
    issue_here(cast, cast.teammate, "B" * 16)
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **SAID, "code": "A" * 16})
    assert marisol.status == 422
    assert "it stands in your record" in marisol.problems()[0]
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **SAID, "code": "bbbb-bbbb-bbbb-bbbb"})
    assert "counts by itself for the account it was issued to" in marisol.problems()[0]
    assert marisol.tree.xpath("//main//a[@href='/verify/BBBB-BBBB-BBBB-BBBB']")
    assert "Teddy" not in marisol.response.text
    assert "join the two accounts" in marisol.text
    assert marisol.tree.xpath("//input[@name='title']/@value") == ["Module 1"]
    assert cast.read(OutsideTraining) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "7Q4M-20K9"}, "A code has 16 characters"),
        ({"code": "UUUU-UUUU-UUUU-UUUU"}, "A code has 16 characters"),
        ({"code": ""}, "Enter the code that stands on the certificate, too."),
        ({"check_page": ""}, "Enter the address of the check page"),
        ({"check_page": "http://training.estuary.example/verify"}, "Only an address that begins with https://"),
        ({"check_page": "https://10.0.0.1/admin"}, "This is no web address with the name of a host."),
        ({"kind": "diploma"}, "Not a valid choice."),
    ],
)
def test_bad_input_is_said_at_its_field(cast: Cast, marisol: Person, change: dict, said: str) -> None:
    marisol.post("/hours/add", data={"csrf_token": marisol.token(), **SAID, **change})
    assert marisol.status == 422
    assert any(each.startswith(said) for each in marisol.problems())
    assert "Estuary Health" in marisol.response.text
    assert cast.read(OutsideTraining) == []


@pytest.mark.alike
def test_a_certificate_counts_once(cast: Cast, marisol: Person) -> None:
    assert marisol.send("/hours/add", **SAID).status_code == 303
    assert marisol.send("/hours/add", **SAID).status_code == 422
    marisol.open("/hours/").press("Withdraw")
    assert marisol.send("/hours/add", **SAID).status_code == 303
    assert len(cast.read(OutsideTraining)) == 2


@pytest.mark.alike
def test_any_other_training_keeps_no_code_and_asks_for_no_check(cast: Cast, marisol: Person, sunniva: Person) -> None:
    assert marisol.send("/hours/add", **{**SAID, "kind": "training", "shows": "I was there."}).status_code == 303
    assert cast.read(OutsideCertificate) == []
    assert decide(cast, sunniva, answer="revoked").status == 200
    assert cast.read(OutsideTraining)[0].accepted is True
