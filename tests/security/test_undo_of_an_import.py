"""An import is taken back by somebody who has lost reach since it was made: only as far as they reach now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.people import actions
from lms.people.models import Account, Grant, RoleChange, RoleHeld
from lms.people.permissions import ADMINISTRATOR, LEARNER, PROGRAM_MANAGER, SUPERVISOR, SYSTEM
from tests.cast import Cast, Person
from tests.people.makers import make_account
from tests.web.importing import HEADER, line, send, table, take_in

REACH = "You do not look after them any more."
LAST = "The organisation would have no administrator without it."


@pytest.fixture
def priya(cast: Cast) -> Person:
    """Program manager of both clinics."""
    now, place = cast.services.clock.now(), cast.place
    made = make_account(
        cast.services.database,
        now,
        place.saltmarsh,
        "Priya Venkat",
        kinds=(PROGRAM_MANAGER,),
        clinic_id=place.mill_road,
    )
    give(cast, made, PROGRAM_MANAGER, place.northgate)
    return cast.enter("Priya")


def give(cast: Cast, account_id: str, kind: str, clinic_id: str | None) -> None:
    with cast.services.database.session(write=True) as session:
        actions.grant(
            session, actor=SYSTEM, now=cast.services.clock.now(), account_id=account_id, kind=kind,
            organisation_id=cast.place.saltmarsh, clinic_id=clinic_id,
        )  # fmt: skip
        session.commit()


def lose(cast: Cast, name: str, clinic_id: str | None, kind: str = PROGRAM_MANAGER) -> None:
    """Their access in one place ended yesterday."""
    with cast.services.database.session(write=True) as session:
        for row in _grants(session, name):
            if (row.kind, row.clinic_id) == (kind, clinic_id):
                row.to_date = cast.services.clock.now().date() - timedelta(days=1)
        session.commit()


def _grants(session: Session, name: str) -> Iterable[Grant]:
    return session.scalars(
        select(Grant).join(Account, Account.id == Grant.account_id).where(Account.name == name)
    ).all()


def test_roles_and_changes_in_a_clinic_out_of_reach_stay(cast: Cast, priya: Person) -> None:
    path = take_in(
        priya,
        line("Teddy Okafor", "teddy@saltmarsh.example", "Northgate", "pcp"),
        line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01"),
        line("Ada Lind", "ada@saltmarsh.example"),
        line("Ada Lind", "ada@saltmarsh.example", "Northgate", "pcp"),
    )
    give(cast, cast.learner, LEARNER, cast.place.northgate)
    before = sorted(row.id for row in cast.read(RoleHeld))
    lose(cast, "Priya Venkat", cast.place.mill_road)
    lose(cast, "Priya Venkat", cast.place.northgate)
    assert priya.send(f"{path}/undo").status_code == 404
    give(
        cast,
        next(row.id for row in cast.read(Account) if row.name == "Priya Venkat"),
        PROGRAM_MANAGER,
        cast.place.northgate,
    )
    page = priya.open(f"{path}/undo")
    assert page.text.count(REACH) == 2
    page.press("Undo this import")
    assert page.heading == "This import was undone"
    held = {row.id: row for row in cast.read(RoleHeld)}
    # Teddy's role at Northgate went, in reach; all else stayed: Marisol's date, and Ada with both of her roles.
    assert len(held) == len(before) - 1
    assert [row.start_date.isoformat() for row in held.values() if row.account_id == cast.learner] == ["2026-07-01"]
    assert not [row for row in cast.read(RoleChange) if row.undoes_id]
    assert [row.name for row in cast.read(Account) if row.name == "Ada Lind"] == ["Ada Lind"]


def test_access_that_reaches_further_than_hers_stays(cast: Cast) -> None:
    odile = cast.enter("Odile")
    row = line("Teddy Okafor", "teddy@saltmarsh.example") + ";administrator"
    page = send(odile, table(row, header=f"{HEADER};Access"))
    page.press("Import 1 row", first_days="yes")
    path = page.path.removesuffix("/result")
    give(cast, cast.administrator, SUPERVISOR, cast.place.mill_road)
    give(cast, cast.administrator, PROGRAM_MANAGER, cast.place.mill_road)
    lose(cast, "Odile Marchetti", None, ADMINISTRATOR)
    page = odile.open(f"{path}/undo")
    assert REACH in page.text
    odile.send(f"{path}/undo")
    kept = {row.kind for row in cast.read(Grant) if row.account_id == cast.teammate and row.to_date is None}
    assert kept == {LEARNER, ADMINISTRATOR}


def test_the_last_administrator_is_not_taken_back(cast: Cast) -> None:
    odile = cast.enter("Odile")
    row = line("Teddy Okafor", "teddy@saltmarsh.example") + ";administrator"
    page = send(odile, table(row, header=f"{HEADER};Access"))
    page.press("Import 1 row", first_days="yes")
    path = page.path.removesuffix("/result")
    lose(cast, "Odile Marchetti", None, ADMINISTRATOR)
    teddy = cast.enter("Teddy")
    assert LAST in teddy.open(f"{path}/undo").text
    teddy.send(f"{path}/undo")
    assert teddy.open("/admin/people/").status == 200
