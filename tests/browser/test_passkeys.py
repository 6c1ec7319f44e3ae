"""A passkey made, used as a second step and alone, asked for again, and taken away: Chromium with a virtual authenticator."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, CDPSession, Page

from lms.people.factors.models import SecondFactor
from lms.settings import Settings
from tests.browser.conftest import at_an_address
from tests.browser.person import Person
from tests.cast import Cast
from tests.clocks import MovableClock
from tests.people.makers import PASSWORD

OWN = "/account/second-step/"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """At an address with a name: browsers bind passkeys to no other."""
    return at_an_address(settings, "localhost")


@pytest.fixture
def base_url(own_address: str) -> str:
    return own_address


def authenticator(page: Page, *, verified: bool = True) -> tuple[CDPSession, str]:
    """A device with a fingerprint reader, as Chromium's tools pretend one."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return tools, str(made["authenticatorId"])


def test_a_passkey_is_made_used_and_taken_away(
    cast: Cast, clock: MovableClock, open_context: Callable[..., BrowserContext]
) -> None:
    odile = Person(open_context(viewport={"width": 390, "height": 780}))
    tools, device = authenticator(odile.page)
    odile.signs_in("odile@saltmarsh.example", PASSWORD)
    odile.opens(OWN)
    odile.page.get_by_label("A passkey").check()
    odile.types("What to call it", "Laptop")
    odile.types("Your password", PASSWORD)
    odile.presses("Go on")
    odile.is_at("Make the passkey")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    odile.presses("Make it now")
    odile.sees("No passkey was used, and nothing was sent")
    tools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    odile.presses("Make it now")
    odile.is_at("Recovery codes")
    odile.page.get_by_role("button", name="Sign out").click()

    odile.signs_in("odile@saltmarsh.example", PASSWORD)
    odile.is_at("Second step")
    odile.presses("Use your passkey")
    odile.page.wait_for_url(lambda url: "/sign-in" not in url)
    odile.page.get_by_role("button", name="Sign out").click()

    odile.presses("Sign in with a passkey")
    odile.page.wait_for_url(lambda url: "/sign-in" not in url)
    (row,) = cast.read(SecondFactor)
    assert (row.sign_count or 0) >= 2

    clock.move(minutes=20)
    odile.opens(OWN)
    odile.presses("Take away Laptop")
    odile.is_at("Show again that it is you")
    odile.presses("Use your passkey")
    odile.is_at("What you sent is still here")
    odile.presses("Send it now")
    odile.sees("No second step yet")
    odile.page.get_by_role("button", name="Sign out").click()
    odile.presses("Sign in with a passkey")
    odile.sees("You are not signed in.")
    assert cast.read(SecondFactor) == []


def test_without_scripts_the_page_says_so_and_codes_do(cast: Cast, open_context: Callable[..., BrowserContext]) -> None:
    odile = Person(open_context(java_script_enabled=False))
    odile.signs_in("odile@saltmarsh.example", PASSWORD)
    odile.opens(OWN)
    odile.page.get_by_label("A passkey").check()
    odile.types("What to call it", "Laptop")
    odile.types("Your password", PASSWORD)
    odile.presses("Go on")
    odile.sees("This browser cannot make passkeys, or scripts are switched off in it.")
    assert not odile.page.get_by_role("button", name="Make it now").is_visible()
