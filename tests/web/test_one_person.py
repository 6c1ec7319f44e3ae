"""One person's page for those who look after accounts, and joining two of them, through HTTP."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.database import Database
from lms.people.models import Account, Grant, RoleHeld
from tests.cast import Cast, count_rows, read_lessons
from tests.people.makers import PASSWORD, email_of, make_account, program_manager
from tests.web.visitor import Visitor


def page(cast: Cast, who: str, account_id: str, below: str = "") -> Visitor:
    return cast.enter(who).open(f"/admin/people/{account_id}{below}")


def table(visitor: Visitor, caption: str) -> list[str]:
    found = visitor.tree.xpath(f"//table[contains(caption, '{caption}')]/tbody/tr")
    return [" ".join(row.text_content().split()) for row in found]


@pytest.mark.alike
def test_somebody_is_added_now_and_invited_later(cast: Cast, database: Database) -> None:
    chief = cast.enter("Odile").open("/admin/people/invite")
    form = {"name": "Wen Li", "email": "wen@saltmarsh.example", "clinic": cast.place.mill_road, "role": "bhcm"}
    chief.press("Add without inviting yet", **form, start_date="2026-06-15", send="later")
    assert chief.heading == "Wen Li"
    assert "Added and not invited yet" in chief.text
    chief.press("Send an invitation")
    assert "Invited; the link works until 11 May 2026" in chief.text
    chief.press("Withdraw the invitation")
    assert "Added and not invited yet" in chief.text
    assert [row.role for row in cast.read(RoleHeld) if row.account_id == account_called(database, "Wen Li")] == ["bhcm"]


def account_called(database: Database, name: str) -> str:
    with database.session() as session:
        return session.scalars(select(Account.id).where(Account.name == name)).one()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=TAVARES", {"Marisol Tavares"}),
        ("?q=teddy@", {"Teddy Okafor"}),
        ("?role=bhcm", {"Marisol Tavares", "Teddy Okafor"}),
        ("?state=deactivated", set()),
        ("?q=ansel", set()),
        ("?page=7&q=o okafor", {"Teddy Okafor"}),
    ],
)
def test_the_list_is_searched_and_filtered(cast: Cast, query: str, found: set[str]) -> None:
    listed = cast.enter("Odile").open(f"/admin/people/{query}")
    names = {each.text for each in listed.tree.xpath("//tbody/tr/th/a")}
    assert names == found


def test_a_search_finds_names_without_their_accents(cast: Cast, database: Database) -> None:
    make_account(database, cast.services.clock.now(), cast.place.saltmarsh, "Tomás Núñez")
    listed = cast.enter("Odile").open("/admin/people/?q=nunez tomas")
    assert [each.text for each in listed.tree.xpath("//tbody/tr/th/a")] == ["Tomás Núñez"]


@pytest.mark.alike
def test_a_long_list_goes_in_pages(cast: Cast, database: Database) -> None:
    for number in range(52):
        make_account(database, cast.services.clock.now(), cast.place.saltmarsh, f"p{number:02} Person", kinds=())
    listed = cast.enter("Odile").open("/admin/people/?q=person")
    assert len(listed.tree.xpath("//tbody/tr")) == 50
    assert "52 of 57 people" in listed.text
    assert "Page 1 of 2" in listed.text
    listed.open(listed.tree.xpath("//a[normalize-space()='Next page']/@href")[0])
    assert len(listed.tree.xpath("//tbody/tr")) == 2


@pytest.mark.alike
def test_access_is_given_and_ended_and_never_more_than_held(cast: Cast, database: Database) -> None:
    program_manager(database, cast.services.clock.now(), cast.place, "Priya Venkat")
    form = page(cast, "Priya", cast.teammate, "/access/give")
    kinds = set(form.tree.xpath("//select[@name='kind']/option/@value"))
    assert kinds == {"", "learner", "clinic supervisor", "program manager"}
    form.press("Give the access", kind="clinic supervisor", place=cast.place.mill_road)
    assert table(form, "of access")[1].startswith("Clinic supervisor Mill Road 4 May 2026 no end")
    sent = cast.enter("Priya")
    refused = sent.send(f"/admin/people/{cast.teammate}/access/give", kind="organisation administrator", place="whole")
    assert refused.status_code == 422
    supervisor = next(row for row in cast.read(Grant) if row.account_id == cast.teammate and row.kind != "learner")
    assert cast.enter("Teddy").open("/team/").status == 200
    teddy = cast.enter("Teddy")
    assert sent.send(f"/admin/people/{cast.teammate}/access/{supervisor.id}/end").status_code == 303
    assert teddy.open("/team/").status == 404
    chief = next(row for row in cast.read(Grant) if row.account_id == cast.administrator)
    assert sent.send(f"/admin/people/{cast.teammate}/access/{chief.id}/end").status_code == 404


@pytest.mark.alike
def test_the_last_administrator_stays(cast: Cast) -> None:
    (chief,) = (row for row in cast.read(Grant) if row.account_id == cast.administrator)
    odile = cast.enter("Odile")
    refused = odile.send(f"/admin/people/{cast.administrator}/access/{chief.id}/end")
    assert refused.status_code == 422
    assert "last organisation administrator" in refused.text
    closing = odile.open("/account/close").press("Close my account", password=PASSWORD, sure="y")
    assert closing.status == 422
    assert closing.problems() == ["You are the last organisation administrator. Give somebody else that access first, then close your account."]  # fmt: skip


@pytest.mark.alike
def test_a_role_is_added_and_ended_with_a_reason(cast: Cast) -> None:
    chief = page(cast, "Odile", cast.learner, "/roles/add")
    chief.press("Add the role", clinic=cast.place.northgate, role="clerical", start_date="2026-07-06")
    assert "2 roles now" in chief.text
    chief.open(f"/admin/people/{cast.learner}/roles/add")
    again = chief.press("Add the role", clinic=cast.place.northgate, role="clerical", start_date="2026-07-06")
    assert again.problems() == ["Marisol Tavares already holds this role at Northgate."]
    (held,) = (row for row in cast.read(RoleHeld) if row.role == "clerical")
    chief.open(f"/admin/people/{cast.learner}/roles/{held.id}/end").press("End the role", reason="Back to one clinic")
    assert "1 role now, 1 ended" in chief.text


def test_a_corrected_name_for_certificates_is_confirmed_by_the_person(cast: Cast, database: Database) -> None:
    chief = page(cast, "Odile", cast.learner, "/names")
    chief.press("Save the names", name="Marisol T. Reyes", legal_name="Marisol Tavares Reyes", reason="Misspelt")
    assert chief.heading == "Marisol T. Reyes"
    assert "Marisol Tavares Reyes, to be confirmed by them" in chief.text
    with database.session() as session:
        assert session.get_one(Account, cast.learner).legal_name_confirmed_at is None


@pytest.mark.alike
@pytest.mark.parametrize("who", ["Ansel", "Teddy", "Sunniva", "Cesar"])
def test_f03_people_of_others_are_not_found(cast: Cast, who: str) -> None:
    person = cast.enter(who)
    for below in ("", "/deactivate", "/names", "/roles/add", "/access/give", "/join"):
        assert person.open(f"/admin/people/{cast.learner}{below}").status == 404


@pytest.mark.alike
def test_f03_an_administrator_reaches_nobody_of_another_organisation(cast: Cast, database: Database) -> None:
    odile = cast.enter("Odile")
    for below in ("", "/deactivate", "/names", "/join", f"/join/{cast.learner}"):
        assert odile.open(f"/admin/people/{cast.stranger}{below}").status == 404
    assert odile.open(f"/admin/people/{cast.learner}/join/{cast.stranger}").status == 404
    for below in ("/reactivate", "/withdraw-invitation", "/invite-again", f"/join/{cast.learner}", "/addresses"):
        assert odile.send(f"/admin/people/{cast.stranger}{below}", email="x@home.example").status_code == 404


@pytest.fixture
def twin(cast: Cast, database: Database) -> str:
    """Marisol's second account, made from her private address."""
    return make_account(database, cast.services.clock.now(), cast.place.saltmarsh, "Mari Tavares",
                        clinic_id=cast.place.mill_road, role="bhcm")  # fmt: skip


