"""The list of people, inviting and deactivating, through HTTP."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.audit import queries as audit
from lms.curriculum.course import ROLES
from lms.database import Database
from lms.outbox.queries import letters
from lms.people.models import Account, Grant, RoleHeld
from lms.readiness.models import ScheduleState
from tests.clocks import MovableClock
from tests.people.makers import Place, administrator, learner, make_account, make_place, program_manager
from tests.web.visitor import Visitor

NEW = {"name": "Wen Li", "email": "wen@saltmarsh.example", "role": "bhcm", "start_date": "2026-06-15"}


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    made = make_place(database, clock.now())
    administrator(database, clock.now(), made)
    program_manager(database, clock.now(), made)
    learner(database, clock.now(), made)
    make_account(database, clock.now(), made.saltmarsh, "Nora North", clinic_id=made.northgate, role="pcp")
    make_account(database, clock.now(), made.elsewhere, "Stranger Danish", clinic_id=made.harbour, role="bhcm")
    return made


def rows(visitor: Visitor) -> dict[str, str]:
    """State by name."""
    found = visitor.tree.xpath("//table/tbody/tr")
    return {row.find("th/a").text.strip(): row.findall("td")[2].text_content().strip() for row in found}


def page_of(database: Database, name: str) -> str:
    with database.session() as session:
        return f"/admin/people/{session.scalars(select(Account.id).where(Account.name == name)).one()}"


@pytest.mark.alike
def test_an_administrator_sees_the_organisation(app: Flask, place: Place) -> None:
    visitor = Visitor(app).sign_in("Odile").open("/admin/people/")
    assert set(rows(visitor)) == {"Marisol Tavares", "Nora North", "Odile Marchetti", "Priya Venkat"}
    assert "4 people, as of 4 May 2026 at 12:00 CDT" in visitor.text


@pytest.mark.alike
def test_a_program_manager_sees_the_clinic(app: Flask, place: Place) -> None:
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/")
    assert set(rows(visitor)) == {"Marisol Tavares", "Priya Venkat"}
    assert not visitor.open(visitor.tree.xpath("//tbody//a/@href")[0]).tree.xpath("//a[normalize-space()='Deactivate']")


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/admin/people/", "/admin/people/invite"])
def test_a_learner_finds_nothing(app: Flask, place: Place, path: str) -> None:
    assert Visitor(app).sign_in("Marisol").open(path).status == 404


def test_inviting(app: Flask, database: Database, place: Place) -> None:
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/invite")
    visitor.press("Send the invitation", name="", email="wen@saltmarsh.example", role="bhcm", start_date="soon")
    assert visitor.status == 422
    assert visitor.problems() == ["Enter the name.", "Enter the first day with CoCM patients, such as 4 May 2026."]
    assert visitor.tree.get_element_by_id("email").value == "wen@saltmarsh.example"
    visitor.press("Send the invitation", **NEW, grants=["clinic supervisor"])
    assert visitor.path == "/admin/people/"
    assert rows(visitor)["Wen Li"] == "Invited"
    with database.session() as session:
        account = session.scalars(select(Account).where(Account.name == "Wen Li")).one()
        kinds = session.scalars(select(Grant.kind).where(Grant.account_id == account.id)).all()
        held = session.scalars(select(RoleHeld).where(RoleHeld.account_id == account.id)).one()
        assert sorted(kinds) == ["clinic supervisor", "learner"]
        assert (held.role, held.start_date.isoformat(), held.clinic_id) == ("bhcm", "2026-06-15", place.mill_road)
        assert session.get_one(ScheduleState, held.id).computed_for.isoformat() == "2026-05-04"
        assert "Priya Venkat invites you" in letters(session)[0].text
        assert audit.verify_all(session) == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"email": "marisol@SALTMARSH.example"}, "This address already belongs to an account."),
        ({"email": "wen at saltmarsh"}, "Enter an e-mail address such as name@clinic.org."),
        ({"name": "4711"}, "Enter the name."),
        ({"role": "wizard"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_invited(
    app: Flask, database: Database, place: Place, fields: dict[str, str], problem: str
) -> None:
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/invite")
    visitor.press("Send the invitation", **(NEW | fields))
    assert (visitor.status, visitor.problems()) == (422, [problem])
    with database.session() as session:
        assert session.scalar(select(Account).where(Account.name == "Wen Li")) is None
        assert letters(session) == []


@pytest.mark.alike
@pytest.mark.parametrize("field", ["clinic", "grants"])
def test_nobody_reaches_further_by_editing_the_form(app: Flask, database: Database, place: Place, field: str) -> None:
    beyond = {"clinic": place.northgate, "grants": "organisation administrator"}[field]
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/invite")
    assert visitor.press("Send the invitation", **(NEW | {field: beyond})).status == 422
    with database.session() as session:
        assert session.scalar(select(Account).where(Account.name == "Wen Li")) is None


@pytest.mark.alike
def test_inviting_again_stops_the_old_link(app: Flask, database: Database, clock: MovableClock, place: Place) -> None:
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/invite").press("Send the invitation", **NEW)
    clock.move(minutes=1)
    visitor.open(page_of(database, "Wen Li")).press("Invite again")
    assert visitor.path == page_of(database, "Wen Li")
    with database.session() as session:
        links = [line for letter in letters(session) for line in letter.text.splitlines() if line.startswith("http")]
    new, old = (link.removeprefix("http://127.0.0.1:8000") for link in links)
    assert Visitor(app).open(old).status == 410
    assert Visitor(app).open(new).status == 200


def test_an_invitation_that_ran_out_says_so(app: Flask, clock: MovableClock, place: Place) -> None:
    Visitor(app).sign_in("Priya").open("/admin/people/invite").press("Send the invitation", **NEW)
    clock.move(days=7)
    visitor = Visitor(app).sign_in("Priya").open("/admin/people/")
    assert rows(visitor)["Wen Li"] == "Invitation has run out"


@pytest.mark.alike
def test_deactivating_ends_sessions_and_keeps_the_record(app: Flask, database: Database, place: Place) -> None:
    marisol = Visitor(app).sign_in("Marisol")
    with database.session() as session:
        account_id = session.scalars(select(Account.id).where(Account.name == "Marisol Tavares")).one()
    visitor = Visitor(app).sign_in("Odile").open(f"/admin/people/{account_id}/deactivate")
    assert visitor.heading == "Deactivate Marisol Tavares?"
    assert visitor.press("Deactivate").problems() == ["Say why; the reason stays with the record."]
    visitor.press("Deactivate", reason="Left the clinic")
    assert "Deactivated 4 May 2026 at 12:00 CDT: Left the clinic" in visitor.text
    assert rows(visitor.open("/admin/people/"))["Marisol Tavares"] == "Deactivated"
    assert marisol.open("/account/").path == "/sign-in"
    assert Visitor(app).sign_in("Marisol").status == 422
    assert "deactivated already" in visitor.open(f"/admin/people/{account_id}/deactivate").text
    visitor.open(f"/admin/people/{account_id}").press("Let them sign in again")
    assert Visitor(app).sign_in("Marisol").path == "/home"


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Stranger Danish", "Odile Marchetti"])
def test_whom_an_administrator_cannot_deactivate(app: Flask, database: Database, place: Place, name: str) -> None:
    with database.session() as session:
        account_id = session.scalars(select(Account.id).where(Account.name == name)).one()
    visitor = Visitor(app).sign_in("Odile").open("/admin/people/invite")
    token = visitor.tree.xpath("string(//input[@name='csrf_token']/@value)")
    visitor.post(f"/admin/people/{account_id}/deactivate", {"csrf_token": token, "reason": "Left"})
    assert visitor.status == (404 if name.startswith("Stranger") else 422)
    with database.session() as session:
        assert session.get_one(Account, account_id).deactivated_at is None


@pytest.mark.alike
def test_a_program_manager_cannot_deactivate(app: Flask, database: Database, place: Place) -> None:
    with database.session() as session:
        account_id = session.scalars(select(Account.id).where(Account.name == "Marisol Tavares")).one()
    assert Visitor(app).sign_in("Priya").open(f"/admin/people/{account_id}/deactivate").status == 404


def test_s125_each_of_the_eight_roles_can_be_given(app: Flask, database: Database, place: Place) -> None:
    visitor = Visitor(app).sign_in("Priya")
    offered = visitor.open("/admin/people/invite").tree.xpath(
        "//*[@name='role']/option/@value | //input[@name='role']/@value"
    )
    assert set(ROLES) <= set(offered)
    for number, role in enumerate(ROLES):
        fields = NEW | {"name": f"Person {role}", "email": f"p{number}@saltmarsh.example", "role": role}
        visitor.open("/admin/people/invite").press("Send the invitation", **fields)
        assert visitor.path == "/admin/people/", visitor.problems()
    with database.session() as session:
        held = select(RoleHeld.role).join(Account, Account.id == RoleHeld.account_id)
        given = session.scalars(held.where(Account.name.like("Person %"))).all()
    assert sorted(given) == sorted(ROLES)
