"""Signing in through a SAML provider on another site: its form comes without our cookie, and the browser keeps what it had."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Request

from lms.settings import Settings
from tests.browser.conftest import at_an_address
from tests.browser.person import Person
from tests.identity.saml_provider import SamlProvider, saml_provider


@pytest.fixture
def provider() -> Iterator[SamlProvider]:
    with saml_provider() as made:
        yield made


@pytest.fixture
def settings(settings: Settings, provider: SamlProvider) -> Settings:
    """With the address under which the application is served: the provider has the browser answer there."""
    provider.configure(Path(settings.data))
    return at_an_address(settings)


@pytest.fixture
def base_url(cast_at_own_address: str) -> str:
    return cast_at_own_address


def test_there_broken_off_and_back(open_context: Callable[..., BrowserContext]) -> None:
    marisol = Person(open_context())
    sent: list[Request] = []
    marisol.page.on("request", lambda each: sent.append(each))
    marisol.opens("/account/")
    marisol.follows("Sign in with Saltmarsh Health")
    marisol.page.get_by_role("button", name="Cancel").click()
    marisol.page.get_by_role("button", name="Continue").click()
    marisol.is_at("You were not signed in")
    marisol.sees("broken off at the other site")
    marisol.follows("Go to the sign-in page")
    marisol.follows("Sign in with Saltmarsh Health")
    marisol.page.get_by_label("Name").fill("marisol")
    marisol.page.get_by_role("button", name="Sign in").click()
    marisol.page.get_by_role("button", name="Continue").click()
    marisol.is_at("Your account")
    answers = [each.all_headers() for each in sent if each.url.endswith("/answer")]
    assert [(each["sec-fetch-site"], "cookie" in each) for each in answers] == [("cross-site", False)] * 2
