"""Sign-in, sign-out, mailed links and forms given back, through HTTP."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.audit import queries as audit
from lms.database import Database
from lms.outbox.queries import letters
from lms.people import sign_in as sessions
from lms.people.invitations import invite
from lms.people.models import Account, KeptForm, SignedIn, Throttle
from lms.people.permissions import SYSTEM
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, Place, email_of, learner, make_place
from tests.web.visitor import Visitor


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


def test_signing_in_and_out(app: Flask, marisol: str) -> None:
    visitor = Visitor(app).open("/account/")
    assert visitor.path == "/sign-in"
    visitor.press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert visitor.path == "/account/"
    visitor.press("Sign out")
    assert (visitor.path, visitor.heading) == ("/sign-in", "Sign in")
    assert visitor.open("/account/").path == "/sign-in"


@pytest.mark.alike
def test_the_address_may_be_written_in_any_case(app: Flask, marisol: str) -> None:
    visitor = Visitor(app).open("/sign-in").press("Sign in", email="MARISOL@Saltmarsh.Example ", password=PASSWORD)
    assert visitor.path == "/home"


def test_the_cookie_holds_no_more_than_a_random_token(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    with visitor.client.session_transaction() as cookie:
        token = cookie["token"]
        assert not cookie.permanent
        assert set(cookie) <= {"token", "csrf_token", "_fresh"}
    with database.session() as session:
        assert session.scalar(select(SignedIn.token_hash)) == sessions.hash_of_token(token)


@pytest.mark.alike
def test_a_session_from_before_is_not_taken_over(app: Flask, marisol: str) -> None:
    visitor = Visitor(app).open("/sign-in")
    with visitor.client.session_transaction() as cookie:
        cookie["token"] = "planted by somebody else"
    visitor.press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    with visitor.client.session_transaction() as cookie:
        assert cookie["token"] != "planted by somebody else"


def test_signing_in_ends_the_session_the_browser_had(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    with visitor.client.session_transaction() as cookie:
        first = cookie["token"]
    visitor.open("/account/").post("/sign-in", {"email": email_of("Marisol"), "password": PASSWORD, **tokens(visitor)})
    with database.session() as session:
        query = select(SignedIn.revoked_at).where(SignedIn.token_hash == sessions.hash_of_token(first))
        assert session.scalar(query) is not None


def tokens(visitor: Visitor) -> dict[str, str]:
    return {"csrf_token": visitor.tree.xpath("string(//input[@name='csrf_token']/@value)")}


@pytest.mark.alike
@pytest.mark.parametrize("email", ["marisol@saltmarsh.example", "nobody@saltmarsh.example", "no address at all"])
def test_the_answer_to_a_wrong_password_is_the_same_for_every_address(app: Flask, marisol: str, email: str) -> None:
    visitor = Visitor(app).open("/sign-in").press("Sign in", email=email, password="not the password")
    assert visitor.status == 422
    assert visitor.problems() == [sessions.WRONG]
    assert visitor.tree.get_element_by_id("email").value == email
    assert not visitor.tree.get_element_by_id("password").value


def test_empty_fields_are_named(app: Flask) -> None:
    visitor = Visitor(app).open("/sign-in").press("Sign in")
    assert visitor.problems() == ["Enter your work e-mail.", "Enter your password."]


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol Tavares", "Nobody"])
def test_too_many_tries_are_refused_for_known_and_unknown(
    app: Flask, clock: MovableClock, marisol: str, name: str
) -> None:
    visitor = Visitor(app)
    for _ in range(10):
        assert visitor.sign_in(name, password="not the password").status == 422
    visitor.sign_in(name)
    assert visitor.status == 429
    assert visitor.response.headers["Retry-After"] == "900"
    assert "15 minutes" in visitor.text
    clock.move(minutes=15)
    assert visitor.sign_in(name).status == (200 if name.startswith("Marisol") else 422)


def test_a_success_clears_the_count_and_no_address_is_kept(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app)
    for _ in range(9):
        visitor.sign_in("Marisol", password="not the password")
    assert visitor.sign_in("Marisol").path == "/home"
    with database.session() as session:
        keys = session.scalars(select(Throttle.key)).all()
    assert [key.partition(":")[0] for key in keys] == ["sign-in-client"]
    assert "127.0.0.1" not in keys[0]


@pytest.mark.alike
def test_failures_stand_in_the_record(app: Flask, database: Database, place: Place, marisol: str) -> None:
    Visitor(app).sign_in("Marisol", password="not the password")
    Visitor(app).sign_in("Nobody", password="not the password")
    with database.session() as session:
        known = [line for line in audit.lines(session, place.saltmarsh) if line.act == "sign-in.failed"]
        unknown = [line for line in audit.lines(session, "installation") if line.act == "sign-in.failed"]
        assert [line.subject_id for line in known] == [marisol]
        assert "nobody" not in unknown[0].subject_id
        assert audit.verify_all(session) == []


@pytest.mark.alike
@pytest.mark.parametrize(("shared", "minutes"), [({}, 60), ({"shared": "y"}, 20)])
def test_c66_a_session_ends_when_idle_and_sooner_at_a_shared_computer(
    app: Flask, clock: MovableClock, marisol: str, shared: dict[str, str], minutes: int
) -> None:
    visitor = Visitor(app).sign_in("Marisol", **shared)
    clock.move(minutes=minutes - 1)
    assert visitor.open("/account/").path == "/account/"
    clock.move(minutes=minutes)
    assert visitor.open("/account/").path == "/sign-in"


@pytest.mark.alike
def test_a_session_ends_after_its_hours_however_busy(app: Flask, clock: MovableClock, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    for _ in range(23):
        clock.move(minutes=30)
        assert visitor.open("/account/").path == "/account/"
    clock.move(minutes=30)
    assert visitor.open("/account/").path == "/sign-in"


@pytest.mark.alike
@pytest.mark.parametrize(
    ("wanted", "then"),
    [
        ("/account/", "/account/"),
        ("//evil.example/", "/home"),
        ("https://evil.example/", "/home"),
        ("/\\evil", "/home"),
    ],
)
def test_only_our_own_pages_are_returned_to(app: Flask, marisol: str, wanted: str, then: str) -> None:
    visitor = Visitor(app).open("/sign-in", query_string={"next": wanted})
    assert visitor.press("Sign in", email=email_of("Marisol"), password=PASSWORD).path == then


def link_in(database: Database) -> str:
    with database.session() as session:
        newest = letters(session)[0]
    address = next(line for line in newest.text.splitlines() if line.startswith("http"))
    return address.removeprefix("http://127.0.0.1:8000")


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Marisol", "Nobody"])
@pytest.mark.parametrize("page", ["/password/", "/sign-in/link"])
def test_asking_for_a_link_says_the_same_for_every_address(app: Flask, marisol: str, page: str, name: str) -> None:
    visitor = Visitor(app).open(page).press("Send the link", email=email_of(name))
    assert (visitor.path, visitor.heading) == ("/sign-in/sent", "Look in your mail")
    assert visitor.text.count("If the address belongs to an account here") == 1


@pytest.mark.alike
def test_letters_go_to_known_addresses_only(app: Flask, database: Database, marisol: str) -> None:
    for name in ("Nobody", "Marisol"):
        Visitor(app).open("/password/").press("Send the link", email=email_of(name))
    with database.session() as session:
        assert [letter.to for letter in letters(session)] == [email_of("Marisol")]


@pytest.mark.alike
def test_asking_too_often_is_refused(app: Flask, marisol: str) -> None:
    visitor = Visitor(app)
    for _ in range(5):
        visitor.open("/password/").press("Send the link", email=email_of("Marisol"))
    assert visitor.open("/password/").press("Send the link", email=email_of("Marisol")).status == 429


@pytest.mark.alike
def test_a_sign_in_link_works_once_and_only_by_its_button(app: Flask, database: Database, marisol: str) -> None:
    Visitor(app).open("/sign-in/link").press("Send the link", email=email_of("Marisol"))
    link = link_in(database)
    scanner = Visitor(app)
    for _ in range(3):
        assert scanner.open(link).heading == "Sign in as Marisol Tavares"
    visitor = Visitor(app).open(link).press("Sign in")
    assert visitor.path == "/home"
    scanner.press("Sign in")
    assert (scanner.status, scanner.heading) == (410, "This link does not work any more")
    assert scanner.open("/account/").path == "/sign-in"


@pytest.mark.alike
def test_a_link_runs_out(app: Flask, database: Database, clock: MovableClock, marisol: str) -> None:
    Visitor(app).open("/sign-in/link").press("Send the link", email=email_of("Marisol"))
    visitor = Visitor(app).open(link_in(database))
    clock.move(minutes=20)
    assert visitor.press("Sign in").status == 410
    assert "has run out" in visitor.text
    assert visitor.tree.xpath("//main//a[@href='/sign-in/link']")


@pytest.mark.alike
@pytest.mark.parametrize("path", ["/sign-in/link/made-up", "/password/made-up", "/invitation/made-up"])
def test_a_link_that_never_was(app: Flask, path: str) -> None:
    assert Visitor(app).open(path).status == 404


@pytest.mark.alike
def test_a_link_of_one_kind_opens_no_other(app: Flask, database: Database, marisol: str) -> None:
    Visitor(app).open("/sign-in/link").press("Send the link", email=email_of("Marisol"))
    token = link_in(database).rpartition("/")[2]
    assert Visitor(app).open(f"/password/{token}").status == 404


@pytest.mark.alike
def test_a_new_password_ends_every_other_session(app: Flask, database: Database, marisol: str) -> None:
    elsewhere = Visitor(app).sign_in("Marisol")
    Visitor(app).open("/password/").press("Send the link", email=email_of("Marisol"))
    visitor = Visitor(app).open(link_in(database))
    visitor.press("Set the password and sign in", password="short")
    assert visitor.problems() == ["Use at least 10 characters. A few words in a row are easy to remember."]
    visitor.press("Set the password and sign in", password="seven grey herons")
    assert visitor.path == "/home"
    assert "Your password is changed. It is good. Every other session was signed out." in visitor.text
    assert elsewhere.open("/account/").path == "/sign-in"
    assert Visitor(app).sign_in("Marisol").status == 422
    assert Visitor(app).sign_in("Marisol", "seven grey herons").path == "/home"


def invited(database: Database, clock: MovableClock, place: Place) -> str:
    with database.session(write=True) as session:
        made = invite(
            session,
            actor=SYSTEM,
            now=clock.now(),
            base_url="http://127.0.0.1:8000",
            email="tomas@saltmarsh.example",
            name="Tomás Reyes",
            clinic_id=place.mill_road,
            role="bhcm",
            start_date=date(2026, 6, 15),
        )
        session.commit()
    return made.link.removeprefix("http://127.0.0.1:8000")


@pytest.mark.alike
def test_an_invitation_leads_in(app: Flask, database: Database, clock: MovableClock, place: Place) -> None:
    link = invited(database, clock, place)
    visitor = Visitor(app).open(link)
    assert visitor.heading == "Welcome, Tomás Reyes"
    assert "Mill Road" in visitor.text
    assert "15 June 2026" in visitor.text
    assert visitor.response.headers["Cache-Control"] == "no-store"
    visitor.press("Set the password and begin", password="tomas12345")
    assert visitor.status == 422
    visitor.press("Set the password and begin", password="seven grey herons")
    assert (visitor.path, visitor.heading) == ("/welcome", "Is this right?")
    assert "not your hire date" in visitor.text
    visitor.press("Save and continue", name="Tomás R.")
    assert visitor.path == "/home"
    assert visitor.open("/welcome").path == "/home"
    again = Visitor(app).open(link)
    assert (again.status, "program manager" in again.text) == (410, True)


@pytest.mark.alike
def test_opening_an_invitation_changes_nothing(
    app: Flask, database: Database, clock: MovableClock, place: Place
) -> None:
    link = invited(database, clock, place)
    before = everything(database)
    for _ in range(3):
        Visitor(app).open(link)
    assert everything(database) == before


def everything(database: Database) -> list[object]:
    from lms.tables import metadata

    with database.session() as session:
        return [session.execute(select(table).order_by(*table.primary_key)).all() for table in metadata.sorted_tables]


def expired_post(app: Flask, clock: MovableClock) -> Visitor:
    """Marisol changes her name, too late."""
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    clock.move(minutes=61)
    return visitor.press("Save the name", name="Marisol T. <b>")


@pytest.mark.alike
def test_a_form_sent_too_late_is_given_back(app: Flask, database: Database, clock: MovableClock, marisol: str) -> None:
    visitor = expired_post(app, clock)
    assert visitor.path == "/sign-in"
    assert "kept for one hour" in visitor.text
    visitor.press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert visitor.heading == "What you sent is still here"
    assert "Marisol T. <b>" in visitor.text
    assert name_of(database, marisol) == "Marisol Tavares"
    form = visitor.form("Send it now")
    visitor.press("Send it now")
    assert visitor.path == "/account/"
    assert name_of(database, marisol) == "Marisol T. <b>"
    visitor.open("/account/").press("Save the name", name="Marisol Again")
    visitor.post(form.get("action"), dict(form.form_values()) | tokens(visitor))
    assert name_of(database, marisol) == "Marisol Again"
    assert visitor.sign_out_and_in().path == "/home"


def name_of(database: Database, account_id: str) -> str:
    with database.session() as session:
        return session.get_one(Account, account_id).name


@pytest.mark.alike
def test_a_kept_form_can_be_thrown_away(app: Flask, database: Database, clock: MovableClock, marisol: str) -> None:
    visitor = expired_post(app, clock).press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    visitor.press("Throw it away")
    assert visitor.path == "/home"
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(KeptForm)) == 0


@pytest.mark.alike
def test_a_kept_form_is_for_nobody_else(
    app: Flask, database: Database, clock: MovableClock, place: Place, marisol: str
) -> None:
    learner(database, clock.now(), place, "Jonas Okoro")
    shared_computer = expired_post(app, clock)
    shared_computer.press("Sign in", email=email_of("Jonas"), password=PASSWORD)
    assert shared_computer.path == "/home"
    with database.session() as session:
        kept_id = session.scalar(select(KeptForm.id))
    assert shared_computer.open(f"/kept/{kept_id}").status == 404
    shared_computer.open("/account/").post(f"/kept/{kept_id}", tokens(shared_computer))
    mine = Visitor(app).sign_in("Marisol")
    assert mine.path == f"/kept/{kept_id}"


@pytest.mark.alike
def test_a_kept_form_lasts_an_hour(app: Flask, clock: MovableClock, marisol: str) -> None:
    visitor = expired_post(app, clock)
    clock.move(minutes=60)
    assert visitor.open("/sign-in").press("Sign in", email=email_of("Marisol"), password=PASSWORD).path == "/home"


@pytest.mark.alike
def test_passwords_are_never_kept(app: Flask, database: Database, clock: MovableClock, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    clock.move(minutes=61)
    visitor.press("Change the password", current_password=PASSWORD, new_password="seven grey herons")
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(KeptForm)) == 0


@pytest.mark.alike
def test_nothing_is_kept_after_signing_out(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    form = visitor.form("Save the name")
    visitor.press("Sign out")
    visitor.post(form.get("action"), dict(form.form_values()))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(KeptForm)) == 0


@pytest.mark.alike
def test_signing_out_clears_what_the_browser_keeps(cast: Cast) -> None:
    marisol = cast.enter("Marisol")
    assert marisol.client.get("/home").headers["Cache-Control"] == "no-store"
    assert marisol.send("/sign-out").headers["Clear-Site-Data"] == '"storage"'
