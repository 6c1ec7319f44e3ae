"""What somebody with bad intentions, or a broken program, may send: it is refused in words and leads nowhere else."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter, Rule

from lms.outbox.queries import letters
from lms.people.models import Account
from lms.settings import Settings
from tests.house.kept_scene import make_scene
from tests.house.page import PageClient
from tests.house.scene import Scene, make_people
from tests.house.test_routes import address, may_enter, routes
from tests.people.makers import PASSWORD, email_of

ELSEWHERE = (
    "//evil.example", "///evil.example", "https://evil.example/home", "http:evil.example", "HTTPS:evil.example", "javascript:alert(1)",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\t/evil.example", "/\n/evil.example", "\x00//evil.example", "/%09/evil.example",
    "evil.example", "", "/home\r\nSet-Cookie: a=b", "@evil.example", ".evil.example", "/..//evil.example", "/./\\evil.example",
)  # fmt: skip
FIELDS = (
    "email", "password", "shared", "name", "legal_name", "confirmed", "current_password", "new_password", "clinic", "role", "start_date",
    "grants", "option", "answer", "flag", "go", "stage", "choice", "anchor", "code", "kind", "next", "kept", "request_key",
)  # fmt: skip
ODD = {
    "nothing": "",
    "spaces": " \t\u00a0\u200b",
    "a NUL byte": "a\x00b",
    "control characters": "\x01\x1b[31m\x7f",
    "an emoji": "\U0001f9d1\u200d⚕️",
    "right to left": "\u202eevil\u202c",
    "a lone surrogate": "\ud800",
    "markup": "<script>alert(1)</script>{{ 7 * 7 }}%s%n",
    "a database": "' OR 1=1; --",
    "a path": "../../../etc/passwd",
    "ten thousand characters": "x" * 10_000,
    "a number": "-1e999",
    "a date that is none": "2026-02-30",
    "a list": '["a"]',
}
# Text that the engines take differently, if they take it at all; the rest is the same to both.
OF_ENGINES = ("a NUL byte", "an emoji", "a lone surrogate", "ten thousand characters", "a number")
APART = 7
"""Of the words behind a question mark each address gets one in so many, the next address the next ones."""
STAYS = ("sign_in.sign_out", "people.deactivate", "account.end_everywhere")


def words_for(scene: Scene) -> dict[str, str]:
    """All odd words on SQLite; on PostgreSQL those that it might take otherwise."""
    return {what: ODD[what] for what in (ODD if scene.services.database.is_sqlite else OF_ENGINES)}


def some_words(app: Flask, rule: Rule, scene: Scene, who: str, at: int) -> list[tuple[str, str]]:
    """What somebody sends to the view number `at`, so that each view that reads words has read all of them once.

    All words come from the owner where it opens to the owner, else from the administrator, and from who is signed out where
    it opens to anyone. A refusal reads none: it gets one word, at the next view the next one, and none on PostgreSQL.
    """
    words = list(words_for(scene).items())
    first = "owner" if may_enter(app, rule, "owner") else "administrator"
    if who == first or (who == "signed out" and may_enter(app, rule, who)):
        return words
    return [words[at % len(words)]] if scene.services.database.is_sqlite else []


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, demo=True)


@pytest.mark.alike
@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_away(app: Flask, target: str) -> None:
    make_people(app)
    client = PageClient(app)
    token = client.csrf_token()
    fields = {"csrf_token": token, "email": email_of("Marisol"), "password": PASSWORD}
    answer = client.http.post(f"/sign-in?next={quote(target, safe='')}", data=fields)
    if answer.status_code == 404:  # A character that no address has.
        assert "Location" not in answer.headers
        return
    assert answer.status_code == 303
    where = urlsplit(answer.headers["Location"])
    assert (where.scheme, where.netloc) == ("", "")
    assert where.path.startswith("/")
    assert not where.path.startswith(("//", "/\\"))
    assert client.http.get(answer.headers["Location"]).status_code < 500


@pytest.mark.alike
def test_a_page_that_was_wanted_is_opened_after_signing_in(app: Flask) -> None:
    make_people(app)
    client = PageClient(app)
    asked = client.page("/account/")
    assert asked.path == "/sign-in"
    assert client.press(asked, "Sign in", email=email_of("Marisol"), password=PASSWORD).path == "/account/"


@pytest.mark.alike
@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded"])
def test_the_name_a_caller_gives_us_is_never_repeated(app: Flask, header: str) -> None:
    scene = make_people(app)
    client = PageClient(app)
    headers = {header: "host=evil.example" if header == "Forwarded" else "evil.example"}
    fields = {"csrf_token": client.csrf_token(), "email": email_of("Marisol")}
    answers = [client.http.get(path, headers=headers) for path in ("/", "/sign-in", "/home", "/verify/", "/help")]
    answers.append(client.http.post("/password/", data=fields, headers=headers))
    for answer in answers:
        assert answer.status_code < 500
        assert "evil.example" not in answer.text + str(answer.headers)
    with scene.services.database.session() as session:
        assert [letter for letter in letters(session, limit=9) if "evil.example" in letter.text] == []


@pytest.mark.alike
def test_a_cookie_of_another_hand_opens_nothing(app: Flask) -> None:
    make_people(app)
    client = PageClient(app)
    for value in ("", "x", "eyJ0b2tlbiI6ImEifQ.AAAA.BBBB", "\x7f" * 40, "a" * 4000):
        client.http.set_cookie("lms", value)
        assert client.http.get("/home").status_code == 303


@pytest.mark.parametrize("who", ["owner", "administrator", "signed out"])
def test_odd_words_in_a_form_are_answered_in_words(app: Flask, who: str) -> None:
    scene = make_scene(app)
    broken = []
    for at, rule in enumerate(each for each in routes(app) if "POST" in each.methods):
        client, stays = enter(app, scene, who), rule.endpoint in STAYS
        for what, odd in some_words(app, rule, scene, who, at):
            fields = dict.fromkeys(FIELDS, odd.encode("utf-8", "surrogatepass"))
            for _ in range(2):
                token = "" if stays else client.csrf_token()
                answer = client.http.post(address(rule, scene), data={**fields, "csrf_token": token})
                if answer.status_code >= 500:
                    broken.append((rule.endpoint, what, answer.status_code))
                if who == "signed out" or "/sign-in" not in answer.headers.get("Location", ""):
                    break
                client = enter(app, scene, who)  # The words before ended the session: nobody has read these.
            if "lms=" in answer.headers.get("Set-Cookie", "") and not is_signed_in(client):
                client = enter(app, scene, who)  # The next words are sent by somebody who is signed in, as these were.
    assert broken == []


def test_odd_words_in_an_address_are_answered_in_words(app: Flask) -> None:
    scene = make_scene(app)
    broken = []
    asked = [each for each in routes(app) if each.arguments and "GET" in each.methods]
    every_address = app.url_map.bind("localhost")
    for who in ("owner", "administrator", "signed out"):
        client, nowhere = enter(app, scene, who), set()
        for at, rule in enumerate(asked):
            sent = some_words(app, rule, scene, who, at)
            words = [(what, quote(odd.encode("utf-8", "surrogatepass"), safe="")) for what, odd in sent]
            good = address(rule, scene)
            paths = [
                ("/".join(written if "<" in part else part for part in rule.rule.split("/")), what)
                for what, written in words
            ]
            if len(rule.arguments) > 1:  # All but the last are those of a thing that is there.
                paths += [(f"{good}{written}", what) for what, written in words if written]
            # What stands behind the question mark is read in few places, and these pages are whole ones.
            paths += [(f"{good}?code={odd}&next={odd}&go={odd}", what) for what, odd in words[at % APART :: APART]]
            for path, what in paths:
                # What no view takes is answered by one page, whatever it is: each word is sent there once for each rule's
                # first part, and to every view that takes it.
                if not leads_somewhere(every_address, path):
                    beside = what, path.split("/")[1]
                    if beside in nowhere:
                        continue
                    nowhere.add(beside)
                answer = client.http.get(path)
                if answer.status_code >= 500:
                    broken.append((path[:80], what, answer.status_code))
    assert broken == []


@pytest.mark.alike
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"csrf_token": 1}'),
        ("application/json", b"{"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=\x00\r\n\r\n"),
        ("application/x-www-form-urlencoded; charset=klingon", b"a=%ff%fe&b"),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("", b"\x00\x01\x02"),
    ],
)
def test_bodies_of_another_kind_are_refused(app: Flask, kind: str, body: bytes) -> None:
    scene = make_people(app)
    for who, path in (("signed out", "/sign-in"), ("owner", "/account/name"), ("owner", "/certificates/name")):
        answer = enter(app, scene, who).http.post(path, data=body, content_type=kind)
        assert 400 <= answer.status_code < 500


def test_a_body_has_a_limit(app: Flask) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    fields = {"csrf_token": owner.csrf_token(), "name": "x" * 1_100_000}
    assert owner.post("/account/name", data=fields, status=413).heading == "That is too large"
    many = {"csrf_token": owner.csrf_token(), **{f"field-{number}": "x" for number in range(2000)}}
    assert owner.http.post("/account/name", data=many, content_type="multipart/form-data").status_code == 413
    with scene.services.database.session() as session:
        assert (
            session.scalars(select(Account.name).where(Account.id == scene.people["owner"])).one() == "Marisol Tavares"
        )


@pytest.mark.alike
def test_what_people_type_is_shown_as_text(app: Flask) -> None:
    scene = make_people(app)
    owner = enter(app, scene, "owner")
    named = owner.press(owner.page("/account/"), "Save the name", name="<img src=x onerror=alert(1)> &lt; ${7 * 7}")
    assert "<img src=x onerror=alert(1)> &lt; ${7 * 7}" in named.tree.xpath("string(//header)")
    assert named.tree.xpath("//img") == []


def leads_somewhere(every_address: MapAdapter, path: str) -> bool:
    """Whether a view takes the address, be it only to be asked at another one or in another way."""
    try:
        every_address.match(unquote(path.partition("?")[0]))
    except HTTPException as error:
        return error.code != 404
    return True


def is_signed_in(client: PageClient) -> bool:
    with client.http.session_transaction() as session:
        return "token" in session


def enter(app: Flask, scene: Scene, who: str) -> PageClient:
    client = PageClient(app)
    if who != "signed out":
        client.carry(scene.token_of(who))
    return client
