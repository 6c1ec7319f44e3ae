"""A second step that the installation demands of staff, through HTTP."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lms.people import actions
from lms.people.permissions import AUTHOR, LEARNER, SUPERVISOR, SYSTEM
from lms.settings import BadSetting, Settings
from tests.cast import Cast, Person, in_session
from tests.clocks import MovableClock
from tests.people.makers import make_account
from tests.web.test_second_step import OWN, set_up
from tests.web.visitor import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, second_factor="staff")


@pytest.mark.alike
@pytest.mark.parametrize("name", ["Sunniva", "Odile", "Cesar"])
def test_staff_are_led_to_set_it_up_and_reach_nothing_else(cast: Cast, clock: MovableClock, name: str) -> None:
    person = Person(cast.app)
    person.sign_in(name)
    assert person.path == OWN
    assert "Your access waits for it." in person.text
    shut = ("/team/", "/clinics/", "/queue/", "/admin/people/", "/ce-admin/", "/audit/", "/courses/")
    answers = {path: person.client.get(path) for path in shut}
    assert {answer.location for answer in answers.values()} == {OWN}
    assert person.client.get("/api/v1/readiness").status_code in (403, 404)
    assert "waits for a second step" in person.open("/account/").text
    set_up(person, clock)
    opened = {path for path in shut if person.client.get(path).status_code == 200}
    assert opened >= {"Sunniva": {"/team/", "/queue/"}, "Odile": {"/admin/people/"}, "Cesar": {"/ce-admin/"}}[name]
    assert "waits for" not in person.open("/account/").text
    person.open(OWN).press("Take away")
    assert "this is the only one you have" in person.text
    assert person.tree.xpath("count(//tbody/tr)") == 1


@pytest.mark.alike
def test_learners_are_not_asked(cast: Cast) -> None:
    assert cast.enter("Marisol").path == "/home"


@pytest.mark.alike
def test_the_own_learning_of_staff_stays_open(cast: Cast, clock: MovableClock) -> None:
    place = cast.place
    make_account(
        cast.services.database, clock.now(), place.saltmarsh, "Greta Lund", kinds=(LEARNER, SUPERVISOR),
        clinic_id=place.mill_road, role="clinical-supervisor",
    )  # fmt: skip
    greta = Visitor(cast.app).sign_in("Greta")
    assert greta.path == OWN
    assert greta.open("/courses/").path != OWN
    assert greta.open("/plan/").status == 200
    assert greta.open("/team/").path == OWN


@pytest.mark.alike
def test_access_that_is_given_later_waits_too(cast: Cast) -> None:
    """The grant counts from the next page on, in a session that is open."""
    teddy = cast.enter("Teddy")
    in_session(
        cast.services.database,
        lambda session: actions.grant(
            session, actor=SYSTEM, now=cast.services.clock.now(), account_id=cast.teammate, kind=AUTHOR,
            organisation_id=cast.place.saltmarsh,
        ),
    )  # fmt: skip
    assert teddy.open("/author/").path == OWN
    assert teddy.open("/home").path == "/home"
    assert "waits for a second step" in teddy.text


def test_the_setting_takes_two_words() -> None:
    assert Settings.from_environment({"LMS_SECOND_FACTOR": "staff"}).second_factor == "staff"
    with pytest.raises(BadSetting, match="LMS_SECOND_FACTOR cannot be 'everybody': say no or staff"):
        Settings.from_environment({"LMS_SECOND_FACTOR": "everybody"})