def test_c70_two_accounts_are_joined_after_a_preview(cast: Cast, app: Flask, database: Database, twin: str) -> None:
    marisol, mari = cast.enter("Marisol"), cast.enter("Mari")
    read_lessons(cast, marisol, cast.module.lessons[:2])
    read_lessons(cast, mari, cast.module.lessons[1:3])
    chief = page(cast, "Odile", cast.learner, "/join")
    assert chief.heading == "Which other account is Marisol Tavares?"
    chief.open(chief.tree.xpath("//a[normalize-space()='Look at both']/@href")[0])
    assert "This cannot be undone" in chief.text
    (done,) = (row for row in chief.tree.xpath("//tbody/tr") if row.find("th").text.startswith("Completed"))
    assert [cell.text for cell in done.findall("td")] == ["2", "2", "4"]
    assert "was done in both" in chief.text
    before = count_rows(database, Account)
    chief.press("Join them for good")
    assert chief.path == f"/admin/people/{cast.learner}"
    assert "The two accounts are one." in chief.text
    assert {"marisol@saltmarsh.example", "mari@saltmarsh.example"} <= set(chief.text.split())
    assert count_rows(database, Account) == before
    assert mari.open("/home").path == "/sign-in"
    entered = Visitor(app).open("/sign-in").press("Sign in", email=email_of("Mari"), password=PASSWORD)
    assert "Marisol Tavares" in entered.text
    for old in (f"/admin/people/{twin}", f"/team/{twin}"):
        assert chief.open(old).status == 200
        assert "Marisol Tavares" in chief.heading
    assert chief.open(f"/admin/people/{cast.learner}/join/{twin}").status == 422
    assert "joined with another already" in chief.text
    assert "Mari Tavares" not in chief.open("/admin/people/").text


