"""Save all that is held on oneself, and close the account, through HTTP."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import pytest
from flask import Flask
from lxml import html
from sqlalchemy.orm import Session

from lms.acts.person.erase import erase
from lms.credit.keeping.holds import give_hold
from lms.errors import Invalid
from lms.people.models import Account
from lms.people.permissions import SYSTEM
from tests.cast import Cast, confirm_name, read_lessons, take_test
from tests.people.makers import PASSWORD
from tests.web.visitor import Visitor


def finish(cast: Cast) -> None:
    """Everything the first module asks, and the name: a certificate."""
    marisol = cast.enter("Marisol")
    read_lessons(cast, marisol)
    for case in cast.module.cases:
        if case.id in cast.module.required:
            marisol.send(f"/cases/{case.id}/start", go="")
            for stage, choice in case.expert_path:
                assert marisol.send(f"/cases/{case.id}/step", stage=stage, choice=choice).status_code == 303
    take_test(cast, marisol)
    confirm_name(marisol)


@pytest.mark.alike
def test_all_my_data_is_one_file(cast: Cast) -> None:
    finish(cast)
    marisol = cast.enter("Marisol")
    answer = marisol.client.get("/account/export.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        whole = b" ".join(archive.read(name) for name in names).decode(errors="replace")
    assert {"README.txt", "learning/completed.csv", "learning/answers.json", "account/addresses.json"} <= set(names)
    assert any(name.startswith("certificates/LP-") or name.endswith(".pdf") for name in names)
    for theirs in ("Teddy Okafor", "Sunniva Berg", "Odile", "Cesar", cast.teammate, cast.administrator):
        assert theirs not in whole


@pytest.mark.alike
def test_the_page_in_it_leads_to_every_file_and_needs_no_network(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    marisol.send("/account/name", name="Marisol <Tavares> & daughter")
    scan = b"%PDF-1.7\nInvented, of a lecture."
    sent = {"title": "A lecture", "provider": "The county", "held_on": "2026-05-01", "hours": "1.5", "shows": "",
            "file": (io.BytesIO(scan), "my scan (2) é.pdf")}  # fmt: skip
    assert marisol.send("/hours/add", **sent).status_code == 303
    with zipfile.ZipFile(io.BytesIO(marisol.client.get("/account/export.zip").data)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    assert list(inside)[:2] == ["index.html", "README.txt"]
    page = html.document_fromstring(inside["index.html"].decode())
    linked = [unquote(each) for each in page.xpath("//a/@href")]
    assert sorted(linked) == sorted({*inside} - {"index.html", "README.txt"})
    assert scan in [inside[name] for name in linked if name.endswith("my scan (2) é.pdf")]
    assert [each.text for each in page.xpath("//h1 | //title")] == [
        "All that is held on Marisol <Tavares> & daughter"
    ] * 2
    assert page.xpath("//script | //link | //img | //iframe | //@src | //form") == []
    assert b"url(" not in inside["index.html"]
    counts = {row.xpath("string(td[1])"): row.xpath("string(td[2])") for row in page.xpath("//tr[td]")}
    assert counts["E-mail addresses"] == counts["Outside training"] == "1"
    assert counts["Certificates"] == "0"
    assert "technical, and gone after a day" in page.text_content().lower()


@pytest.mark.alike
def test_nobody_saves_what_is_held_on_others(cast: Cast) -> None:
    assert Visitor(cast.app).open("/account/export.zip").path == "/sign-in"
    answer = cast.enter("Teddy").client.get("/account/export.zip")
    assert cast.learner.encode() not in answer.data


def test_c55_f33_a_closed_account_leaves_a_certificate_that_can_be_checked(cast: Cast, app: Flask) -> None:
    finish(cast)
    marisol = cast.enter("Marisol")
    code = marisol.open("/certificates/").tree.xpath("//main//a[starts-with(@href, '/certificates/')]/@href")[0]
    check = marisol.open(code).tree.xpath("//main//a[starts-with(@href, '/verify/')]/@href")[0]
    closing = marisol.open("/account/close")
    assert "goes on being checkable" in closing.text
    assert closing.press("Close my account").status == 422
    assert closing.press("Close my account", password="not this one", sure="y").problems() == ["This is not your present password."]  # fmt: skip
    closing.press("Close my account", password=PASSWORD, sure="y")
    assert closing.path == "/sign-in"
    assert "Your account is closed." in closing.text
    assert Visitor(app).sign_in("Marisol").path == "/sign-in"
    shown = Visitor(app).open(check)
    assert shown.heading == "This certificate is real"
    assert "Marisol Tavares" in shown.text
    assert "Holder’s account closed." in shown.text
    for who, path in (("Odile", "/admin/people/"), ("Odile", "/team/"), ("Sunniva", "/team/")):
        assert "Marisol" not in cast.enter(who).open(path).text
    assert cast.enter("Odile").open(f"/admin/people/{cast.learner}").status == 404
    (gone,) = (row for row in cast.read(Account) if row.id == cast.learner)
    assert gone.name == "Closed account"


@pytest.mark.alike
@pytest.mark.parametrize("whole", [True, False])
def test_an_account_under_a_legal_hold_waits_until_it_is_lifted(cast: Cast, whole: bool) -> None:
    now = cast.services.clock.now()

    def hold(session: Session) -> str:
        place = session.get_one(Account, cast.learner).organisation_id
        whom = None if whole else cast.learner
        return give_hold(session, actor=SYSTEM, now=now, organisation_id=place, account_id=whom, reason="A suit").id

    with cast.services.database.session(write=True) as session:
        held = hold(session)
        session.commit()
    marisol = cast.enter("Marisol")
    assert "It cannot be closed now." in marisol.open("/account/close").text
    assert "A suit" not in marisol.text
    assert marisol.tree.xpath("//main//form") == []
    assert marisol.send("/account/close", password=PASSWORD, sure="y").status_code == 422
    with cast.services.database.session(write=True) as session, pytest.raises(Invalid, match="legal hold"):
        erase(session, actor=SYSTEM, now=now, account_id=cast.learner)
    assert {row.id: row.erased_at for row in cast.read(Account)}[cast.learner] is None
    assert ("Close my account" in cast.enter("Teddy").open("/account/close").text) is not whole
    cast.enter("Cesar").send(f"/ce-admin/holds/{held}/lift", why="The suit is over.")
    assert marisol.send("/account/close", password=PASSWORD, sure="y").status_code == 303
    assert {row.id: row.erased_at for row in cast.read(Account)}[cast.learner] is not None


@pytest.mark.alike
def test_somebody_without_a_password_is_told_how_to_get_one(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    with cast.services.database.independent() as session:
        session.get_one(Account, cast.learner).password_hash = None
    assert "you have none yet" in marisol.open("/account/close").text
    assert marisol.send("/account/close", password="", sure="y").status_code == 422
    assert marisol.send("/account/close", password="anything", sure="y").status_code == 422


@pytest.mark.alike
def test_guessing_the_password_of_an_open_session_is_slowed(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    answers = [marisol.send("/account/close", password=f"guess {n}", sure="y").status_code for n in range(12)]
    assert answers[:10] == [422] * 10
    assert answers[10:] == [429] * 2
