"""Curricula vitae and agreements on support: kept by their hash, found in the pack, and nothing but a PDF."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest

from lms.credit.activities.models import ActivityPerson, ActivityVersion, CommercialSupport
from tests.cast import Cast, Person
from tests.credit.packed import files_of
from tests.web.test_ce_activities import cesar, describe, name_maker, only, prepare

__all__ = ["cesar"]

CV, OTHER, AGREEMENT = (b"%PDF-1.7\nA life.", b"%PDF-1.7\nA longer life.", b"%PDF-1.7\nAn agreement.")
GIVEN = {"kind": "money", "source": "Acme", "amount": "An unrestricted grant", "stated_on": "2026-05-01"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_curriculum_vitae_stays_until_another_takes_its_place(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    name_maker(cast, cesar, at, cv=(BytesIO(CV), "../my life.pdf"))
    person = only(cast, ActivityPerson)
    assert person.cv_hash == digest(CV)
    assert cast.services.files.get(digest(CV)) == CV
    page = cesar.open(f"{at}people/{person.id}")
    assert "A curriculum vitae is stored." in page.text
    page.press("Save", name="Nomvula N. Dube")
    assert (only(cast, ActivityPerson).name, only(cast, ActivityPerson).cv_hash) == ("Nomvula N. Dube", digest(CV))
    cesar.open(f"{at}people/{person.id}").press("Save", cv=(BytesIO(OTHER), "life.pdf"))
    assert only(cast, ActivityPerson).cv_hash == digest(OTHER)


@pytest.mark.alike
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "Choose a PDF file."),
        (b"", "The file is empty."),
    ],
)
def test_what_is_no_pdf_is_refused_and_nothing_typed_is_lost(
    cast: Cast, cesar: Person, content: bytes, words: str
) -> None:
    at = prepare(cast, cesar)
    cesar.open(f"{at}people/add").press(
        "Save", name="Ada Low", credentials="PhD", roles=["planner"], cv=(BytesIO(content), "a.pdf")
    )
    assert cesar.status == 422
    assert words in cesar.problems()[0]
    assert cesar.form("Save").fields["name"] == "Ada Low"
    assert "choose it again" in cesar.text
    assert cast.read(ActivityPerson) == []
    cesar.open(f"{at}support").press("State it", **GIVEN, agreement=(BytesIO(content), "a.pdf"))
    assert (cesar.status, cast.read(CommercialSupport)) == (422, [])


@pytest.mark.alike
def test_an_agreement_belongs_to_support(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    none = {"kind": "none", "stated_on": "2026-05-01", "agreement": (BytesIO(AGREEMENT), "a.pdf")}
    cesar.open(f"{at}support").press("State it", **none)
    assert "There is no agreement where there is no support." in cesar.problems()[0]
    cesar.open(f"{at}support").press("State it", **GIVEN, agreement=(BytesIO(AGREEMENT), "a.pdf"))
    assert only(cast, CommercialSupport).agreement_hash == digest(AGREEMENT)


@pytest.mark.alike
def test_an_auditor_finds_both_in_the_pack(cast: Cast, cesar: Person) -> None:
    at = prepare(cast, cesar)
    describe(cesar, at)
    name_maker(cast, cesar, at, cv=(BytesIO(CV), "life.pdf"))
    cesar.open(f"{at}support").press("State it", **GIVEN, agreement=(BytesIO(AGREEMENT), "a.pdf"))
    cesar.open(at).press("Freeze the content")
    version = only(cast, ActivityVersion)
    answer = cesar.send(f"/audit/activities/{version.id}/pack.zip", **{"from": "2026-05-01", "to": "2026-05-04"})
    found = files_of(answer.data)
    assert {CV, AGREEMENT} <= set(found.values())
