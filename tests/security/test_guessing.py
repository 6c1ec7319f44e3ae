"""Somebody outside tries to learn who has an account here, to guess a password, and to keep the owner out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from lms.audit import queries as audit
from lms.audit.rules import INSTALLATION
from lms.database import Database
from lms.outbox.models import Job, Letter
from lms.people import actions, throttling
from lms.people.models import MailToken
from lms.people.permissions import SYSTEM
from tests.clocks import MovableClock
from tests.people.makers import Place, email_of, learner, make_place
from tests.web.visitor import Visitor

GUESS = "not the password"


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


@pytest.fixture
def gone(database: Database, clock: MovableClock, place: Place) -> str:
    account_id = learner(database, clock.now(), place, "Gustav Gone")
    with database.session(write=True) as session:
        actions.deactivate(session, actor=SYSTEM, now=clock.now(), account_id=account_id)
        session.commit()
    return account_id


def visitor_from(app: Flask, address: str) -> Visitor:
    visitor = Visitor(app)
    visitor.client.environ_base["REMOTE_ADDR"] = address
    return visitor


@contextmanager
def written(database: Database) -> Iterator[list[str]]:
    """What is written meanwhile, as verb and table."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found = re.match(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\s+(\w+)", statement)
        if found:
            said.append(" ".join(found.groups()))

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("page", ["/password/", "/sign-in/link"])
def test_asking_for_a_link_costs_the_same_for_every_address(
    app: Flask, database: Database, marisol: str, gone: str, page: str
) -> None:
    costs = []
    for name in ("Marisol", "Nobody", "Gustav"):
        visitor = Visitor(app).open(page)
        with written(database) as said:
            visitor.press("Send the link", email=email_of(name))
        costs.append(said)
    assert "INSERT INTO letter" in costs[0]
    assert costs[1] == costs[0]
    assert costs[2] == costs[0]
    with database.session() as session:
        for table in (Letter, MailToken, Job):
            assert session.scalar(select(func.count()).select_from(table)) == 1


def test_asking_for_a_link_stands_in_the_record(app: Flask, database: Database, place: Place, marisol: str) -> None:
    for name in ("Marisol", "Nobody"):
        Visitor(app).open("/password/").press("Send the link", email=email_of(name))
    with database.session() as session:
        known = [line for line in audit.lines(session, place.saltmarsh) if line.act == "link.requested"]
        unknown = [line for line in audit.lines(session, INSTALLATION) if line.act == "link.requested"]
        assert [line.subject_id for line in known] == [marisol]
        assert len(unknown) == 1
        assert audit.verify_all(session) == []


def test_a_stranger_cannot_lock_the_owner_out(app: Flask, marisol: str) -> None:
    attacker = visitor_from(app, "203.0.113.9")
    for _ in range(60):
        attacker.sign_in("Marisol", password=GUESS)
    assert attacker.status == 429
    assert visitor_from(app, "198.51.100.4").sign_in("Marisol").path == "/home"


def test_a_stranger_cannot_use_up_the_owners_letters(app: Flask, marisol: str) -> None:
    attacker = visitor_from(app, "203.0.113.9")
    for _ in range(20):
        attacker.open("/password/").press("Send the link", email=email_of("Marisol"))
    assert attacker.status == 429
    owner = visitor_from(app, "198.51.100.4").open("/password/").press("Send the link", email=email_of("Marisol"))
    assert owner.status == 200


def test_many_places_together_are_stopped_too(app: Flask, marisol: str) -> None:
    for number in range(5):
        attacker = visitor_from(app, f"203.0.113.{number}")
        for _ in range(10):
            attacker.sign_in("Marisol", password=GUESS)
        assert attacker.status == 422
    assert visitor_from(app, "203.0.113.77").sign_in("Marisol", password=GUESS).status == 429


@pytest.mark.parametrize(
    "written_as",
    [
        "marisol@saltmarsh.example",
        "MARISOL@SALTMARSH.EXAMPLE",
        " marisol@saltmarsh.example ",
        "ｍarisol@saltmarsh.example",
    ],
)
def test_writing_the_address_differently_gives_no_more_tries(app: Flask, marisol: str, written_as: str) -> None:
    attacker = Visitor(app)
    for _ in range(10):
        attacker.sign_in("Marisol", password=GUESS)
    attacker.open("/sign-in").press("Sign in", email=written_as, password=GUESS)
    assert attacker.status == (429 if written_as.isascii() else 422)


def test_saying_to_come_from_elsewhere_gives_no_more_tries(app: Flask, marisol: str) -> None:
    attacker = Visitor(app)
    for number in range(11):
        attacker.client.environ_base["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}"
        attacker.sign_in("Marisol", password=GUESS)
    assert attacker.status == 429


@pytest.mark.parametrize(
    ("address", "counts_as"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unix:", "unix:"),
        (None, "unknown"),
    ],
)
def test_a_subscribers_whole_network_is_one_place(address: str | None, counts_as: str) -> None:
    assert throttling.place(address) == counts_as
