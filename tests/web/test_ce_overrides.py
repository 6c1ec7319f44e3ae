"""A rule set aside by two of the staff, neither of them the learner, through HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from lms.credit.claiming.models import CreditClaim, Override
from tests.cast import Cast, Person, in_session
from tests.credit.credited import Credited, credit

BY_WHOM = "marisol@saltmarsh.example"


@pytest.fixture
def made(cast: Cast) -> Credited:
    """Marisol set out for credit and claimed one type of it."""
    now = cast.services.clock.now()
    return in_session(
        cast.services.database, lambda session: credit(session, cast.course, account_id=cast.learner, now=now)
    )


def ask(person: Person, made: Credited, **more: Any) -> Person:
    asked = {
        "designation": made.approved.designations["harbor-nursing"], "email": BY_WHOM, "rules": ["9"],
        "reason": "The page failed.",
    }  # fmt: skip
    person.open("/ce-admin/overrides/").press("Ask a second person", **asked | more)
    return person


def test_one_asks_and_a_second_one_agrees(cast: Cast, made: Credited) -> None:
    cesar = cast.enter("Cesar")
    assert "No rule was set aside" in cesar.open("/ce-admin/overrides/").text
    ask(cesar, made)
    assert "Waits for a second person" in cesar.text
    (row,) = cast.read(Override)
    assert (row.rules, row.approved_at, row.enrolment_id) == ([9], None, made.enrolment_id)
    refused = cesar.send(f"/ce-admin/overrides/{row.id}/decide", go="agree")
    assert refused.status_code == 409
    assert "must be another one" in refused.text
    odile = cast.enter("Odile")
    odile.open("/ce-admin/overrides/").press("Set them aside", go="agree")
    (row,) = cast.read(Override)
    assert (row.asked_by_account_id, row.approved_by_account_id) == (cast.credit_administrator, cast.administrator)
    assert odile.send(f"/ce-admin/overrides/{row.id}/decide", go="refuse").status_code == 409

    def rest_on_it(session: Any) -> None:
        session.get_one(CreditClaim, made.claim_id).override_id = row.id

    in_session(cast.services.database, rest_on_it)
    assert "Manual issue" in cesar.open("/ce-admin/overrides/").text


def test_the_second_person_may_say_no(cast: Cast, made: Credited) -> None:
    ask(cast.enter("Odile"), made)
    cesar = cast.enter("Cesar")
    cesar.open("/ce-admin/overrides/").press("Let them hold", go="refuse")
    (row,) = cast.read(Override)
    assert row.approved_at is None
    assert row.refused_at is not None
    assert "Refused" in cesar.text


@pytest.mark.alike
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "x" * 501}, "Say why"),
        ({"rules": []}, "Choose the rules"),
        ({"rules": ["12"]}, "Choose the rules"),
        ({"rules": ["9", "99"]}, "Choose the rules"),
        ({"email": "teddy@saltmarsh.example"}, "Nobody with this address"),
        ({"email": "nobody"}, "Nobody with this address"),
        ({"designation": "elsewhere"}, "Choose the credit"),
    ],
)
def test_what_cannot_be_asked_is_said(cast: Cast, made: Credited, wrong: dict[str, Any], said: str) -> None:
    cesar = ask(cast.enter("Cesar"), made, **wrong)
    assert cesar.status == 422
    assert any(said in each for each in cesar.problems())
    assert cast.read(Override) == []


@pytest.mark.alike
def test_what_is_claimed_already_needs_none(cast: Cast, made: Credited) -> None:
    cesar = ask(cast.enter("Cesar"), made, designation=next(iter(made.approved.designations.values())))
    assert cesar.status == 409
    assert cast.read(Override) == []


@pytest.mark.alike
def test_the_learner_is_neither(cast: Cast) -> None:
    now = cast.services.clock.now()
    made = in_session(
        cast.services.database,
        lambda session: credit(session, cast.course, account_id=cast.credit_administrator, now=now),
    )
    cesar = ask(cast.enter("Cesar"), made, email="cesar@saltmarsh.example")
    assert cesar.status == 409
    assert "Nobody sets a rule aside for herself" in cesar.text
    ask(cast.enter("Odile"), made, email="cesar@saltmarsh.example")
    (row,) = cast.read(Override)
    assert cesar.send(f"/ce-admin/overrides/{row.id}/decide", go="agree").status_code == 409
    assert cast.read(Override)[0].approved_at is None


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Sunniva", "Ansel"])
def test_others_find_nothing_there(cast: Cast, made: Credited, name: str) -> None:
    ask(cast.enter("Cesar"), made)
    (row,) = cast.read(Override)
    other = cast.enter(name)
    assert other.open("/ce-admin/overrides/").status == 404
    assert other.send(f"/ce-admin/overrides/{row.id}/decide", go="agree").status_code == 404
