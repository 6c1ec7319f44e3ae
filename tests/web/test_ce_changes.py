"""After the certificate: another name with the evidence that was seen, and revoking by two people, through HTTP."""

from __future__ import annotations

import pytest

from lms.credit.changing.models import CertificateChange
from lms.credit.models import Certificate
from lms.people.models import Account
from tests.cast import Cast, Person, in_session
from tests.credit.credited import credit
from tests.web.test_verify import prepare
from tests.web.visitor import Visitor


@pytest.fixture
def row(cast: Cast) -> Certificate:
    """Marisol's certificate for credit, with its file."""
    now = cast.services.clock.now()
    made = in_session(
        cast.services.database, lambda session: credit(session, cast.course, account_id=cast.learner, now=now)
    )
    (stored,) = cast.read(Certificate)
    assert stored.id == made.certificate_id
    prepare(cast, stored)
    return stored


def page_of(cast: Cast, name: str, row: Certificate) -> Person:
    person = cast.enter(name)
    person.open(f"/ce-admin/certificates/{row.id}")
    return person


def heading(cast: Cast, row: Certificate) -> str:
    return Visitor(cast.app).open(f"/verify/{row.code}").heading


def rename(cast: Cast, name: str) -> None:
    def act(session) -> None:
        session.get_one(Account, cast.learner).legal_name = name

    in_session(cast.services.database, act)


@pytest.mark.alike
def test_another_name_needs_the_evidence_that_was_seen(cast: Cast, row: Certificate) -> None:
    cesar = page_of(cast, "Cesar", row)
    cesar.press("Reissue", reissue_why="name change", reissue_reason="She married.")
    assert cesar.problems() == [
        "The name confirmed today is the one on the certificate. The learner confirms the new name first."
    ]
    rename(cast, "Marisol Quill")
    cesar.open(f"/ce-admin/certificates/{row.id}")
    assert "another than the one on it" in cesar.text
    cesar.press("Reissue", reissue_why="name change", reissue_reason="She married.")
    assert cesar.status == 422
    assert "which document you saw" in cesar.problems()[0]
    assert cesar.tree.get_element_by_id("reissue_reason").value == "She married."
    assert len(cast.read(Certificate)) == 1
    cesar.press("Reissue", evidence="Marriage certificate, in person.")
    assert cesar.status == 200
    old, fresh = sorted(cast.read(Certificate), key=lambda each: each.superseded_at is None)
    assert (old.payload["name"], fresh.payload["name"]) == ("Marisol Tavares", "Marisol Quill")
    assert old.superseded_by_id == fresh.id
    assert fresh.serial != old.serial
    (change,) = cast.read(CertificateChange)
    assert (change.evidence, change.reason, change.certificate_id) == (
        "Marriage certificate, in person.",
        "name change",
        old.id,
    )
    assert "Seen: Marriage certificate, in person." in cesar.open(f"/ce-admin/certificates/{old.id}").text
    assert heading(cast, old) == "A newer certificate replaces this one"
    assert "Marriage" not in Visitor(cast.app).open(f"/verify/{old.code}").text


@pytest.mark.alike
def test_it_counts_until_a_second_person_agrees(cast: Cast, row: Certificate) -> None:
    cesar = page_of(cast, "Cesar", row)
    cesar.press("Ask a second person")
    assert cesar.problems() == ["Choose a reason.", "Say why; it is kept with the certificate."]
    cesar.press("Ask a second person", revoke_why="error", revoke_reason="Wrong activity.")
    assert "still counts" in cesar.text
    assert heading(cast, row) == "This certificate is real"
    assert not cesar.tree.xpath("//button[@value='agree']")
    refused = cesar.send(f"/ce-admin/certificates/{row.id}/decide", go="agree")
    assert refused.status_code == 409
    assert "a second person decides" in refused.text
    assert (
        cesar.send(f"/ce-admin/certificates/{row.id}/revoke", revoke_why="error", revoke_reason="Again.").status_code
        == 409
    )
    odile = page_of(cast, "Odile", row)
    assert "Wrong activity." in odile.text
    odile.press("Revoke it for good", go="agree")
    assert heading(cast, row) == "This certificate was withdrawn"
    (stored,) = cast.read(Certificate)
    assert stored.reason == "Issued in error: Wrong activity."
    (change,) = cast.read(CertificateChange)
    assert (change.asked_by_account_id, change.decided_by_account_id) == (cast.credit_administrator, cast.administrator)
    assert odile.send(f"/ce-admin/certificates/{row.id}/decide", go="agree").status_code == 409


def test_the_second_person_may_say_no_and_it_may_be_asked_again(cast: Cast, row: Certificate) -> None:
    page_of(cast, "Cesar", row).press("Ask a second person", revoke_why="duplicate", revoke_reason="Twice.")
    odile = page_of(cast, "Odile", row)
    odile.press("Let it count", go="refuse")
    assert heading(cast, row) == "This certificate is real"
    assert "Refused by Odile Marchetti" in odile.text
    odile.press("Ask a second person", revoke_why="misconduct", revoke_reason="Copied.")
    page_of(cast, "Cesar", row).press("Revoke it for good", go="agree")
    assert heading(cast, row) == "This certificate was withdrawn"


@pytest.mark.alike
def test_nobody_decides_on_their_own_certificate(cast: Cast) -> None:
    now = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: credit(session, cast.course, account_id=cast.credit_administrator, now=now),
    )
    (row,) = cast.read(Certificate)
    cesar = cast.enter("Cesar")
    for what, more in (("revoke", {"revoke_why": "error"}), ("reissue", {"reissue_why": "error"})):
        answer = cesar.send(f"/ce-admin/certificates/{row.id}/{what}", revoke_reason="x", reissue_reason="x", **more)
        assert answer.status_code == 409
        assert "your own certificate" in answer.text
    page_of(cast, "Odile", row).press("Ask a second person", revoke_why="error", revoke_reason="Wrong.")
    answer = cesar.send(f"/ce-admin/certificates/{row.id}/decide", go="agree")
    assert (answer.status_code, "your own certificate" in answer.text) == (409, True)
    assert cast.read(Certificate)[0].revoked_at is None


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Teddy", "Sunniva", "Ansel"])
def test_others_find_nothing_there(cast: Cast, row: Certificate, name: str) -> None:
    person = cast.enter(name)
    for what in ("revoke", "reissue", "decide"):
        answer = person.send(
            f"/ce-admin/certificates/{row.id}/{what}", revoke_why="error", revoke_reason="x", go="agree"
        )
        assert answer.status_code == 404
    assert cast.read(CertificateChange) == []
