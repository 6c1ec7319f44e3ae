"""The whole way through a certified provider (npm oidc-provider), over HTTP."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from lms.clock import Clock
from lms.outbox.models import Letter
from lms.people.identity.models import LinkedIdentity
from lms.people.models import SignedIn
from tests.cast import Cast, Person, make_cast
from tests.clocks import MovableClock
from tests.identity.real_provider import SECRET, sign_in_there

pytestmark = pytest.mark.usefixtures("real")
WAY = "/sign-in/with/saltmarsh"


@pytest.fixture
def cast(real: None, clock: MovableClock, app) -> Cast:
    """The usual people, at the provider's own time."""
    clock.set(Clock().now())
    return make_cast(app)


def come(cast: Cast, login: str, path: str = WAY, visitor: Person | None = None) -> Person:
    """Somebody who signs in at the provider and is sent back."""
    person = visitor or Person(cast.app)
    begun = person.client.get(path)
    assert begun.status_code == 303, begun.text
    back = urlsplit(sign_in_there(requests.Session(), begun.location, login))
    person.open(f"{back.path}?{back.query}")
    return person


def test_whoever_is_invited_comes_in_and_is_linked(cast: Cast) -> None:
    marisol = come(cast, "marisol", f"{WAY}?next=/account/")
    assert (marisol.status, marisol.path) == (200, "/account/")
    assert "Saltmarsh Health" in marisol.text
    [row] = cast.read(LinkedIdentity)
    assert (row.account_id, row.subject) == (cast.learner, "marisol")
    acts = [line.act for line in cast.lines() if line.act.startswith(("identity.", "sign-in."))]
    assert acts == ["identity.linked", "sign-in.done"]
    assert [each.to for each in cast.read(Letter) if each.kind == "identity-linked"] == ["marisol@saltmarsh.example"]
    come(cast, "marisol")
    assert len(cast.read(LinkedIdentity)) == 1


def test_what_is_sent_there_is_made_for_this_browser_alone(cast: Cast) -> None:
    first, second = (parse_qs(urlsplit(Person(cast.app).client.get(WAY).location).query) for _ in range(2))
    assert first["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/with/saltmarsh/done"]
    assert (first["response_type"], first["code_challenge_method"]) == (["code"], ["S256"])
    for each in ("state", "nonce", "code_challenge"):
        assert len(first[each][0]) >= 43
        assert first[each] != second[each]


def test_the_host_of_a_request_does_not_choose_where_the_answer_goes(cast: Cast) -> None:
    answer = cast.app.test_client().get(WAY, headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
    assert parse_qs(urlsplit(answer.location).query)["redirect_uri"] == [
        "http://127.0.0.1:8000/sign-in/with/saltmarsh/done"
    ]


@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site_afterwards(cast: Cast, next_page: str) -> None:
    person = Person(cast.app)
    begun = person.client.get(WAY, query_string={"next": next_page})
    back = urlsplit(sign_in_there(requests.Session(), begun.location, "marisol"))
    answer = person.client.get(f"{back.path}?{back.query}")
    assert (answer.status_code, answer.location) == (303, "/home")


def test_who_was_not_invited_is_told_whom_to_ask_and_gets_nothing(cast: Cast) -> None:
    nobody = come(cast, "nobody")
    assert (nobody.status, nobody.heading) == (409, "You were not signed in")
    assert "Ask your program manager for an invitation" in nobody.text
    assert cast.read(LinkedIdentity) == []
    assert nobody.open("/home").path == "/sign-in"
    assert "sign-in.failed" in {line.act for line in cast.lines()}


def test_an_address_that_is_not_verified_there_opens_nothing(cast: Cast) -> None:
    assert come(cast, "unverified").status == 409
    assert cast.read(LinkedIdentity) == []
    come(cast, "marisol")
    assert come(cast, "unverified").status == 409


def test_a_used_answer_opens_nothing_a_second_time(cast: Cast) -> None:
    marisol = Person(cast.app)
    begun = marisol.client.get(WAY)
    kept = marisol.client.get_cookie("lms").value
    back = urlsplit(sign_in_there(requests.Session(), begun.location, "marisol"))
    assert marisol.open(f"{back.path}?{back.query}").path == "/home"
    again = Person(cast.app)
    again.client.set_cookie("lms", kept)
    again.open(f"{back.path}?{back.query}")
    assert (again.status, len(cast.read(SignedIn))) == (409, 1)


def test_an_answer_in_another_browser_opens_nothing(cast: Cast) -> None:
    """Login CSRF: somebody is to be signed in, unaware, as whoever began."""
    attacker, victim = Person(cast.app), Person(cast.app)
    begun = attacker.client.get(WAY)
    back = urlsplit(sign_in_there(requests.Session(), begun.location, "teddy"))
    assert victim.open(f"{back.path}?{back.query}").status == 409
    victim.client.get(WAY)
    assert victim.open(f"{back.path}?{back.query}").status == 409
    assert cast.read(SignedIn) == []


def test_who_thinks_too_long_begins_again(cast: Cast, clock: MovableClock) -> None:
    marisol = Person(cast.app)
    begun = marisol.client.get(WAY)
    back = urlsplit(sign_in_there(requests.Session(), begun.location, "marisol"))
    clock.move(minutes=16)
    assert marisol.open(f"{back.path}?{back.query}").status == 409


def test_the_secret_is_nowhere_but_in_its_file(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        come(cast, "nobody")
        marisol = come(cast, "marisol")
    assert SECRET not in caplog.text
    assert SECRET not in repr(cast.services.identity.providers)
    assert SECRET not in str(marisol.client.get_cookie("lms"))


def test_signing_out_offers_the_provider_too(cast: Cast, issuer: str) -> None:
    marisol = come(cast, "marisol")
    marisol.press("Sign out")
    [there] = marisol.tree.xpath("//a[contains(., 'Sign out of Saltmarsh Health too')]/@href")
    answer = marisol.client.get(there)
    assert answer.location.startswith(f"{issuer}/session/end?client_id=linchpin")
    assert requests.get(answer.location, timeout=20).status_code == 200
    password = cast.enter("Marisol").press("Sign out")
    assert password.tree.xpath("//a[contains(., 'too')]") == []
