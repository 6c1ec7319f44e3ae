"""Somebody tries to come into an account that is not theirs through an identity provider."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from lms.people import links
from lms.people.actions import deactivate
from lms.people.identity.models import LinkedIdentity
from lms.people.models import Account, Address, SignedIn
from lms.people.permissions import SYSTEM
from lms.settings import Settings
from tests.cast import Cast, Person, in_session, make_cast
from tests.identity.real_provider import configure
from tests.identity.small_provider import SmallProvider, small_provider, walk


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[SmallProvider, SmallProvider]]:
    with small_provider() as one, small_provider() as other:
        yield one, other


@pytest.fixture
def own(two: tuple[SmallProvider, SmallProvider]) -> SmallProvider:
    return two[0]


@pytest.fixture
def foreign(two: tuple[SmallProvider, SmallProvider]) -> SmallProvider:
    """The provider of the other organisation."""
    return two[1]


@pytest.fixture
def cast(own: SmallProvider, foreign: SmallProvider, settings: Settings, app: Flask) -> Cast:
    return make_cast(app)


@pytest.fixture
def settings(settings: Settings, own: SmallProvider, foreign: SmallProvider) -> Settings:
    data = Path(settings.data)
    configure(data, own.issuer)
    configure(data, foreign.issuer, name="elsewhere")
    file = data / "sign-in" / "elsewhere.yaml"
    text = file.read_text().replace("Saltmarsh Community Health", "Elsewhere")
    file.write_text(text.replace("[saltmarsh.example]", "[elsewhere.example]"))
    return settings


def inside(cast: Cast) -> list[str]:
    """Whose sessions there are, in order."""
    return [row.account_id for row in sorted(cast.read(SignedIn), key=lambda row: row.id)]


def test_the_provider_of_another_organisation_claims_an_address(cast: Cast, foreign: SmallProvider) -> None:
    assert walk(cast, foreign, way="elsewhere").status == 409
    assert (inside(cast), cast.read(LinkedIdentity)) == ([], [])


def test_an_address_in_its_own_domain_of_somebody_elses_person(cast: Cast, foreign: SmallProvider) -> None:
    """A person of ours who has a private address there."""
    change = update(Address).where(Address.account_id == cast.learner).values(email_key="m@elsewhere.example")
    in_session(cast.services.database, lambda session: session.execute(change))
    assert walk(cast, foreign, way="elsewhere", email="m@elsewhere.example").status == 409
    assert (inside(cast), cast.read(LinkedIdentity)) == ([], [])


def test_the_same_subject_at_another_issuer_is_somebody_else(
    cast: Cast, own: SmallProvider, foreign: SmallProvider
) -> None:
    assert walk(cast, own).path == "/home"
    assert walk(cast, foreign, way="elsewhere", sub="s-1", email=None).status == 409
    assert inside(cast) == [cast.learner]


def test_an_answer_to_one_provider_is_not_taken_at_the_other(
    cast: Cast, own: SmallProvider, foreign: SmallProvider
) -> None:
    """Mixed-up issuers: somebody set out to one, and is brought back to the address of the other."""
    person = Person(cast.app)
    state = person.client.get("/sign-in/with/elsewhere").location.partition("&state=")[2].partition("&")[0]
    assert state
    assert person.open("/sign-in/with/saltmarsh/done", query_string={"code": "c", "state": state}).status == 409
    assert inside(cast) == []


def test_a_changed_address_at_the_provider_stays_the_same_person(cast: Cast, own: SmallProvider) -> None:
    assert walk(cast, own).path == "/home"
    assert walk(cast, own, email="marisol.reyes@saltmarsh.example").path == "/home"
    assert walk(cast, own, email="marisol@saltmarsh.example", email_verified=False).path == "/home"
    assert inside(cast) == [cast.learner] * 3


def test_a_subject_that_comes_with_somebody_elses_address_opens_nothing(cast: Cast, own: SmallProvider) -> None:
    """A number at the provider that was given to somebody else, who has an account here."""
    assert walk(cast, own).path == "/home"
    assert walk(cast, own, email="teddy@saltmarsh.example").status == 409
    assert inside(cast) == [cast.learner]


def test_an_address_that_was_given_to_somebody_else_opens_nothing(cast: Cast, own: SmallProvider) -> None:
    """A new person at the provider with the address of one who left."""
    assert walk(cast, own).path == "/home"
    newcomer = walk(cast, own, sub="s-2")
    assert (newcomer.status, len(cast.read(LinkedIdentity))) == (409, 1)
    assert "linked with another identity" in newcomer.text


@pytest.mark.parametrize("linked", [True, False])
def test_a_deactivated_account_stays_out(cast: Cast, own: SmallProvider, linked: bool) -> None:
    if linked:
        walk(cast, own)
    now = cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda session: deactivate(session, actor=SYSTEM, now=now, account_id=cast.learner),
    )
    before = len(inside(cast))
    assert walk(cast, own).status == 409
    assert len(inside(cast)) == before


def uninvite(cast: Cast) -> None:
    """The learner was invited and has not come in yet: the address is not confirmed, and there is no password."""

    def act(session) -> None:
        session.execute(update(Address).where(Address.account_id == cast.learner).values(verified_at=None))
        session.execute(update(Account).where(Account.id == cast.learner).values(password_hash=None))

    in_session(cast.services.database, act)


def invitation(cast: Cast, account_id: str, ago: timedelta = timedelta(0)) -> str:
    now = cast.services.clock.now() - ago
    return in_session(
        cast.services.database,
        lambda session: links.issue(session, kind=links.INVITATION, account_id=account_id, now=now)[1],
    )


def test_an_address_that_was_never_confirmed_here_opens_nothing(cast: Cast, own: SmallProvider) -> None:
    uninvite(cast)
    assert walk(cast, own).status == 409
    assert walk(cast, own, start="?invitation=guessed").status == 409
    assert walk(cast, own, start=f"?invitation={invitation(cast, cast.learner, timedelta(days=8))}").status == 409
    assert walk(cast, own, start=f"?invitation={invitation(cast, cast.teammate)}").status == 409
    assert (inside(cast), cast.read(LinkedIdentity)) == ([], [])


def test_an_open_invitation_and_the_providers_word_together_do(cast: Cast, own: SmallProvider) -> None:
    uninvite(cast)
    token = invitation(cast, cast.learner)
    page = Person(cast.app).open(f"/invitation/{token}")
    [way] = page.tree.xpath("//a[contains(@class, 'button')][contains(., 'Sign in with Saltmarsh Health')]/@href")
    assert walk(cast, own, start=way.removeprefix("/sign-in/with/saltmarsh")).status == 200
    assert inside(cast) == [cast.learner]
    [address] = [row for row in cast.read(Address) if row.account_id == cast.learner]
    assert address.verified_at is not None
    assert Person(cast.app).open(f"/invitation/{token}").status == 410


def test_no_account_role_or_access_is_made(cast: Cast, own: SmallProvider) -> None:
    before = len(cast.read(Account))
    assert walk(cast, own, sub="s-9", email="new@saltmarsh.example").status == 409
    assert len(cast.read(Account)) == before


def test_somebody_else_cannot_take_a_link_away(cast: Cast, own: SmallProvider) -> None:
    walk(cast, own)
    [row] = cast.read(LinkedIdentity)
    assert cast.enter("Teddy").send(f"/account/identities/{row.id}/unlink").status_code == 404
    assert len(cast.read(LinkedIdentity)) == 1


def test_a_link_taken_away_opens_nothing_by_itself(cast: Cast, own: SmallProvider) -> None:
    marisol = walk(cast, own)
    marisol.open("/account/").press("Take the link away")
    assert "The link is taken away." in marisol.text
    assert cast.read(LinkedIdentity) == []
    assert walk(cast, own, email="other@saltmarsh.example").status == 409
