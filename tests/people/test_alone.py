"""Whether a role is the only one its holder holds is noted in the transaction of the fact, however the fact comes about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.database import Database
from lms.people import actions, upkeep
from lms.people.alone import holds_alone
from lms.people.models import RoleHeld
from lms.people.permissions import SYSTEM
from tests.clocks import NOON
from tests.people.makers import START, Place, learner, make_place


@pytest.fixture
def place(database: Database) -> Place:
    return make_place(database, NOON)


@pytest.fixture
def marisol(database: Database, place: Place) -> str:
    return learner(database, NOON, place)


def noted(session: Session, account_id: str) -> dict[str, bool]:
    """Role of somebody → what is noted beside it, which must be what the rule says of every role there is."""
    assert session.scalars(select(RoleHeld.id).where(RoleHeld.listed_alone != holds_alone(RoleHeld))).all() == []
    theirs = select(RoleHeld.role, RoleHeld.listed_alone).where(RoleHeld.account_id == account_id)
    return dict(session.execute(theirs).all())


def hold(session: Session, account_id: str, clinic_id: str, role: str) -> RoleHeld:
    return actions.hold_role(
        session, actor=SYSTEM, now=NOON, account_id=account_id, clinic_id=clinic_id, role=role, start_date=START
    )


def test_a_second_role_ends_being_alone_and_its_end_brings_it_back(
    database: Database, place: Place, marisol: str
) -> None:
    learner(database, NOON, place, "Teddy Okafor")
    with database.session(write=True) as session:
        assert noted(session, marisol) == {"bhcm": True}
        more = hold(session, marisol, place.northgate, "pcp")
        assert noted(session, marisol) == {"bhcm": False, "pcp": False}
        upkeep.end_role(session, actor=SYSTEM, now=NOON, role_held_id=more.id, reason="Moved away")
        assert noted(session, marisol) == {"bhcm": True, "pcp": False}
        (first,) = session.scalars(select(RoleHeld).where(RoleHeld.account_id == marisol, RoleHeld.role == "bhcm"))
        upkeep.end_role(session, actor=SYSTEM, now=NOON, role_held_id=first.id, reason="Moved away")
        assert noted(session, marisol) == {"bhcm": False, "pcp": False}
        hold(session, marisol, place.mill_road, "clerical")
        assert noted(session, marisol) == {"bhcm": False, "pcp": False, "clerical": True}


def test_of_two_roles_given_at_once_neither_is_alone(database: Database, place: Place, marisol: str) -> None:
    with database.session(write=True) as session:
        (first,) = session.scalars(select(RoleHeld))
        upkeep.end_role(session, actor=SYSTEM, now=NOON, role_held_id=first.id, reason="Moved away")
        session.commit()
    start = Barrier(2)

    def give(role: str) -> None:
        start.wait()
        with database.session(write=True) as session:
            hold(session, marisol, place.mill_road, role)
            session.commit()

    with ThreadPoolExecutor(2) as both:
        list(both.map(give, ("pcp", "clerical")))
    with database.session() as session:
        assert noted(session, marisol) == {"bhcm": False, "pcp": False, "clerical": False}
