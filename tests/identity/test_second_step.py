"""The second step after signing in through a provider: ours is asked for unless the provider's counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.people.models import SignedIn
from lms.settings import Settings
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.identity.real_provider import configure
from tests.identity.small_provider import SmallProvider, walk
from tests.web.test_second_step import set_up


@pytest.fixture
def settings(settings: Settings, provider: SmallProvider) -> Settings:
    configure(Path(settings.data), provider.issuer, more="second_factor: {amr: [mfa]}\n")
    return settings


def test_who_has_a_second_step_here_takes_it(cast: Cast, provider: SmallProvider, clock: MovableClock) -> None:
    phone, _ = set_up(cast.enter("Marisol"), clock)
    marisol = walk(cast, provider, start="?next=/account/", amr=["pwd"])
    assert marisol.path == "/sign-in/second"
    assert marisol.open("/home").path == "/sign-in"
    clock.move(seconds=60)
    marisol.open("/sign-in/second?next=/account/").press("Sign in", code=phone.code())
    assert marisol.path == "/account/"


def test_what_was_done_at_the_provider_counts_where_the_operator_says_so(
    cast: Cast, provider: SmallProvider, clock: MovableClock
) -> None:
    set_up(cast.enter("Marisol"), clock)
    assert walk(cast, provider, amr=["pwd", "mfa"]).path == "/home"
    newest = max(cast.read(SignedIn), key=lambda row: row.created_at)
    assert newest.factor_at == clock.now()
