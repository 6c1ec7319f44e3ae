"""Signing in through a real identity provider on a phone: there, back, and out of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from lms.settings import Settings
from tests.browser.conftest import at_an_address
from tests.browser.person import Person
from tests.identity.real_provider import configure, running


@pytest.fixture
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def settings(settings: Settings, issuer: str) -> Settings:
    """With the address under which the application is served: the provider sends the browser back there."""
    configure(Path(settings.data), issuer)
    return at_an_address(settings)


@pytest.fixture
def base_url(cast_at_own_address: str) -> str:
    return cast_at_own_address


def test_there_and_back_on_a_phone(open_context: Callable[..., BrowserContext]) -> None:
    marisol = Person(open_context(viewport={"width": 390, "height": 844}))
    marisol.opens("/account/")
    marisol.is_at("Sign in")
    assert_in_order(marisol)
    marisol.page.get_by_role("link", name="Sign in with Saltmarsh Health", exact=True).click()
    marisol.page.get_by_placeholder("Enter any login").fill("marisol")
    marisol.page.get_by_placeholder("and password").fill("any")
    marisol.page.get_by_role("button", name="Sign-in").click()
    marisol.page.get_by_role("button", name="Continue").click()
    marisol.is_at("Your account")
    marisol.sees("1 linked identity")
    assert_in_order(marisol)
    marisol.page.get_by_role("button", name="Sign out", exact=True).click()
    marisol.follows("Sign out of Saltmarsh Health too")
    marisol.page.get_by_role("button", name="Yes, sign me out").click()
    marisol.is_at("Sign in")
    marisol.page.get_by_role("link", name="Sign in with Saltmarsh Health", exact=True).click()
    marisol.page.get_by_placeholder("Enter any login").fill("nobody")
    marisol.page.get_by_placeholder("and password").fill("any")
    marisol.page.get_by_role("button", name="Sign-in").click()
    marisol.page.get_by_role("button", name="Continue").click()
    marisol.is_at("You were not signed in")
    assert_in_order(marisol)


def assert_in_order(person: Person) -> None:
    """Nothing that axe complains about, and no sideways scroll."""
    assert Axe().run(person.page).response["violations"] == []
    assert person.page.evaluate("document.documentElement.scrollWidth") <= 390
