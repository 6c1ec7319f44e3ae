"""Who may import, where, and what nobody learns by it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.people.models import Account, Grant
from lms.people.permissions import ADMINISTRATOR, PROGRAM_MANAGER
from tests.cast import Cast, Person, in_session
from tests.people.makers import make_account
from tests.web.importing import counted, line, refusals, send, table, take_in

CLOSED = "This address cannot be taken in here. Use another one, or ask whoever runs this installation."
HEADER = "Name;E-Mail;Clinic;Role;Start date;Access"


@pytest.fixture
def priya(cast: Cast) -> Person:
    """Program manager of Mill Road."""
    now = cast.services.clock.now()
    place = cast.place
    kinds = (PROGRAM_MANAGER,)
    make_account(cast.services.database, now, place.saltmarsh, "Priya Venkat", kinds=kinds, clinic_id=place.mill_road)
    make_account(cast.services.database, now, place.saltmarsh, "Nora North", clinic_id=place.northgate, role="pcp")
    return cast.enter("Priya")


@pytest.mark.alike
def test_c36_a_program_manager_imports_to_her_clinic_only(cast: Cast, priya: Person) -> None:
    page = send(
        priya,
        table(
            line("Ada", "ada@saltmarsh.example"),
            line("Ben", "ben@saltmarsh.example", "Northgate"),
            line("Cy", "cy@saltmarsh.example", "Harbour"),
            line("Nora North", "nora@saltmarsh.example"),
            line("Ansel Frost", "ansel@saltmarsh.example"),
        ),
    )
    assert refusals(page) == [
        ("3", "Clinic", "Northgate", "You look after other clinics and cannot take people in here."),
        ("4", "Clinic", "Harbour", "There is no clinic of this name. It can be: Mill Road."),
        ("5", "E-Mail", "nora@saltmarsh.example", CLOSED),
        ("6", "E-Mail", "ansel@saltmarsh.example", CLOSED),
    ]
    page.press("Import the 1 good row", first_days="yes")
    assert page.heading == "1 row imported"


@pytest.mark.alike
def test_nobody_gives_more_access_than_they_hold(cast: Cast, priya: Person) -> None:
    rows = [
        line(f"Ada {at}", f"ada{at}@saltmarsh.example") + f";{access}"
        for at, access in enumerate(("clinic supervisor", "program manager", "administrator", "auditor"))
    ]
    page = send(priya, table(*rows, header=HEADER))
    assert [each[0] for each in refusals(page)] == ["4", "5"]
    page.press("Import the 2 good rows", first_days="yes")
    given = [(each.kind, each.clinic_id) for each in cast.read(Grant)]
    assert given.count((PROGRAM_MANAGER, cast.place.mill_road)) == 2
    assert given.count((ADMINISTRATOR, None)) == 1


@pytest.mark.alike
def test_what_is_out_of_sight_is_said_in_one_sentence(cast: Cast) -> None:
    """Another organisation's person, deactivated or not: the same words."""
    odile = cast.enter("Odile")
    page = send(odile, table(line("Ansel Frost", "ansel@saltmarsh.example")))
    said = refusals(page)[0][3]

    def end(session) -> None:
        session.get(Account, cast.stranger).deactivated_at = cast.services.clock.now()

    in_session(cast.services.database, end)
    assert refusals(send(odile, table(line("Ansel Frost", "ansel@saltmarsh.example"))))[0][3] == said == CLOSED
    assert "Ansel" not in said


@pytest.mark.alike
def test_a_colleague_who_is_deactivated_is_named(cast: Cast) -> None:
    odile = cast.enter("Odile")

    def end(session) -> None:
        session.get(Account, cast.teammate).deactivated_at = cast.services.clock.now()

    in_session(cast.services.database, end)
    page = send(odile, table(line("Teddy Okafor", "teddy@saltmarsh.example")))
    assert refusals(page)[0][3] == "The account of Teddy Okafor is deactivated."


def test_an_address_is_never_added_to_an_account_that_is_there(cast: Cast) -> None:
    """Whoever could add an address could ask for a new password there."""
    odile = cast.enter("Odile")
    page = send(
        odile, table(line("Marisol Tavares", "marisol@saltmarsh.example mallory@b.example", start="2026-07-01"))
    )
    assert "only the person, signed in, adds an address" in page.text
    page.press("Import 1 row", first_days="yes")
    with cast.services.database.session() as session:
        account = session.scalars(select(Account).where(Account.id == cast.learner)).one()
        assert [each.email for each in account.addresses] == ["marisol@saltmarsh.example"]


@pytest.mark.alike
@pytest.mark.parametrize("what", ["check", "confirm", "problems.csv"])
def test_only_the_sender_sees_a_file(cast: Cast, priya: Person, what: str) -> None:
    path = send(priya, table(line("Ada", "ada@saltmarsh.example"))).path.replace("/check", "")
    for name in ("Odile", "Marisol", "Ansel", "Sunniva"):
        person, before = cast.enter(name), counted(cast)
        assert person.open(f"{path}/{what}").status == 404
        if what != "problems.csv":
            assert (
                person.send(f"{path}/{what}", order="", invitations="none", seen="", first_days="yes").status_code
                == 404
            )
            assert person.send(f"{path}/discard").status_code == 404
        assert counted(cast) == before
    assert priya.open(f"{path}/check").status == 200


@pytest.mark.alike
def test_results_are_seen_by_the_sender_and_by_administrators(cast: Cast, priya: Person) -> None:
    own = take_in(priya, line("Ada", "ada@saltmarsh.example"))
    odile = cast.enter("Odile")
    others = take_in(odile, line("Ben", "ben@saltmarsh.example"))
    assert "Priya Venkat" in odile.open(f"{own}/result").text
    assert priya.open(f"{own}/result").status == 200
    assert priya.open(f"{others}/result").status == 404
    assert priya.open(f"{others}/undo").status == 404
    listed = priya.open("/admin/import/").tree.xpath("//section[@aria-labelledby='past']//tbody/tr")
    assert len(listed) == 1
