"""Signing in through a small SAML provider on this machine that signs with a real key; what is asked for goes over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import xmlsec
from flask import Flask
from lxml import etree, html

from lms.audit.models import AuditDetail
from lms.outbox.models import Letter
from lms.people.actions import deactivate
from lms.people.identity.models import LinkedIdentity
from lms.people.models import Address, SignedIn
from lms.people.permissions import SYSTEM
from lms.people.throttling import SIGN_IN_CLIENT
from lms.settings import Settings
from tests.cast import Cast, Person, in_session, make_cast
from tests.clocks import MovableClock
from tests.identity.saml_answers import Asked, assertion, one, packed, response, sign, signer
from tests.identity.saml_provider import SamlProvider, begin, bring, saml_provider, walk
from tests.identity.test_takeover import invitation, uninvite
from tests.web.test_second_step import set_up

WAY = "/sign-in/with/saltmarsh"


@pytest.fixture(scope="module")
def provider() -> Iterator[SamlProvider]:
    with saml_provider() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, provider: SamlProvider) -> Settings:
    provider.configure(
        Path(settings.data), "second_factor: {acr: ['urn:x:mfa']}\nsign_out_url: https://id.example/out\n"
    )
    return replace(settings, second_factor="staff")


@pytest.fixture
def cast(app: Flask) -> Cast:
    return make_cast(app)


def whys(cast: Cast) -> list[str]:
    return [str(row.details["why"]) for row in cast.read(AuditDetail) if "why" in row.details]


def refused(cast: Cast, person: Person) -> str:
    """That nothing came of it; the reason in the record, which holds one line of it."""
    assert (person.status, person.heading) == (409, "You were not signed in")
    assert (cast.read(SignedIn), cast.read(LinkedIdentity)) == ([], [])
    [why] = whys(cast)
    return why


def test_there_and_back(cast: Cast, provider: SamlProvider) -> None:
    """The whole way: our metadata to the provider, its sign-in page, its form to us; the second time with the link."""
    described = cast.app.test_client().get(f"{WAY}/metadata")
    assert described.mimetype == "application/samlmetadata+xml"
    provider.registered, provider.clock = described.data, cast.services.clock
    for _ in range(2):
        marisol = Person(cast.app)
        there = requests.Session()
        page = html.fromstring(there.get(marisol.client.get(f"{WAY}?next=/account/").location, timeout=20).text)
        sent = dict(page.forms[0].form_values()) | {"login": "marisol"}
        back = html.fromstring(there.post(f"{provider.address}/sign-in", data=sent, timeout=20).text).forms[0]
        assert back.action == f"http://127.0.0.1:8000{WAY}/answer"
        brought = cast.app.test_client().post(urlsplit(back.action).path, data=dict(back.form_values()))
        assert "Set-Cookie" not in brought.headers
        assert "marisol" not in brought.location
        assert (marisol.open(brought.location).path, marisol.status) == ("/account/", 200)
        assert "1 linked identity" in marisol.text
    provider.registered = b""
    [row] = cast.read(LinkedIdentity)
    assert (row.account_id, row.issuer, row.subject) == (cast.learner, provider.issuer, "number of marisol")
    acts = [line.act for line in cast.lines() if line.act.startswith(("identity.", "sign-in."))]
    assert acts == ["identity.linked", "sign-in.done", "sign-in.done"]
    assert [each.to for each in cast.read(Letter) if each.kind == "identity-linked"] == ["marisol@saltmarsh.example"]
    # What was brought once is brought again: to the provider's address of ours, then to the one after it.
    again = cast.app.test_client().post(urlsplit(back.action).path, data=dict(back.form_values()))
    person = Person(cast.app).open(again.location)
    assert person.status == 409
    assert whys(cast) == ["used before"]
    assert len(cast.read(SignedIn)) == 2


@pytest.mark.alike
def test_the_button_and_the_way_out(cast: Cast, provider: SamlProvider) -> None:
    page = Person(cast.app).open("/sign-in?next=/hours/")
    [there] = page.tree.xpath("//a[contains(@class, 'button')][. = 'Sign in with Saltmarsh Health']/@href")
    assert there == f"{WAY}?next=/hours/"
    marisol = walk(cast, provider)
    marisol.press("Sign out")
    [out] = marisol.tree.xpath("//a[contains(., 'Sign out of Saltmarsh Health too')]/@href")
    assert marisol.client.get(out).location == "https://id.example/out"


@pytest.mark.alike
def test_the_first_sign_in_of_somebody_invited(cast: Cast, provider: SamlProvider) -> None:
    uninvite(cast)
    assert walk(cast, provider).status == 409
    token = invitation(cast, cast.learner)
    assert walk(cast, provider, start=f"?invitation={token}", id="_second").status == 200
    [row] = cast.read(LinkedIdentity)
    assert row.account_id == cast.learner
    assert all(each.verified_at for each in cast.read(Address) if each.account_id == cast.learner)


@pytest.mark.alike
@pytest.mark.parametrize("email", ["stranger@saltmarsh.example", "ansel@elsewhere.example", None])
def test_a_stranger_is_told_whom_to_ask(cast: Cast, provider: SamlProvider, email: str | None) -> None:
    stranger = walk(cast, provider, email=email)
    assert refused(cast, stranger) == ("not invited" if email == "stranger@saltmarsh.example" else "address")
    assert "Ask " in stranger.text
    assert stranger.open("/home").path == "/sign-in"


@pytest.mark.alike
def test_a_deactivated_account_stays_out(cast: Cast, provider: SamlProvider) -> None:
    now = cast.services.clock.now()
    act = lambda session: deactivate(session, actor=SYSTEM, now=now, account_id=cast.learner)  # noqa: E731
    in_session(cast.services.database, act)
    marisol = walk(cast, provider)
    assert refused(cast, marisol) == "deactivated"
    assert "closed or deactivated" in marisol.text


@pytest.mark.alike
def test_our_second_step_is_asked_for_unless_theirs_counts(
    cast: Cast, provider: SamlProvider, clock: MovableClock
) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    marisol = walk(cast, provider, start="?next=/account/")
    assert marisol.path == "/sign-in/second"
    assert Person.open(marisol, "/home").path == "/sign-in"
    clock.move(seconds=60)
    assert marisol.open("/sign-in/second?next=/account/").press("Sign in", code=phone.code()).path == "/account/"
    assert walk(cast, provider, context="urn:x:mfa").path == "/home"
    assert max(cast.read(SignedIn), key=lambda row: row.created_at).factor_at == clock.now()


@pytest.mark.alike
def test_a_grant_that_demands_a_second_step_waits_for_it(cast: Cast, provider: SamlProvider) -> None:
    odile = walk(cast, provider, email="odile@saltmarsh.example")
    assert "Your access waits for a second step at sign-in." in odile.open("/home").text
    assert odile.open("/admin/people/").path == "/account/second-step/"


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a wrong audience": ({"audience": "https://elsewhere.example/metadata"}, "audience", "not meant for this page"),
    "a wrong recipient": ({"recipient": "https://elsewhere.example/answer"}, "recipient", "not meant for this page"),
    "expired": ({"valid_until": -61, "data_until": -61}, "too late", "too old, or one of the two clocks is wrong"),
    "not yet valid": ({"valid_from": 61}, "too early", "one of the two clocks is wrong"),
    "to a question nobody asked": ({"confirms": "_nobody"}, "unasked", "to no question of ours"),
    "a name for once": ({"format": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"}, "name id", "tell your"),
}


@pytest.mark.alike
@pytest.mark.parametrize("what", WRONG)
def test_answers_that_do_not_hold(cast: Cast, provider: SamlProvider, what: str) -> None:
    changed, why, said = WRONG[what]
    person = walk(cast, provider, start="?next=/account/", **changed)
    assert refused(cast, person) == why
    assert said in person.text
    # The page that was wanted is not forgotten.
    [again] = person.tree.xpath("//a[. = 'Go to the sign-in page']/@href")
    assert again == "/sign-in?next=/account/"


def inside_of(provider: SamlProvider, asked: Asked, **changed: Any) -> Any:
    """A response that nobody signed yet, and its assertion."""
    now = provider.clock.now()
    tree = response(asked, provider.issuer, now, assertion(asked, provider.issuer, now, **changed))
    return tree, one(tree, "./saml:Assertion")


def unsigned(provider: SamlProvider, asked: Asked) -> Any:
    return inside_of(provider, asked)[0]


def by_another_key(provider: SamlProvider, asked: Asked) -> Any:
    tree, found = inside_of(provider, asked)
    sign(found, signer("somebody else's"))
    return tree


def by_sha1(provider: SamlProvider, asked: Asked) -> Any:
    tree, found = inside_of(provider, asked)
    sign(found, signer(), method=xmlsec.Transform.RSA_SHA1, digest=xmlsec.Transform.SHA1)
    return tree


def for_another_destination(provider: SamlProvider, asked: Asked) -> Any:
    tree, found = inside_of(provider, asked)
    tree.set("Destination", "https://elsewhere.example/answer")
    sign(found, signer())
    return tree


def wrapped(provider: SamlProvider, asked: Asked) -> Any:
    """Before Marisol's, which is signed, stands one of Teddy's that is not."""
    tree, found = inside_of(provider, asked)
    sign(found, signer())
    found.addprevious(inside_of(provider, asked, id="_forged", subject="s-2", email="teddy@saltmarsh.example")[1])
    return tree


def with_entities(provider: SamlProvider, asked: Asked) -> Any:
    tree, found = inside_of(provider, asked)
    sign(found, signer())
    return b'<!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + etree.tostring(tree)


def for_no_question(provider: SamlProvider, asked: Asked) -> Any:
    """What a list of programs at the provider sends."""
    tree, found = inside_of(provider, asked, confirms=None)
    del tree.attrib["InResponseTo"]
    sign(found, signer())
    return tree


FORGED = {
    unsigned: "signature",
    by_another_key: "signature",
    by_sha1: "algorithm",
    for_another_destination: "destination",
    wrapped: "assertions",
    with_entities: "xml",
    for_no_question: "unasked",
    SamlProvider.broken_off: "denied",
}


@pytest.mark.alike
@pytest.mark.parametrize("does", FORGED)
def test_forgeries_and_failures(cast: Cast, provider: SamlProvider, does: Callable[[SamlProvider, Asked], Any]) -> None:
    person, provider.clock = Person(cast.app), cast.services.clock
    asked = begin(person, provider)
    made = does(provider, asked)
    person.open(bring(cast, asked, made if isinstance(made, str) else packed(made)).location)
    assert refused(cast, person) == FORGED[does]
    assert person.text.count("Begin again from the sign-in page.") == 1
    # The very next try goes well.
    assert walk(cast, provider, person=person).path == "/home"


@pytest.mark.alike
def test_an_answer_in_another_browser_opens_nothing(cast: Cast, provider: SamlProvider) -> None:
    """Somebody is to be signed in, unaware, as whoever began: with no way begun here, and with another."""
    attacker, victim = Person(cast.app), Person(cast.app)
    provider.clock = cast.services.clock
    asked = begin(attacker, provider)
    brought = bring(cast, asked, provider.answer(asked))
    assert victim.open(brought.location).status == 409
    begin(victim, provider)
    victim.open(brought.location)
    assert refused(cast, victim) == "another request"


@pytest.mark.alike
def test_what_was_sealed_counts_once_and_not_for_long(cast: Cast, provider: SamlProvider, clock: MovableClock) -> None:
    marisol, provider.clock = Person(cast.app), clock
    asked = begin(marisol, provider)
    kept = marisol.client.get_cookie("lms").value
    brought = bring(cast, asked, provider.answer(asked))
    clock.move(minutes=3)
    assert "too old" in marisol.open(brought.location).text
    clock.move(minutes=-3)
    marisol.client.set_cookie("lms", kept)
    assert marisol.open(brought.location).path == "/home"
    marisol.client.set_cookie("lms", kept)
    assert "used before" in marisol.open(brought.location).text
    assert len(cast.read(SignedIn)) == 1


@pytest.mark.alike
def test_another_relay_state_or_a_made_up_seal(cast: Cast, provider: SamlProvider) -> None:
    marisol, provider.clock = Person(cast.app), cast.services.clock
    asked = begin(marisol, provider)
    marisol.open(bring(cast, asked, provider.answer(asked), relay="https://evil.example/").location)
    assert refused(cast, marisol) == "relay"
    begin(marisol, provider)
    for made_up in ("", "gAAAAABmade-up", "é"):
        assert marisol.open(f"{WAY}/done", query_string={"answer": made_up}).status == 409
    assert len(whys(cast)) == 1


@pytest.mark.alike
def test_who_thinks_too_long_begins_again(cast: Cast, provider: SamlProvider, clock: MovableClock) -> None:
    marisol, provider.clock = Person(cast.app), clock
    asked = begin(marisol, provider)
    clock.move(minutes=16)
    assert "longer than 15 minutes" in marisol.open(bring(cast, asked, provider.answer(asked)).location).text


@pytest.mark.alike
def test_an_answer_from_elsewhere_leaves_this_browsers_session_alone(cast: Cast, provider: SamlProvider) -> None:
    """Even with the cookie, as from a provider of the same site."""
    teddy = cast.enter("Teddy").open("/home")
    answer = teddy.client.post(f"{WAY}/answer", data={"SAMLResponse": "forged", "back": "/queue/"})
    assert (answer.status_code, "Set-Cookie" in answer.headers) == (303, False)
    assert teddy.open("/home").path == "/home"


@pytest.mark.alike
def test_one_place_may_not_bring_answers_without_end(cast: Cast, provider: SamlProvider) -> None:
    client = cast.app.test_client()
    statuses = [
        client.post(f"{WAY}/answer", data={"SAMLResponse": "x"}).status_code for _ in range(SIGN_IN_CLIENT.most + 1)
    ]
    assert statuses == [303] * SIGN_IN_CLIENT.most + [429]


@pytest.mark.alike
@pytest.mark.parametrize("next_page", ["https://evil.example/", "//evil.example"])
def test_nobody_is_led_to_another_site_afterwards(cast: Cast, provider: SamlProvider, next_page: str) -> None:
    assert walk(cast, provider, start=f"?next={next_page}").path == "/home"


@pytest.mark.alike
@pytest.mark.parametrize("path", ["metadata", "answer"])
def test_a_provider_that_is_not_there(cast: Cast, path: str) -> None:
    client = cast.app.test_client()
    found = (
        client.get(f"/sign-in/with/nowhere/{path}")
        if path == "metadata"
        else client.post(f"/sign-in/with/nowhere/{path}")
    )
    assert (found.status_code, "Set-Cookie" in found.headers) == (409, False)
