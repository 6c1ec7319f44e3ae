"""Sessions that a provider opened: begun by nobody else, ended as docs/operations.md says, and its tokens kept nowhere."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from lms.people.models import SignedIn
from lms.settings import Settings
from tests.cast import Cast, Person
from tests.clocks import MovableClock
from tests.identity.real_provider import configure
from tests.identity.small_provider import ACCESS_TOKEN, SmallProvider, walk
from tests.kept_rows import take_rows

pytestmark = pytest.mark.alike
WAY = "/sign-in/with/saltmarsh"


@pytest.fixture
def settings(settings: Settings, provider: SmallProvider) -> Settings:
    configure(Path(settings.data), provider.issuer)
    return settings


@pytest.mark.parametrize(
    ("site", "goes"), [("none", True), ("same-origin", True), ("same-site", False), ("cross-site", False)]
)
def test_no_page_elsewhere_begins_a_sign_in(cast: Cast, provider: SmallProvider, site: str, goes: bool) -> None:
    visitor = Person(cast.app)
    answer = visitor.client.get(f"{WAY}?next=/notes/", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 303
    if goes:
        assert answer.location.startswith(provider.issuer)
        return
    assert answer.location == "/sign-in?next=/notes/"
    onward = visitor.open(answer.location).tree.xpath("//a[contains(@href, '/sign-in/with/')]/@href")
    assert onward[0] == f"{WAY}?next=/notes/"


def test_a_session_lasts_as_any_other_and_the_provider_is_asked_again(
    cast: Cast, provider: SmallProvider, clock: MovableClock, settings: Settings
) -> None:
    for minutes, steps in (
        (settings.idle_minutes + 1, 1),
        (settings.idle_minutes - 1, 1 + settings.session_hours * 60),
    ):
        marisol = walk(cast, provider)
        for _ in range(0, steps, minutes):
            assert marisol.open("/home").path == "/home"
            clock.move(minutes=minutes)
        assert marisol.open("/home").path == "/sign-in"


def test_signing_out_here_ends_it_on_the_server(cast: Cast, provider: SmallProvider) -> None:
    marisol = walk(cast, provider)
    copied = marisol.window()
    marisol.open("/home").press("Sign out")
    assert copied.open("/home").path == "/sign-in"
    assert [row.revoked_at is not None for row in cast.read(SignedIn)] == [True]


def test_tokens_of_a_provider_are_kept_nowhere(
    app: Flask, cast: Cast, provider: SmallProvider, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        marisol = walk(cast, provider)
    rows = take_rows(cast.services.database)
    assert b"s-1" in rows
    with marisol.client.session_transaction() as cookie:
        shown = f"{dict(cookie)} {caplog.text} {marisol.response.text}"
    for secret in (ACCESS_TOKEN, provider.signed().partition(".")[0], provider.signed().split(".")[1]):
        assert secret.encode() not in rows
        assert secret not in shown
