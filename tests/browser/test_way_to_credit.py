"""The way to credit in a browser: the whole of it by a social worker, the claim by a physician and a nurse; content as acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.database import Database
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.credit.approved import Approved
from tests.credit.claiming.walking import UNIT, Walker, answers, approved
from tests.people import makers
from tests.people.makers import PASSWORD, email_of

PHONE = {"java_script_enabled": False, "viewport": {"width": 390, "height": 780}}


class Claimant(Person):
    """Somebody on her way to credit with the approved activity."""

    def __init__(self, context: BrowserContext, walker: Walker) -> None:
        super().__init__(context)
        self.walker, self.name = walker, walker.name
        walker.confirm(self.name)

    def comes_to(self, path: str) -> None:
        """The first page she opens, signed in."""
        self.comes_signed_in(email_of(self.name), PASSWORD)
        self.opens(path)

    def goes_to_the_signature(self) -> None:
        """From the list of what is offered to the attestation."""
        self.comes_to("/ce/")
        self.sees("Training time, for planning")
        self.sees("CE credit, for credit")
        self.follows(UNIT.title)
        self.follows("Continue: disclosures")
        self.sees("Nomvula Dube, MD: no financial relationships with ineligible companies.")
        self.sees("This activity received no commercial support.")
        self.presses("Acknowledge and begin")
        self.sees("Tick the box to say that you have read this page.")
        self.ticks("I have read this page.")
        self.presses("Acknowledge and begin")
        self.sees("Next: content and practice")
        self.opens(f"{self.path}claim")
        self.sees("First things first.")
        self.walker.does_the_content()
        self.walker.passes()
        self.opens(self.path)
        self.follows("Continue: evaluation")
        for name, value in answers(1).items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        self.presses("Hand in without my name")

    def has_evaluated(self) -> None:
        """The same as acts, to the page where she signs."""
        self.walker.acknowledges()
        self.walker.does_the_content()
        self.walker.passes()
        self.walker.evaluates()
        self.comes_to(f"/ce/{self.walker.to.activity_id}/attest")

    def signs(self, profession: str) -> None:
        """What is claimed after it depends on the profession."""
        self.is_at("Sign for")
        self.chooses("Profession", profession)
        self.types("Type your legal name to sign", "Somebody Else")
        self.presses("Sign the attestation")
        self.sees(f"Type your legal name as you confirmed it: {self.name}.")
        self.types("Type your legal name to sign", self.name)
        self.presses("Sign the attestation")
        self.is_at("Claim credit for")


@pytest.fixture
def place(app: Flask, database: Database, clock: MovableClock) -> makers.Place:
    return makers.make_place(database, clock.now())


@pytest.fixture
def to(database: Database, clock: MovableClock, place: makers.Place) -> Approved:
    return approved(database, clock, place)


@pytest.fixture
def come(
    open_context: Callable[..., BrowserContext],
    database: Database,
    clock: MovableClock,
    place: makers.Place,
    to: Approved,
) -> Callable[[str], Claimant]:
    """A person of this name at a browser, on a telephone without scripts."""
    return lambda name: Claimant(open_context(**PHONE), Walker(database, clock, place, to, name, licence=None))


def test_a_social_worker_gets_all_of_it(come: Callable[[str], Claimant]) -> None:
    wanda = come("Wanda Osei")
    wanda.goes_to_the_signature()
    wanda.signs("Social worker (LSW, LMSW, LCSW)")
    wanda.sees("This type is given whole: 1.00 credit.")
    wanda.presses("Claim Harbor social work credit")
    wanda.is_at("Certificate of continuing education")
    wanda.sees("1.00 Harbor social work credit")
    wanda.opens("/ce/transcript")
    wanda.sees("Harbor social work credit")
    assert wanda.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_physician_claims_three_quarters_of_an_hour(come: Callable[[str], Claimant]) -> None:
    amos = come("Amos Field")
    amos.has_evaluated()
    amos.signs("Physician (MD, DO)")
    amos.presses("Claim Harbor medical credit")
    amos.sees("Nothing was claimed, and nothing you did is lost.")
    amos.chooses("How much you claim", "0.75")
    amos.presses("Claim Harbor medical credit")
    amos.sees("0.75 Harbor medical credit")
    amos.follows("See the check page")
    amos.sees("0.75 credit, Harbor medical credit")
    amos.sees("an estimate")


def test_a_nurse_is_asked_for_her_licence_number(come: Callable[[str], Claimant]) -> None:
    bea = come("Bea Nash")
    bea.has_evaluated()
    bea.signs("Registered nurse")
    bea.presses("Claim Harbor nursing contact hours")
    bea.sees("needs the number and the state of your licence")
    bea.types("Number of your licence", "RN-77")
    bea.types("State of your licence", "Ohio")
    bea.presses("Claim Harbor nursing contact hours")
    bea.sees("1.00 Harbor nursing contact hours")
    bea.follows("See the check page")
    bea.sees("HC-0042")
    assert "RN-77" not in bea.page.inner_text("main")
