"""Several addresses for one account, through HTTP: nothing counts before its letter's button, and nothing is given away."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from lms.database import Database
from lms.outbox.models import Letter
from lms.people.models import Account, Address
from tests.cast import Cast, Person
from tests.people.makers import PASSWORD
from tests.web.visitor import Visitor

PRIVATE = "marisol@home.example"


def letters_to(cast: Cast, address: str) -> list[Letter]:
    return sorted((row for row in cast.read(Letter) if row.to == address), key=lambda row: (row.created_at, row.kind))


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://[^/\s]+(/address/\S+)", letter.text)
    assert found is not None
    return found[1]


def ask(person: Person, email: str = PRIVATE) -> Visitor:
    return person.open("/account/").press("Send a letter to confirm it", email=email)


def enters(app: Flask, email: str) -> bool:
    visitor = Visitor(app).open("/sign-in")
    return visitor.press("Sign in", email=email, password=PASSWORD).path != "/sign-in"


@pytest.mark.alike
def test_c70_a_private_address_signs_in_once_it_is_confirmed(cast: Cast, app: Flask) -> None:
    marisol = cast.enter("Marisol")
    page = ask(marisol)
    assert page.status == 200
    assert "1 waiting to be confirmed" in page.text
    assert not enters(app, PRIVATE)
    Visitor(app).open("/password/").press("Send the link", email=PRIVATE)
    (letter,) = letters_to(cast, PRIVATE)
    opened = Visitor(app).open(link_in(letter))
    assert opened.heading == "Use this address for Marisol Tavares?"
    assert not enters(app, PRIVATE)
    opened.press("Confirm the address")
    assert enters(app, PRIVATE)
    assert Visitor(app).open(link_in(letter)).status == 410
    assert any("can now be used to sign in" in each.text for each in letters_to(cast, "marisol@saltmarsh.example"))
    Visitor(app).open("/password/").press("Send the link", email=PRIVATE)
    assert [each.kind for each in letters_to(cast, PRIVATE)] == ["address", "reset"]


@pytest.mark.alike
def test_an_address_of_somebody_else_gives_nothing_away(cast: Cast, app: Flask) -> None:
    first = ask(cast.enter("Teddy"), "ansel@saltmarsh.example").text.replace("ansel@saltmarsh.example", "X")
    second = ask(cast.enter("Sunniva"), "free@home.example").text.replace("free@home.example", "X")
    for words in ("A letter to confirm the address is written.", "1 waiting to be confirmed", "X Waits for the letter"):
        assert words in first
        assert words in second
    theirs = letters_to(cast, "ansel@saltmarsh.example")
    assert theirs
    assert all("/address/" not in each.text and "Teddy" not in each.text for each in theirs)
    assert {each.account_id for each in theirs} == {cast.stranger}


@pytest.mark.alike
def test_whoever_confirms_first_has_it(cast: Cast, app: Flask) -> None:
    ask(cast.enter("Marisol"), "shared@home.example")
    ask(cast.enter("Teddy"), "shared@home.example")
    mine, theirs = (link_in(each) for each in letters_to(cast, "shared@home.example"))
    Visitor(app).open(mine).press("Confirm the address")
    refused = Visitor(app).open(theirs).press("Confirm the address")
    assert refused.status == 422
    assert "belongs to an account already" in refused.text
    assert [row.account_id for row in cast.read(Address) if row.email == "shared@home.example"] in (
        [cast.learner],
        [cast.teammate],
    )


@pytest.fixture
def two(cast: Cast, app: Flask) -> Person:
    """Marisol with a confirmed second address."""
    person = cast.enter("Marisol")
    ask(person)
    Visitor(app).open(link_in(letters_to(cast, PRIVATE)[0])).press("Confirm the address")
    return person


@pytest.mark.alike
def test_mail_goes_where_she_says_and_the_last_address_stays(cast: Cast, app: Flask, two: Person) -> None:
    page = two.open("/account/").press("Send mail here")
    assert "Mail goes to marisol@home.example from now on" in page.text
    page.press("Take away")
    assert not enters(app, "marisol@saltmarsh.example")
    assert enters(app, PRIVATE)
    (left,) = (row for row in cast.read(Address) if row.account_id == cast.learner)
    answer = two.send(f"/account/addresses/{left.id}/remove")
    assert answer.status_code == 422
    assert "Mail goes to this address" in answer.text


@pytest.mark.alike
def test_links_that_were_mailed_end_with_the_address(cast: Cast, app: Flask, two: Person) -> None:
    Visitor(app).open("/sign-in/link").press("Send the link", email=PRIVATE)
    link = next(each for each in letters_to(cast, PRIVATE) if each.kind == "sign-in")
    found = re.search(r"https?://[^/\s]+(/sign-in/link/\S+)", link.text)
    assert found is not None
    two.open("/account/").press("Take away")
    assert Visitor(app).open(found[1]).status == 410


@pytest.mark.alike
@pytest.mark.parametrize("email", ["marisol@SALTMARSH.example", "no address", ""])
def test_what_cannot_be_added(cast: Cast, email: str) -> None:
    assert ask(cast.enter("Marisol"), email).status == 422
    assert letters_to(cast, email) == []


@pytest.mark.alike
def test_an_administrator_adds_one_and_the_letter_is_needed_all_the_same(cast: Cast, app: Flask) -> None:
    chief = cast.enter("Odile").open(f"/admin/people/{cast.learner}")
    chief.press("Send a letter to confirm it", email=PRIVATE)
    assert "1 waiting to be confirmed" in chief.text
    assert not enters(app, PRIVATE)
    chief.press("Withdraw")
    assert Visitor(app).open(link_in(letters_to(cast, PRIVATE)[0])).status == 410


@pytest.mark.alike
@pytest.mark.parametrize("who", ["Teddy", "Sunniva", "Ansel", "Cesar"])
def test_f03_addresses_of_others_are_out_of_reach(cast: Cast, two: Person, who: str) -> None:
    (mine,) = (row for row in cast.read(Address) if row.email == PRIVATE)
    other = cast.enter(who)
    for path in (f"/account/addresses/{mine.id}/first", f"/account/addresses/{mine.id}/remove",
                 f"/admin/people/{cast.learner}/addresses", f"/admin/people/{cast.learner}/addresses/{mine.id}/first",
                 f"/admin/people/{cast.learner}/addresses/{mine.id}/remove"):  # fmt: skip
        assert other.send(path, email="mine@home.example").status_code == 404
    assert len([row for row in cast.read(Address) if row.account_id == cast.learner]) == 2


def test_nobody_is_found_by_an_address_that_waits(cast: Cast, database: Database) -> None:
    ask(cast.enter("Marisol"), "wen@saltmarsh.example")
    invited = cast.enter("Odile").open("/admin/people/invite")
    invited.press("Send the invitation", name="Wen Li", email="wen@saltmarsh.example", clinic=cast.place.mill_road,
                  role="bhcm", start_date="2026-06-15")  # fmt: skip
    with database.session() as session:
        assert session.scalars(select(Account.id).where(Account.name == "Wen Li")).one()
