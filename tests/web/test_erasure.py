"""Somebody asks for what is held on her to be erased; an administrator answers, by page and by command."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from lms.acts.person.asked import accept
from lms.acts.retention.night import run
from lms.acts.retention.periods import Chosen
from lms.audit.models import AuditDetail
from lms.cli import main
from lms.credit.keeping.holds import give_hold, lift_hold
from lms.credit.keeping.models import LegalHold
from lms.errors import Invalid
from lms.outbox.actions import letter_sent
from lms.outbox.models import Letter
from lms.people.erasure.models import ErasureRequest
from lms.people.models import Account, Address
from lms.people.permissions import ADMINISTRATOR, SYSTEM
from tests.cast import Cast, Person, in_session
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, make_account

PAGE = "/account/erasure"


def ask(cast: Cast, name: str = "Marisol") -> Person:
    person = cast.enter(name)
    person.open(PAGE).press("Ask for erasure", password=PASSWORD, sure="y")
    assert person.path == PAGE
    return person


def the_request(cast: Cast) -> ErasureRequest:
    (found,) = cast.read(ErasureRequest)
    return found


def letters(cast: Cast, kind: str) -> list[Letter]:
    return [each for each in cast.read(Letter) if each.kind == kind]


def hold(cast: Cast, act: Any, **more: Any) -> None:
    now = cast.services.clock.now()
    in_session(cast.services.database, lambda session: act(session, actor=SYSTEM, now=now, reason="A suit.", **more))


def test_from_asking_to_the_last_letter(cast: Cast, clock: MovableClock) -> None:
    marisol = ask(cast)
    row = the_request(cast)
    assert row.due_on.isoformat() == "2026-06-03"
    assert "answers by 3 June 2026" in marisol.text
    assert "in 30 days" in marisol.text
    assert "Your request for erasure" in marisol.open("/account/").text
    (waits,) = letters(cast, "erasure-waits")
    assert waits.account_id == cast.administrator
    assert "Marisol" not in waits.text
    chief = cast.enter("Odile")
    assert "1 waits" in chief.open("/admin/people/").text
    assert "Asks for erasure" in chief.open(f"/admin/people/{cast.learner}").text
    queue = chief.open("/queue/")
    assert "To be answered by 3 June 2026" in queue.text
    chief.open(f"/admin/erasure/{row.id}?back=/queue/")
    assert "e-mail addresses (1)" in chief.text
    chief.press("Accept and erase")
    assert chief.status == 422
    chief.press("Accept and erase", sure="y")
    assert chief.path == "/queue/"
    assert marisol.open("/home").path == "/sign-in"
    with cast.services.database.session() as session:
        account = session.get_one(Account, cast.learner)
        assert (account.name, account.erased_at) == ("Closed account", clock.now())
    assert [each for each in cast.read(Address) if each.account_id == cast.learner] == []
    row = the_request(cast)
    assert (row.outcome, row.answered_by_account_id) == ("accepted", cast.administrator)
    acts = [each.act for each in cast.lines() if each.act.startswith(("erasure", "account.erased"))]
    assert acts == ["erasure.asked", "erasure.accepted", "account.erased"]
    (last,) = [each for each in cast.read(Letter) if each.account_id == cast.learner]
    assert (last.kind, last.to, "Marisol" in last.text) == ("erasure-done", "marisol@saltmarsh.example", False)
    in_session(cast.services.database, lambda session: letter_sent(session, last.id, clock.now()))
    (last,) = letters(cast, "erasure-done")
    assert (last.to, last.text) == ("", "")
    assert "Accepted, and erased" in chief.open("/admin/erasure/").text
    assert "Marisol" not in chief.text


def test_declined_with_a_reason_that_she_reads(cast: Cast) -> None:
    marisol, chief = ask(cast), cast.enter("Odile")
    chief.open(f"/admin/erasure/{the_request(cast).id}").press("Decline", reason=" ")
    assert chief.status == 422
    chief.press("Decline", reason="Your site visit is in June; ask again after it.")
    assert chief.path == "/admin/erasure/"
    assert "Your site visit is in June" in marisol.open(PAGE).text
    assert marisol.open("/home").path == "/home"
    (letter,) = letters(cast, "erasure-declined")
    assert "Your site visit is in June" in letter.text
    again = chief.send(f"/admin/erasure/{the_request(cast).id}/accept", sure="y")
    assert again.status_code == 409
    with zipfile.ZipFile(io.BytesIO(marisol.client.get("/account/export.zip").data)) as archive:
        (shown,) = json.loads(archive.read("account/erasure-requests.json"))
    assert (shown["outcome"], shown["answered_by_account_id"]) == ("declined", "somebody else")
    assert "Your site visit" in shown["reason"]


@pytest.mark.alike
def test_a_second_request_is_the_first_and_it_can_be_withdrawn(cast: Cast) -> None:
    marisol = ask(cast)
    assert marisol.send(PAGE, password=PASSWORD, sure="y").status_code == 303
    assert len(cast.read(ErasureRequest)) == len(letters(cast, "erasure-asked")) == 1
    marisol.open(PAGE).press("Withdraw the request")
    assert "Withdrawn" in marisol.text
    assert marisol.send(f"{PAGE}/withdraw").status_code == 409
    assert len(letters(cast, "erasure-withdrawn")) == 1
    assert cast.enter("Odile").open("/queue/").text.count("To be answered by") == 0
    ask(cast)
    assert sorted(str(each.outcome) for each in cast.read(ErasureRequest)) == ["None", "withdrawn"]


def test_a_hold_stands_in_the_way_and_says_what_to_do(cast: Cast) -> None:
    hold(cast, give_hold, organisation_id=cast.place.saltmarsh, account_id=cast.learner)
    marisol, chief = ask(cast), cast.enter("Odile")
    assert "only once the hold is lifted" in marisol.text
    assert "A suit" not in marisol.text
    at = f"/admin/erasure/{the_request(cast).id}"
    assert "cannot be accepted now: A suit" in chief.open(at).text
    assert "lift the hold" in chief.text
    refused = chief.send(f"{at}/accept", sure="y")
    assert refused.status_code == 409
    assert "A suit" in refused.text
    assert the_request(cast).outcome is None
    (standing,) = cast.read(LegalHold)
    hold(cast, lift_hold, hold_id=standing.id)
    assert chief.send(f"{at}/accept", sure="y").status_code == 303
    assert the_request(cast).outcome == "accepted"


@pytest.mark.alike
def test_an_administrator_is_answered_by_another_and_the_last_one_never(cast: Cast, clock: MovableClock) -> None:
    odile = cast.enter("Odile").open(PAGE).press("Ask for erasure", password=PASSWORD, sure="y")
    assert odile.status == 422
    assert "last organisation administrator" in odile.text
    second = make_account(
        cast.services.database, clock.now(), cast.place.saltmarsh, "Otto Lind", kinds=(ADMINISTRATOR,)
    )
    odile = ask(cast, "Odile")
    at = f"/admin/erasure/{the_request(cast).id}"
    assert "another administrator answers it" in odile.open(at).text
    assert odile.send(f"{at}/accept", sure="y").status_code == 409
    assert odile.send(f"{at}/decline", reason="No.").status_code == 409
    assert odile.open("/queue/").text.count("To be answered by") == 0

    def left_alone(session: Any) -> None:
        session.get_one(Account, second).deactivated_at = clock.now()
        session.flush()
        with pytest.raises(Invalid, match="last organisation administrator"):
            accept(session, actor=SYSTEM, now=clock.now(), request_id=the_request(cast).id)

    in_session(cast.services.database, left_alone)
    assert the_request(cast).outcome is None


@pytest.mark.alike
@pytest.mark.parametrize("fields", [{"password": "wrong", "sure": "y"}, {"password": PASSWORD}, {"sure": "y"}])
def test_it_asks_who_is_there_and_whether_it_is_meant(cast: Cast, fields: dict[str, str]) -> None:
    assert cast.enter("Marisol").send(PAGE, **fields).status_code == 422
    assert cast.read(ErasureRequest) == []


@pytest.mark.alike
def test_without_a_password_the_session_and_the_tick_are_enough(cast: Cast) -> None:
    def forget(session: Any) -> None:
        session.get_one(Account, cast.learner).password_hash = None

    in_session(cast.services.database, forget)
    marisol = cast.enter("Marisol")
    assert marisol.send(PAGE).status_code == 422
    assert marisol.send(PAGE, sure="y").status_code == 303
    assert the_request(cast).account_id == cast.learner


@pytest.mark.alike
def test_days_are_the_organisations_own(cast: Cast) -> None:
    chief = cast.enter("Odile").open("/admin/erasure/")
    for wrong in ("", "0", "366", "soon"):
        assert chief.press("Save the days", days=wrong).status == 422
        chief.open("/admin/erasure/")
    chief.press("Save the days", days="10")
    assert "answered within 10 days" in chief.text
    ask(cast)
    assert the_request(cast).due_on.isoformat() == "2026-05-14"
    (line,) = [each for each in cast.lines() if each.act == "erasure.days-set"]
    (detail,) = [each for each in cast.read(AuditDetail) if each.line_id == line.id]
    assert detail.details["after"] == 10


@pytest.mark.parametrize("name", ["Marisol", "Teddy", "Sunniva", "Cesar", "Ansel"])
@pytest.mark.alike
def test_nobody_else_finds_it(cast: Cast, name: str) -> None:
    ask(cast)
    at, other = f"/admin/erasure/{the_request(cast).id}", cast.enter(name)
    assert {other.open(at).status, other.open("/admin/erasure/").status} == {404}
    for what in ("accept", "decline"):
        assert other.send(f"{at}/{what}", sure="y", reason="No.").status_code == 404


@pytest.mark.alike
def test_closing_it_oneself_ends_the_request(cast: Cast) -> None:
    marisol = ask(cast)
    marisol.open("/account/close").press("Close my account", password=PASSWORD, sure="y")
    assert the_request(cast).outcome == "closed"
    assert [each for each in cast.read(Letter) if each.account_id == cast.learner] == []


@pytest.mark.alike
def test_the_command_lists_what_waits(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LMS_DATABASE_URL", cast.services.settings.database_url)
    monkeypatch.setenv("LMS_DATA", cast.services.settings.data)
    assert main(["people", "requests"]) == 0
    assert "No request for erasure waits." in capsys.readouterr().out
    ask(cast)
    assert main(["people", "requests", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["name"], row["answer by"]) == ("Marisol Tavares", "2026-06-03")


def test_what_is_left_of_a_request_goes_by_the_night(cast: Cast, clock: MovableClock) -> None:
    chief = cast.enter("Odile")
    ask(cast)
    chief.send(f"/admin/erasure/{the_request(cast).id}/accept", sure="y")

    def night() -> tuple[int, list[str]]:
        run(cast.services.database, cast.services.files, now=clock.now(), chosen=Chosen(365, 0))
        return len(cast.read(ErasureRequest)), [each.to for each in letters(cast, "erasure-done")]

    assert night() == (1, ["marisol@saltmarsh.example"])
    clock.move(days=7, minutes=1)
    assert night() == (1, [""])
    clock.move(days=723)
    assert night() == (0, [""])
