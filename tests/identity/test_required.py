"""A provider that is required for its domains: no other way in, and a sentence that says where to sign in."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.outbox.models import Letter
from lms.people import links
from lms.people.identity.models import LinkedIdentity
from lms.people.models import SignedIn
from lms.settings import Settings
from tests.cast import Cast, Person, in_session
from tests.identity.real_provider import configure
from tests.identity.small_provider import SmallProvider, walk
from tests.people.makers import PASSWORD

SAID = "sign in with Saltmarsh Health, not with a password or a mailed link"
PRIVATE = "marisol@home.example"


@pytest.fixture
def settings(settings: Settings, provider: SmallProvider) -> Settings:
    configure(Path(settings.data), provider.issuer, more="required: yes\n")
    return settings


def mailed(cast: Cast, kind: str, email: str | None = None, account_id: str = "") -> str:
    now = cast.services.clock.now()
    made = in_session(
        cast.services.database,
        lambda session: links.issue(session, kind=kind, account_id=account_id or cast.learner, now=now, email=email),
    )
    return str(made[1])


def with_private_address(cast: Cast) -> None:
    Person(cast.app).open(f"/address/{mailed(cast, links.ADDRESS, PRIVATE)}").press("Confirm the address")


def test_passwords_are_not_looked_at(cast: Cast) -> None:
    for name, password in (("Marisol", PASSWORD), ("Marisol", "wrong"), ("Nobody", "wrong")):
        visitor = Person(cast.app)
        visitor.sign_in(name, password)
        assert visitor.status == 422
        assert SAID in visitor.problems()[0]
    assert cast.read(SignedIn) == []


def test_nor_with_a_private_address_of_the_same_account(cast: Cast) -> None:
    with_private_address(cast)
    visitor = Person(cast.app).open("/sign-in").press("Sign in", email=PRIVATE, password=PASSWORD)
    assert visitor.status == 409
    assert SAID in visitor.text
    wrong = Person(cast.app).open("/sign-in").press("Sign in", email=PRIVATE, password="wrong")
    assert SAID not in wrong.text
    assert cast.read(SignedIn) == []


@pytest.mark.parametrize("page", ["/sign-in/link", "/password/"])
def test_no_link_is_mailed(cast: Cast, page: str) -> None:
    before = len(cast.read(Letter))
    visitor = Person(cast.app).open(page).press("Send the link", email="marisol@saltmarsh.example")
    assert SAID in visitor.text
    assert len(cast.read(Letter)) == before


@pytest.mark.parametrize(("kind", "way"), [(links.SIGN_IN, "/sign-in/link/"), (links.RESET, "/password/")])
def test_a_link_from_before_does_not_open(cast: Cast, kind: str, way: str) -> None:
    token = mailed(cast, kind)
    visitor = Person(cast.app).open(f"{way}{token}")
    assert (visitor.status, SAID in visitor.text) == (409, True)
    visitor.open("/sign-in")
    csrf = str(visitor.tree.xpath("//input[@name='csrf_token']/@value")[0])
    answer = visitor.client.post(f"{way}{token}", data={"csrf_token": csrf, "password": "a quite new candle"})
    assert answer.status_code == 409
    assert cast.read(SignedIn) == []


def test_the_provider_lets_in_and_its_link_stays(cast: Cast, provider: SmallProvider) -> None:
    marisol = walk(cast, provider)
    assert marisol.path == "/home"
    marisol.open("/account/").press("Take the link away")
    assert marisol.status == 422
    assert "This is your only way to sign in, so it stays." in marisol.text
    assert len(cast.read(LinkedIdentity)) == 1


def test_people_of_other_organisations_sign_in_as_before(cast: Cast) -> None:
    """Ansel has an address in the domain, and an account at another organisation that never asked for the provider."""
    email = "ansel@home.example"
    token = mailed(cast, links.ADDRESS, email, cast.stranger)
    Person(cast.app).open(f"/address/{token}").press("Confirm the address")
    visitor = Person(cast.app).open("/sign-in").press("Sign in", email=email, password=PASSWORD)
    assert visitor.path == "/home"
