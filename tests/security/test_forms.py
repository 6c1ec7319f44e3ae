"""Another site, or somebody else at a shared computer, sends forms in a person's name."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.app import create_app
from lms.curriculum.library import Library
from lms.database import Database
from lms.people.models import KeptForm, SignedIn
from lms.settings import Settings
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD, Place, email_of, learner, make_place
from tests.web.visitor import Visitor

PASSWORD_FIELDS = ("password", "new_password", "Password", "PASSWD", "my-passphrase", "client_secret", "csrf_token")


@pytest.fixture
def place(database: Database, clock: MovableClock) -> Place:
    return make_place(database, clock.now())


@pytest.fixture
def marisol(database: Database, clock: MovableClock, place: Place) -> str:
    return learner(database, clock.now(), place)


def kept_forms(database: Database) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(KeptForm)) or 0


def token_of(visitor: Visitor) -> str:
    return str(visitor.tree.xpath("//input[@name='csrf_token']/@value")[0])


@pytest.mark.alike
def test_no_form_of_any_page_is_taken_without_its_token(app: Flask, marisol: str) -> None:
    app.testing = False
    for visitor in (Visitor(app).open("/sign-in"), Visitor(app).sign_in("Marisol")):
        posts = [
            rule for rule in app.url_map.iter_rules()
            if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/")  # Written to by programs; tests/api.
            and rule.endpoint != "saml_answers.answer"  # Sent by a provider, signed; it opens nothing: identity/test_saml.py.
        ]  # fmt: skip
        for rule in posts:
            path = re.sub(r"<any\('?([a-z-]+).*?>", r"\1", str(rule)).replace("<int:number>", "1")
            path = path.replace("<", "").replace(">", "")
            for token in ("", "stale"):
                answer = visitor.client.post(path, data={"csrf_token": token})
                # What is mounted below an upload is not even found by who may not publish, and checks its own tokens.
                hidden = "/preview/" in path and answer.status_code == 404
                assert answer.status_code == 400 or hidden or str(answer.location).startswith("/sign-in"), path
    assert len(list(posts)) > 20


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_another_site_is_never_kept(
    app: Flask, database: Database, clock: MovableClock, marisol: str, site: str
) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    clock.move(minutes=61)
    visitor.client.post("/account/name", data={"name": "Planted"}, headers={"Sec-Fetch-Site": site})
    assert kept_forms(database) == 0
    visitor.client.post("/account/name", data={"name": "Mine"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert kept_forms(database) == 1


def test_no_password_under_any_name_and_no_file_is_kept(
    app: Flask, database: Database, clock: MovableClock, marisol: str
) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    token = token_of(visitor)
    clock.move(minutes=61)
    visitor.client.post("/account/name", data={"csrf_token": token, "name": "M", "file": (BytesIO(b"x"), "x.txt")})
    assert kept_forms(database) == 0
    secrets = {name: "seven grey herons" for name in PASSWORD_FIELDS if name != "csrf_token"}
    visitor.client.post("/account/name", data={"csrf_token": token, "name": "Kept", **secrets})
    visitor.open("/sign-in").press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert "Kept" in visitor.text
    assert "herons" not in visitor.response.text


def test_names_and_values_given_back_are_never_markup(
    app: Flask, database: Database, clock: MovableClock, marisol: str
) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    token = token_of(visitor)
    clock.move(minutes=61)
    harm = "\"'><script>alert(1)</script>"
    visitor.client.post("/account/name", data={"csrf_token": token, harm: harm, "name": harm})
    visitor.open("/sign-in").press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert visitor.heading == "What you sent is still here"
    assert not visitor.tree.xpath("//script[not(@src)]")


def test_a_form_too_large_to_read_is_refused_and_not_kept(
    app: Flask, database: Database, clock: MovableClock, marisol: str
) -> None:
    visitor = Visitor(app).sign_in("Marisol")
    clock.move(minutes=61)
    assert visitor.client.post("/account/name", data={"name": "x" * 1_100_000}).status_code == 413
    assert kept_forms(database) == 0


def test_a_form_given_back_opens_no_page_its_owner_lost(
    app: Flask, database: Database, clock: MovableClock, marisol: str
) -> None:
    visitor = Visitor(app).sign_in("Marisol").open("/account/")
    token = token_of(visitor)
    clock.move(minutes=61)
    visitor.client.post("/admin/people/invite", data={"csrf_token": token, "name": "Crony"})
    visitor.open("/sign-in").press("Sign in", email=email_of("Marisol"), password=PASSWORD)
    assert visitor.press("Send it now").status == 404


def test_cookies_are_for_https_alone_wherever_people_come_by_https(
    settings: Settings, database: Database, clock: MovableClock, library: Library
) -> None:
    for base_url, secure in (("https://training.example", True), ("http://127.0.0.1:8000", False)):
        changed = Settings(**{**vars(settings), "base_url": base_url})
        made = create_app(changed, clock=clock, database=database, library=library)
        cookie = made.test_client().get("/sign-in", base_url=base_url).headers["Set-Cookie"]
        assert cookie.startswith("__Host-lms=" if secure else "lms=")
        assert "Domain" not in cookie
        assert "Path=/;" in f"{cookie};"
        assert ("Secure" in cookie, "HttpOnly" in cookie, "SameSite=Lax" in cookie) == (secure, True, True)


def test_an_address_sent_along_is_never_believed(app: Flask, database: Database, marisol: str) -> None:
    visitor = Visitor(app)
    assert visitor.client.get("/sign-in", headers={"Host": "evil.example"}).status_code == 400
    visitor.client.environ_base["HTTP_X_FORWARDED_HOST"] = "evil.example"
    visitor.open("/password/").press("Send the link", email=email_of("Marisol"))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(SignedIn)) == 0
    assert "evil.example" not in visitor.response.text


@pytest.mark.parametrize("path", ["/sign-in/link/x", "/password/x", "/invitation/x"])
def test_a_page_behind_a_mailed_link_is_stored_nowhere(app: Flask, path: str) -> None:
    assert app.test_client().head(path).headers["Cache-Control"] == "no-store"
