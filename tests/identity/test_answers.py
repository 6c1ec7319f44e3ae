"""Answers of a provider that do not hold: each is refused, nobody is signed in, nothing is linked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from lms.audit.models import AuditDetail
from lms.people.identity.models import LinkedIdentity
from lms.people.models import SignedIn
from lms.settings import Settings
from tests.cast import Cast, Person, make_cast
from tests.identity import small_provider as small
from tests.identity.real_provider import configure
from tests.identity.small_provider import SmallProvider, walk

# A database has no say in whether an answer holds.
pytestmark = pytest.mark.alike


@pytest.fixture(scope="module")
def one_provider() -> Iterator[SmallProvider]:
    with small.small_provider() as made:
        yield made


@pytest.fixture
def provider(one_provider: SmallProvider, settings: Settings) -> SmallProvider:
    issuer = one_provider.issuer
    one_provider.__init__()
    one_provider.issuer = issuer
    configure(Path(settings.data), issuer, more="second_factor: {acr: [gold], amr: [mfa]}\n")
    return one_provider


@pytest.fixture
def cast(provider: SmallProvider, app: Flask) -> Cast:
    return make_cast(app)


def refused(cast: Cast, person: Person) -> str:
    """That nothing came of it; the reason in the record."""
    assert (person.status, person.heading) == (409, "You were not signed in")
    assert cast.read(SignedIn) == []
    assert cast.read(LinkedIdentity) == []
    whys = [row.details["why"] for row in cast.read(AuditDetail) if "why" in row.details]
    assert len(whys) == 1
    return str(whys[0])


def test_an_answer_that_holds_opens_the_account(cast: Cast, provider: SmallProvider) -> None:
    assert walk(cast, provider).path == "/home"
    assert provider.asked[0]["redirect_uri"] == "http://127.0.0.1:8000/sign-in/with/saltmarsh/done"
    assert len(provider.asked[0]["code_verifier"]) >= 43


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "another nonce": ({"nonce": "of somebody else"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "another audience": ({"aud": "another program"}, "aud"),
    "no audience": ({"aud": None}, "aud"),
    "made for another party": ({"aud": ["linchpin", "other"], "azp": "other"}, "azp"),
    "several audiences, no party": ({"aud": ["linchpin", "other"]}, "azp"),
    "another issuer": ({"iss": "https://evil.example"}, "iss"),
    "issuer with a slash": ({"iss": "SLASH"}, "iss"),
    "no subject": ({"sub": None}, "sub"),
    "an empty subject": ({"sub": ""}, "sub"),
    "a subject that is too long": ({"sub": "s" * 256}, "sub"),
    "run out": ({"exp": -61}, "exp"),
    "no end": ({"exp": None}, "exp"),
    "from the future": ({"iat": 61}, "iat"),
    "not valid yet": ({"nbf": 61}, "nbf"),
    "hash of another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "at_hash"),
}


@pytest.mark.parametrize("what", WRONG)
def test_claims_that_do_not_hold(cast: Cast, provider: SmallProvider, what: str) -> None:
    changed, why = dict(WRONG[what][0]), WRONG[what][1]
    for name in ("exp", "iat", "nbf"):
        if changed.get(name) is not None:
            changed[name] += int(cast.services.clock.now().timestamp())
    if changed.get("iss") == "SLASH":
        changed["iss"] = f"{provider.issuer}/"
    assert why in refused(cast, walk(cast, provider, **changed))


@pytest.mark.parametrize(("name", "seconds"), [("exp", -55), ("iat", 55), ("nbf", 55)])
def test_a_clock_a_little_off_is_borne(cast: Cast, provider: SmallProvider, name: str, seconds: int) -> None:
    at = int(cast.services.clock.now().timestamp())
    assert walk(cast, provider, **{name: at + seconds}).path == "/home"


SIGNATURES: dict[str, Callable[[SmallProvider], None]] = {
    "no signature": lambda provider: vars(provider).update(algorithm="none"),
    "an unknown key": lambda provider: vars(provider).update(key=small.UNKNOWN_KEY, algorithm="RS256"),
    "another key by the same name": lambda provider: vars(provider).update(key=small.OTHER_KEY),
    "the client's secret": lambda provider: vars(provider).update(
        key=small.SHARED, algorithm="HS256", keys=[*provider.keys, small.SHARED.as_dict(private=True)]
    ),
}


@pytest.mark.parametrize("what", SIGNATURES)
def test_signatures_that_do_not_hold(cast: Cast, provider: SmallProvider, what: str) -> None:
    SIGNATURES[what](provider)
    refused(cast, walk(cast, provider))


@pytest.mark.parametrize(("kind", "taken"), [("JWT", True), ("jwt", True), ("at+jwt", False), ("logout+jwt", False)])
def test_a_token_of_another_kind_is_none(cast: Cast, provider: SmallProvider, kind: str, taken: bool) -> None:
    provider.type = kind
    person = walk(cast, provider)
    assert person.path == "/home" if taken else refused(cast, person) == "typ"


def test_a_new_key_of_the_provider_is_found(cast: Cast, provider: SmallProvider) -> None:
    assert walk(cast, provider).path == "/home"
    cast.services.clock.move(minutes=2)
    provider.keys.append(small.UNKNOWN_KEY.as_dict(private=False))
    provider.key, provider.algorithm = small.UNKNOWN_KEY, "RS256"
    assert walk(cast, provider).path == "/home"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"state": "of somebody else"}, "state"),
        ({"state": ""}, "state"),
        ({"code": ""}, "no code"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"error": "access_denied", "code": ""}, "denied"),
        ({"error": "server_error"}, "error"),
    ],
)
def test_addresses_that_do_not_hold(cast: Cast, provider: SmallProvider, query: dict[str, str], why: str) -> None:
    assert refused(cast, walk(cast, provider, query=query)) == why


def test_a_provider_that_promises_to_name_itself_must(cast: Cast, provider: SmallProvider) -> None:
    """RFC 9207, against answers of one provider brought to another."""
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    assert walk(cast, provider, query={"iss": provider.issuer}).path == "/home"
    other = Person(cast.app)
    assert walk(cast, provider, person=other).status == 409


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_used(
    cast: Cast, provider: SmallProvider, metadata: dict[str, str]
) -> None:
    provider.metadata = metadata
    assert "cannot be reached" in Person(cast.app).open("/sign-in/with/saltmarsh").text


def test_an_address_from_userinfo_counts_for_the_same_subject_only(cast: Cast, provider: SmallProvider) -> None:
    provider.userinfo = {"sub": "s-2", "email": "marisol@saltmarsh.example", "email_verified": True}
    assert refused(cast, walk(cast, provider, email=None)) == "userinfo"
    provider.userinfo["sub"] = "s-1"
    assert walk(cast, provider, email=None).path == "/home"


@pytest.mark.parametrize("verified", [None, False, "true", 1])
def test_only_a_plain_yes_makes_an_address_verified(cast: Cast, provider: SmallProvider, verified: Any) -> None:
    assert refused(cast, walk(cast, provider, email_verified=verified)) == "address"
