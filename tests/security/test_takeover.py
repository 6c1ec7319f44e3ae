"""Somebody tries to come into an account that is not theirs, by its addresses, its letters or by joining it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from lms.learning.outside.models import OutsideTraining, Waiver
from lms.outbox.models import Letter
from lms.people import actions
from lms.people.models import Account, Address
from lms.people.permissions import ADMINISTRATOR, LEARNER, SUPERVISOR, SYSTEM
from tests.cast import Cast, Person
from tests.people.makers import make_account
from tests.web.importing import line, take_in
from tests.web.visitor import Visitor

WRONG, RIGHT = "wrong@saltmarsh.example", "ada@saltmarsh.example"


def link_to(cast: Cast, address: str, way: str) -> str:
    """The newest link of a kind that was mailed to an address."""
    found = [re.search(rf"/{way}/\S+", row.text) for row in cast.read(Letter) if row.to == address]
    return [each[0] for each in found if each][-1]


def of(cast: Cast, model: Any, **values: str) -> Any:
    return next(row for row in cast.read(model) if all(getattr(row, name) == value for name, value in values.items()))


@pytest.fixture
def odile(cast: Cast) -> Person:
    return cast.enter("Odile")


def corrected(cast: Cast, app: Flask, odile: Person) -> str:
    """Ada was invited at a wrong address; her own is confirmed now. Returns the address of her page."""
    take_in(odile, line("Ada Lind", WRONG), invitations="now")
    page = f"/admin/people/{of(cast, Account, name='Ada Lind').id}/addresses"
    assert odile.send(page, email=RIGHT).status_code == 303
    Visitor(app).open(link_to(cast, RIGHT, "address")).press("Confirm the address")
    return page


def test_an_invitation_sent_to_a_wrong_address_ends_when_mail_goes_elsewhere(
    cast: Cast, app: Flask, odile: Person
) -> None:
    page = corrected(cast, app, odile)
    assert Visitor(app).open(link_to(cast, WRONG, "invitation")).status == 200
    assert odile.send(f"{page}/{of(cast, Address, email=RIGHT).id}/first").status_code == 303
    assert Visitor(app).open(link_to(cast, WRONG, "invitation")).status == 410


def test_an_invitation_ends_with_the_address_it_was_sent_to(cast: Cast, app: Flask, odile: Person) -> None:
    page = corrected(cast, app, odile)
    odile.send(f"{page}/{of(cast, Address, email=RIGHT).id}/first")
    odile.send(page.replace("/addresses", "/invite-again"))
    other = "second@saltmarsh.example"
    odile.send(page, email=other)
    Visitor(app).open(link_to(cast, other, "address")).press("Confirm the address")
    odile.send(f"{page}/{of(cast, Address, email=other).id}/first")
    invited = link_to(cast, RIGHT, "invitation")
    assert Visitor(app).open(invited).status == 200
    assert odile.send(f"{page}/{of(cast, Address, email=RIGHT).id}/remove").status_code == 303
    assert Visitor(app).open(invited).status == 410


def test_an_old_invitation_sets_no_second_password(cast: Cast, app: Flask, odile: Person) -> None:
    take_in(odile, line("Ada Lind", RIGHT), invitations="now")
    ada, invited = of(cast, Account, name="Ada Lind").id, link_to(cast, RIGHT, "invitation")
    odile.open(f"/admin/people/{ada}/join/{cast.teammate}").press("Join")
    assert of(cast, Account, id=ada).password_hash is not None
    assert Visitor(app).open(invited).status == 410


def give_abroad(cast: Cast, account_id: str, kind: str = ADMINISTRATOR) -> None:
    """Access in the other organisation, which no administrator of this one could give."""
    with cast.services.database.session(write=True) as session:
        actions.grant(
            session, actor=SYSTEM, now=cast.services.clock.now(), account_id=account_id, kind=kind,
            organisation_id=cast.place.elsewhere,
        )  # fmt: skip
        session.commit()


def test_an_administrator_opens_no_way_into_wider_access_than_hers(cast: Cast, odile: Person) -> None:
    give_abroad(cast, cast.teammate)
    page = f"/admin/people/{cast.teammate}"
    answer = odile.send(f"{page}/addresses", email="odile.second@home.example")
    assert answer.status_code == 422
    assert "reaches further than yours" in answer.text
    assert not [row for row in cast.read(Letter) if row.to == "odile.second@home.example"]
    for survivor, absorbed in (
        (cast.administrator, cast.teammate),
        (cast.learner, cast.teammate),
        (cast.teammate, cast.learner),
    ):
        assert odile.send(f"/admin/people/{survivor}/join/{absorbed}").status_code == 422
        assert odile.client.get(f"/admin/people/{survivor}/join/{absorbed}").status_code == 422
    assert [row.merged_into_id for row in cast.read(Account)] == [None] * 6


def test_within_her_organisation_she_goes_on_correcting(cast: Cast, odile: Person) -> None:
    give_abroad(cast, cast.administrator)
    assert odile.send("/account/addresses", email="odile@home.example").status_code == 303
    assert odile.send(f"/admin/people/{cast.supervisor}/addresses", email="s@home.example").status_code == 303
    assert odile.send(f"/admin/people/{cast.learner}/join/{cast.teammate}").status_code == 303


def test_what_one_accepted_for_oneself_waits_again_when_two_accounts_are_one(cast: Cast, odile: Person) -> None:
    marisol, sunniva = cast.enter("Marisol"), cast.enter("Sunniva")
    for title in ("Her own word", "Somebody else's word"):
        said = {"title": title, "provider": "A school", "held_on": "2026-05-01", "hours": "8", "shows": "I was there."}
        assert marisol.send("/hours/add", **said).status_code == 303
    make_account(
        cast.services.database, cast.services.clock.now(), cast.place.saltmarsh, "Bodil Both",
        clinic_id=cast.place.mill_road, kinds=(LEARNER, SUPERVISOR),
    )  # fmt: skip
    part = cast.module.required[0]
    own, other = (of(cast, OutsideTraining, title=each) for each in ("Her own word", "Somebody else's word"))
    way = f"/team/{cast.learner}/hours"
    assert sunniva.send(f"{way}/{own.id}", go="accept", waives=part).status_code == 303
    assert cast.enter("Bodil").send(f"{way}/{other.id}", go="accept").status_code == 303
    asked = odile.open(f"/admin/people/{cast.supervisor}/join/{cast.learner}")
    assert "“Her own word”, done elsewhere, was accepted by the other of the two" in asked.text
    assert "Somebody else's word" not in asked.text
    asked.press("Join")
    accepted = {row.title: row.accepted for row in cast.read(OutsideTraining)}
    assert accepted == {"Her own word": None, "Somebody else's word": True}
    assert {row.account_id for row in cast.read(OutsideTraining)} == {cast.supervisor}
    assert cast.read(Waiver) == []
    acts = [row.act for row in cast.lines()]
    assert acts.count("outside-training.decision-taken-back") == 1