@pytest.mark.alike
def test_of_the_same_role_the_chosen_first_day_holds(cast: Cast, twin: str) -> None:
    chief = page(cast, "Odile", cast.learner, f"/join/{twin}")
    mine, theirs = chief.tree.xpath("//fieldset//input[@type='radio']/@value")
    chief.press("Join them for good", **{f"role-{mine}": theirs})
    standing = [row.id for row in cast.read(RoleHeld) if row.account_id == cast.learner and row.ended_on is None]
    assert standing == [theirs]


@pytest.mark.alike
def test_a_program_manager_joins_nobody(cast: Cast, database: Database, twin: str) -> None:
    program_manager(database, cast.services.clock.now(), cast.place, "Priya Venkat")
    priya = cast.enter("Priya")
    assert priya.open(f"/admin/people/{cast.learner}/join/{twin}").status == 404
    assert priya.send(f"/admin/people/{cast.learner}/join/{twin}").status_code == 404


@pytest.mark.alike
def test_an_administrator_signs_somebody_out_everywhere(cast: Cast) -> None:
    one, other, teddy, chief = (cast.enter(name) for name in ("Marisol", "Marisol", "Teddy", "Odile"))
    chief.open(f"/admin/people/{cast.learner}").press("Sign them out everywhere")
    assert "2 sessions ended" in chief.text
    assert {one.open("/home").path, other.open("/home").path} == {"/sign-in"}
    assert teddy.open("/home").path == "/home"
    (line,) = [each for each in cast.lines() if each.act == "sign-out.for-somebody"]
    assert (line.actor_id, line.subject_id) == (cast.administrator, cast.learner)
    assert "They were not signed in anywhere." in chief.press("Sign them out everywhere").text
    assert chief.send(f"/admin/people/{cast.administrator}/sign-out").status_code == 422
    for name in ("Sunniva", "Teddy", "Ansel"):
        assert cast.enter(name).send(f"/admin/people/{cast.learner}/sign-out").status_code == 404
