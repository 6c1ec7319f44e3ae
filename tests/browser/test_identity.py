"""Signing in through a real identity provider on a phone: there, back, and out of both."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.clock import Clock
from lms.settings import Settings
from tests.browser.conftest import served
from tests.browser.person import Person
from tests.cast import make_cast
from tests.clocks import MovableClock
from tests.identity.real_provider import configure, running


@pytest.fixture
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def settings(settings: Settings, issuer: str) -> Settings:
    """With the address under which the application is served: the provider sends the browser back there."""
    configure(Path(settings.data), issuer)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return replace(settings, base_url=f"http://127.0.0.1:{probe.getsockname()[1]}")


@pytest.fixture
def base_url(app: Flask, settings: Settings, clock: MovableClock) -> Iterator[str]:
    clock.set(Clock().now())
    make_cast(app)
    with served(app, int(settings.base_url.rpartition(":")[2])) as address:
        yield address


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
