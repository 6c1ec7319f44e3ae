"""The way to credit in a browser, as a social worker, a physician and a nurse; lessons, cases and the test are done as rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from lms.assessment.models import Attempt
from lms.curriculum.editions import ensure_edition
from lms.database import Database
from lms.learning.models import Completion
from lms.people.models import Account
from tests.browser.person import Person
from tests.clocks import MovableClock
from tests.credit.approved import Approved
from tests.credit.claiming.walking import UNIT, answers, approved
from tests.learner import our_course
from tests.people import makers
from tests.people.makers import PASSWORD, email_of

PHONE = {"java_script_enabled": False, "viewport": {"width": 390, "height": 780}}


class Claimant(Person):
    """Somebody on her way to credit with the approved activity."""

    def __init__(
        self, context: BrowserContext, database: Database, clock: MovableClock, place: makers.Place, name: str
    ) -> None:
        super().__init__(context)
        self.database, self.clock, self.name = database, clock, name
        self.account_id = makers.learner(database, clock.now(), place, name)
        with database.session(write=True) as session:
            account = session.get_one(Account, self.account_id)
            account.legal_name, account.legal_name_confirmed_at = name, clock.now()
            session.commit()
        self.comes_signed_in(email_of(name), PASSWORD)

    def studies(self) -> None:
        """Everything that the activity requires, half an hour later: a session ends after an hour without a request."""
        self.clock.move(minutes=30)
        course, now = our_course(), self.clock.now()
        with self.database.session(write=True) as session:
            ensure_edition(session, course, now)
            for part in UNIT.required:
                kind, mine = course.kind_of[part], {"account_id": self.account_id, "edition": course.edition}
                if kind == "test":
                    session.add(
                        Attempt(
                            **mine,
                            test_id=part,
                            number=1,
                            seed="0",
                            drawn=15,
                            needed=12,
                            started_at=now,
                            handed_in_at=now,
                            right_count=13,
                            passed=True,
                        )
                    )
                session.add(
                    Completion(
                        **mine,
                        requirement_id=part,
                        kind=kind,
                        content_hash="0" * 64,
                        revision=1,
                        minutes=5,
                        completed_at=now,
                        completed_on=now.date(),
                    )
                )
            session.commit()

    def goes_to_the_claim(self, profession: str) -> None:
        """From the list of what is offered to the claim."""
        self.opens("/ce/")
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
        self.studies()
        self.opens(self.path)
        self.follows("Continue: evaluation")
        for name, value in answers(1).items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f"[name={name}][value='{value}']").check()
            else:
                field.fill(value)
        self.presses("Hand in without my name")
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
    return lambda name: Claimant(open_context(**PHONE), database, clock, place, name)


def test_a_social_worker_gets_all_of_it(come: Callable[[str], Claimant]) -> None:
    wanda = come("Wanda Osei")
    wanda.goes_to_the_claim("Social worker (LSW, LMSW, LCSW)")
    wanda.sees("This type is given whole: 1.00 credit.")
    wanda.presses("Claim Harbor social work credit")
    wanda.is_at("Certificate of continuing education")
    wanda.sees("1.00 Harbor social work credit")
    wanda.opens("/ce/transcript")
    wanda.sees("Harbor social work credit")
    assert wanda.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_physician_claims_three_quarters_of_an_hour(come: Callable[[str], Claimant]) -> None:
    amos = come("Amos Field")
    amos.goes_to_the_claim("Physician (MD, DO)")
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
    bea.goes_to_the_claim("Registered nurse")
    bea.presses("Claim Harbor nursing contact hours")
    bea.sees("needs the number and the state of your licence")
    bea.types("Number of your licence", "RN-77")
    bea.types("State of your licence", "Ohio")
    bea.presses("Claim Harbor nursing contact hours")
    bea.sees("1.00 Harbor nursing contact hours")
    bea.follows("See the check page")
    bea.sees("HC-0042")
    assert "RN-77" not in bea.page.inner_text("main")
