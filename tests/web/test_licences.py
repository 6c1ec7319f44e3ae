"""One's own licences and consents to report to boards, through HTTP."""

from __future__ import annotations

import pytest

from lms.credit.claiming.models import CreditClaim
from lms.credit.keeping.models import BoardConsent
from lms.credit.models import Certificate
from lms.people.models import Licence
from tests.cast import Cast, in_session
from tests.credit.credited import credit
from tests.web.visitor import Visitor

ADDED = {"kind": "social-worker", "number": "SW-77", "state": "NY", "expires_on": "2027-01-31"}


def test_s317_a_licence_is_added_changed_and_taken_off(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    assert "No licence yet" in marisol.open("/account/licences").text
    page = marisol.press("Add the licence", **ADDED)
    assert page.status == 200
    for each in ("Social worker", "SW-77", "NY", "31 January 2027"):
        assert each in page.text
    (row,) = cast.read(Licence)
    marisol.open(f"/account/licences/{row.id}").press("Save the licence", number="SW-78", expires_on="2026-05-03")
    assert "SW-78" in marisol.text
    assert "3 May 2026, over" in marisol.text
    marisol.press("Take off the list")
    assert cast.read(Licence) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "Choose a profession."),
        ({"kind": "wizard"}, "Choose a profession."),
        ({"state": ""}, "Say which state issued it"),
        ({"number": "x" * 65}, "at most 64 characters"),
        ({"number": "1\u202e2"}, "as it stands on the licence"),
        ({"expires_on": "1999-12-31"}, "between 2000 and 2200"),
        ({"expires_on": "soon"}, "valid date"),
        ({"number": "sw-1"}, "on your list already"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_licence_is_said_at_its_field(cast: Cast, wrong: dict[str, str], said: str) -> None:
    marisol = cast.enter("Marisol")
    marisol.open("/account/licences").press("Add the licence", **ADDED).press(
        "Add the licence", **ADDED | {"number": "SW-1"}
    )
    marisol.press("Add the licence", **ADDED | {"number": "SW-2"} | wrong)
    assert marisol.status == 422
    assert any(said in each for each in marisol.problems()), marisol.problems()
    assert len(cast.read(Licence)) == 2
    assert marisol.tree.get_element_by_id("state").value == (ADDED | wrong)["state"]


@pytest.mark.alike
def test_a_licence_is_its_owners_alone(cast: Cast) -> None:
    cast.enter("Marisol").open("/account/licences").press("Add the licence", **ADDED)
    (row,) = cast.read(Licence)
    for name in ("Teddy", "Sunniva", "Ansel", "Odile", "Cesar"):
        other = cast.enter(name)
        assert other.open(f"/account/licences/{row.id}").status == 404
        assert other.send(f"/account/licences/{row.id}/remove").status_code == 404
        assert "SW-77" not in other.open("/account/licences").text
    assert Visitor(cast.app).open("/account/licences").path == "/sign-in"
    assert cast.read(Licence)[0].number == "SW-77"


def test_a_change_leaves_what_was_claimed_as_it_was_claimed(cast: Cast) -> None:
    made = in_session(
        cast.services.database,
        lambda session: credit(session, cast.course, account_id=cast.learner, now=cast.services.clock.now()),
    )
    marisol = cast.enter("Marisol")
    marisol.open("/account/licences").press("Add the licence", **ADDED | {"number": "SW-1"})
    (row,) = cast.read(Licence)
    marisol.open(f"/account/licences/{row.id}").press("Save the licence", number="SW-2", state="NJ")
    marisol.press("Take off the list")
    (claim,) = cast.read(CreditClaim)
    assert (claim.licence_number, claim.licence_state) == ("SW-1", "NY")
    (certificate,) = cast.read(Certificate)
    assert (certificate.id, certificate.payload["credits"][0]["licence_number"]) == (made.certificate_id, "SW-1")


@pytest.mark.alike
def test_nothing_is_reported_without_a_consent_and_a_year_is_never_kept(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    assert "No consent given" in marisol.open("/account/boards").text
    marisol.press("Consent", board="Harbor Board", month="4", day="29")
    assert marisol.status == 422
    assert cast.read(BoardConsent) == []
    marisol.press("Consent", agreed="y")
    assert marisol.status == 200
    (row,) = cast.read(BoardConsent)
    assert (row.board, row.birth_day, row.withdrawn_at) == ("Harbor Board", "04-29", None)
    assert "29" not in marisol.tree.find(".//table").text_content().replace("2026", "")
    marisol.press("Consent", board="harbor board", agreed="y")
    assert marisol.problems() == ["You consented to this board already."]
    marisol.open("/account/boards").press("Withdraw")
    (row,) = cast.read(BoardConsent)
    assert row.withdrawn_at is not None
    assert row.birth_day is None
    assert "Withdrawn" in marisol.text


@pytest.mark.alike
@pytest.mark.parametrize(
    ("month", "day"), [("13", "1"), ("2", "30"), ("4", ""), ("", "4"), ("1979", "4"), ("x", "y"), ("0", "0")]
)
def test_what_is_no_day_is_refused(cast: Cast, month: str, day: str) -> None:
    marisol = cast.enter("Marisol")
    marisol.open("/account/boards").press("Consent", board="Harbor Board", month=month, day=day, agreed="y")
    assert marisol.status == 422
    assert cast.read(BoardConsent) == []


@pytest.mark.alike
def test_a_consent_is_its_owners_alone(cast: Cast) -> None:
    cast.enter("Marisol").open("/account/boards").press("Consent", board="Harbor Board", agreed="y")
    (row,) = cast.read(BoardConsent)
    for name in ("Teddy", "Cesar", "Ansel"):
        assert cast.enter(name).send(f"/account/boards/{row.id}/withdraw").status_code == 404
    assert cast.read(BoardConsent)[0].withdrawn_at is None
