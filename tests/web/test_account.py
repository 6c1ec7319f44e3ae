"""One's own account and the first-run questions, through HTTP."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from lms.database import Database
from lms.people.models import SignedIn
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, Place, learner, make_place
from tests.web.visitor import Visitor

FIREFOX = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


def test_the_first_page_asks_once(app: Flask, database: Database, clock: MovableClock, place: Place) -> None:
    learner(database, clock.now(), place, "Tomás Reyes", welcomed=False)
    visitor = Visitor(app).open("/sign-in").press("Sign in", email="tomás@saltmarsh.example", password=PASSWORD)
    assert visitor.path == "/welcome"
    assert "Behavioral health care manager" in visitor.text
    assert "15 June 2026" in visitor.text
    visitor.press("Save and continue", name="  ")
    assert (visitor.status, visitor.problems()) == (422, ["Enter your name."])
    visitor.press("Save and continue", name="4711")
    assert visitor.problems() == ["Enter the name."]
    visitor.press("Save and continue", name="Tomás  Reyes Ortiz")
    assert visitor.path == "/home"
    assert visitor.open("/account/").tree.get_element_by_id("name").value == "Tomás Reyes Ortiz"


@pytest.mark.alike
def test_changing_the_name(app: Flask, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    visitor.press("Save the name", name="Marisol\u202e Tavares")
    assert visitor.problems() == ["The name holds a character that cannot be printed. Type it again."]
    visitor.press("Save the name", name="  محمد   العلي ")
    assert "Saved." in visitor.text
    assert visitor.tree.get_element_by_id("name").value == "محمد العلي"


@pytest.mark.alike
def test_changing_the_password(app: Flask, marisol: str) -> None:
    elsewhere = Visitor(app).sign_in("Marisol")
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    visitor.press("Change the password", current_password="wrong", new_password="seven grey herons")
    assert visitor.problems() == ["This is not your present password."]
    visitor.press("Change the password", current_password=PASSWORD, new_password="MarisolTavares")
    assert visitor.status == 422
    visitor.press("Change the password", current_password=PASSWORD, new_password="seven grey herons")
    assert "It is good. 1 other session was signed out." in visitor.text
    assert elsewhere.open("/account/").path == "/sign-in"
    assert Visitor(app).sign_in("Marisol", "seven grey herons").path == "/home"


@pytest.mark.alike
def test_guessing_the_present_password_is_slowed(app: Flask, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    for _ in range(10):
        visitor.press("Change the password", current_password="wrong", new_password="seven grey herons")
        assert visitor.status == 422
    visitor.press("Change the password", current_password=PASSWORD, new_password="seven grey herons")
    assert visitor.status == 429


@pytest.mark.alike
def test_sessions_are_listed_and_ended_one_by_one(app: Flask, clock: MovableClock, marisol: str) -> None:
    other = Visitor(app)
    other.client.environ_base["HTTP_USER_AGENT"] = FIREFOX["User-Agent"]
    other.sign_in("Marisol")
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    assert "2 sessions" in visitor.text
    assert "Firefox on Windows" in visitor.text
    assert "4 May 2026 at 12:00 CDT" in visitor.text
    visitor.press("Sign out there")
    assert "1 session " in visitor.text
    assert other.open("/account/").path == "/sign-in"
    assert visitor.press("Sign out here").path == "/sign-in"


@pytest.mark.alike
def test_signing_out_everywhere(app: Flask, marisol: str) -> None:
    other = Visitor(app).sign_in("Marisol")
    visitor = Visitor(app).sign_in("Marisol").open("/account/").press("Sign out everywhere")
    assert "2 sessions ended" in visitor.text
    assert visitor.open("/account/").path == "/sign-in"
    assert other.open("/account/").path == "/sign-in"


def test_another_persons_session_is_not_found(
    app: Flask, database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    Visitor(app).sign_in("Marisol")
    learner(database, clock.now(), place, "Jonas Okoro")
    with database.session() as session:
        hers = session.scalar(select(SignedIn.id).where(SignedIn.account_id == marisol))
    stranger = Visitor(app).sign_in("Jonas").open("/account/")
    token = stranger.tree.xpath("string(//input[@name='csrf_token']/@value)")
    assert stranger.post(f"/account/sessions/{hers}/end", {"csrf_token": token}).status == 404
    with database.session() as session:
        assert session.get_one(SignedIn, hers).revoked_at is None


def test_the_session_is_seen_once_a_minute(app: Flask, database: Database, clock: MovableClock, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    begun = clock.now()
    seen = []
    for seconds in (59, 1, 30):
        clock.move(seconds=seconds)
        visitor.open("/account/")
        with database.session() as session:
            seen.append((session.scalars(select(SignedIn.seen_at)).one() - begun).total_seconds())
    assert seen == [0, 60, 60]


@pytest.mark.alike
def test_a_double_press_counts_once(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    form = visitor.form("Save the name")
    first = dict(form.form_values()) | {"name": "Marisol One"}
    visitor.post(form.get("action"), first)
    visitor.post(form.get("action"), first | {"name": "Marisol Two"})
    assert visitor.path == "/account/"
    assert visitor.tree.get_element_by_id("name").value == "Marisol One"


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/account/sessions/%00/end", "/kept/%00", "/admin/people/%00/invite-again"])
def test_what_no_database_stores_is_not_found(app: Flask, marisol: str, path: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    token = visitor.tree.xpath("string(//input[@name='csrf_token']/@value)")
    assert visitor.post(path, {"csrf_token": token}).status == 404


@pytest.mark.alike
@pytest.mark.parametrize("field", ["email", "password"])
def test_a_nul_in_a_form_is_refused_with_a_sentence(app: Flask, marisol: str, field: str) -> None:
    typed = {"email": "marisol@saltmarsh.example", "password": PASSWORD}
    visitor = Visitor(app).open("/sign-in").press("Sign in", **(typed | {field: "mari\0sol"}))
    assert visitor.status == 422
    assert "cannot be stored" in visitor.text
