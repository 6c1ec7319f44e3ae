"""Taking an import back: what nobody used is removed, what nobody changed goes back, the rest stays and says why."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.people.importing.models import ImportEffect
from lms.people.models import Account, Grant, MailToken, RoleChange, RoleHeld
from lms.people.permissions import LEARNER
from tests.cast import Cast, Person, in_session
from tests.web.importing import HEADER, counted, line, send, table, take_in

MORE = f"{HEADER};Champion;Hours a week;Access;Legal name"


@pytest.fixture
def odile(cast: Cast) -> Person:
    return cast.enter("Odile")


@pytest.mark.alike
def test_c36_what_nobody_used_is_removed(cast: Cast, odile: Person) -> None:
    before = counted(cast)
    path = take_in(odile, *(line(f"Ada {at}", f"ada{at}@saltmarsh.example") for at in range(5)), invitations="now")
    page = odile.open(f"{path}/undo")
    assert "Everything can be taken back" in page.text
    page.press("Undo this import")
    assert page.heading == "This import was undone"
    assert counted(cast) == before
    assert cast.read(MailToken) == []
    page.open(f"{path}/undo")
    assert page.path == f"{path}/result"
    assert odile.send(f"{path}/undo").status_code == 409
    assert take_in(odile, line("Ada 1", "ada1@saltmarsh.example"))


def test_c36_what_was_changed_goes_back(cast: Cast, odile: Person) -> None:
    cells = line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01") + ";;3;leader;Marisol T. Reyes"
    more = line("Teddy Okafor", "teddy@saltmarsh.example", "Northgate", "pcp") + ";yes;;;"
    page = send(odile, table(cells, more, header=MORE))
    before = counted(cast)
    page.press("Import 2 rows", first_days="yes")
    assert [each.listed_alone for each in cast.read(RoleHeld) if each.account_id == cast.learner] == [True]
    teddys = [each for each in cast.read(RoleHeld) if each.account_id == cast.teammate]
    assert [each.listed_alone for each in teddys] == [False, False]
    page.open(page.path.replace("/result", "/undo")).press("Undo this import")
    assert counted(cast)[:-1] == before[:-1]
    with cast.services.database.session() as session:
        held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == cast.learner)).one()
        assert (held.start_date.isoformat(), held.agreed_minutes_per_week) == ("2026-06-15", None)
        assert session.get_one(Account, cast.learner).legal_name is None
        assert all(session.scalars(select(RoleHeld.listed_alone)))
        reasons = sorted(session.scalars(select(RoleChange.reason)))
    why = "Import of people.csv on 4 May 2026"
    assert reasons == [why, why, f"Taken back: {why}", f"Taken back: {why}"]


def come_in(session, account: Account) -> None:
    account.password_hash = "set"


def another_access(session, account: Account) -> None:
    made = session.scalars(select(Grant).where(Grant.account_id == account.id)).one()
    session.add(
        Grant(
            account_id=account.id,
            kind=LEARNER,
            organisation_id=account.organisation_id,
            from_date=made.from_date,
            created_at=made.created_at,
        )
    )


def changed_role(session, account: Account) -> None:
    held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == account.id)).one()
    session.add(RoleChange(role_held_id=held.id, number=1, field="start_date", reason="Later", at=held.created_at))


@pytest.mark.alike
@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (come_in, "They have come in since."),
        (another_access, "They were given another role, access or address since."),
        (changed_role, "Something was recorded for this role since."),
    ],
)
def test_c36_what_was_used_stays_and_says_why(cast: Cast, odile: Person, happens, reason: str) -> None:
    path = take_in(odile, line("Ada", "ada@saltmarsh.example"), line("Ben", "ben@saltmarsh.example"))

    def happen(session) -> None:
        happens(session, session.scalars(select(Account).where(Account.name == "Ada")).one())

    in_session(cast.services.database, happen)
    page = odile.open(f"{path}/undo")
    assert f"All of it stays: {reason}" in page.text
    page.press("Undo this import")
    assert f"Not all: {reason}" in page.text
    names = {each.name for each in cast.read(Account)}
    assert "Ada" in names
    assert "Ben" not in names
    kept = {(each.person, each.kept_because) for each in cast.read(ImportEffect)}
    assert kept == {("Ada", reason), ("Ben", None)}


@pytest.mark.alike
def test_a_start_date_changed_again_stays(cast: Cast, odile: Person) -> None:
    path = take_in(odile, line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-07-01"))
    take_in(odile, line("Marisol Tavares", "marisol@saltmarsh.example", start="2026-08-01"))
    page = odile.open(f"{path}/undo")
    assert "It was changed again since." in page.text
    page.press("Undo this import")
    with cast.services.database.session() as session:
        held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == cast.learner)).one()
    assert held.start_date.isoformat() == "2026-08-01"
