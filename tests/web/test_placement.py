"""Placement over HTTP: what is waived stands on the page before anything begins, the choice is hers, the undoing her supervisor's."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.assessment.models import Attempt
from lms.curriculum.library import Library
from lms.database import Database
from lms.learning.placement.models import Placement
from lms.services import make_services
from lms.settings import Settings
from tests.cast import Cast, Person, items_of, option_of
from tests.clocks import MovableClock
from tests.curriculum.builder import with_diagnostic
from tests.curriculum.small import small
from tests.kept import KeptApps

PAGE = "/placement/first-steps/"
CASES = ("Walter", "Hollis", "Beatriz")


@pytest.fixture(scope="module")
def placed_library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = with_diagnostic(small()).write(tmp_path_factory.mktemp("placed"))
    return make_services(Settings(data=str(tmp_path_factory.mktemp("data")), course=str(folder))).library


@pytest.fixture
def app(
    settings: Settings, clock: MovableClock, database: Database, placed_library: Library, kept_apps: KeptApps
) -> Flask:
    """The application on a small course whose first module has a diagnostic."""
    return kept_apps.give(make_services(settings, clock=clock, database=database, library=placed_library))


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def sunniva(cast: Cast) -> Person:
    return cast.enter("Sunniva")


def take(cast: Cast, person: Person, *, right: int) -> str:
    """Begin on the page, answer so many rightly, hand in; returns the attempt."""
    person.open(PAGE).press("Start the diagnostic")
    attempt_id = person.path.split("/")[2]
    for row in items_of(cast, attempt_id):
        person.send(
            f"/attempts/{attempt_id}/q/{row.position}",
            fetch=True,
            answer=option_of(cast, row, row.position <= right),
        )
    person.open(f"/attempts/{attempt_id}/review").press("Hand in")
    return attempt_id


@pytest.mark.alike
def test_before_the_start_the_page_says_exactly_what_is_waived_and_what_is_not(cast: Cast, marisol: Person) -> None:
    module = marisol.open("/courses/small/first-steps/")
    assert "You have done this work before? A diagnostic of 12 questions may let you skip" in module.text
    page = marisol.open(PAGE)
    listed = [each.text_content() for each in page.tree.xpath("//section[@aria-labelledby='waives']//tbody//th")]
    minutes = sum(each.minutes for each in cast.module.cases)
    assert listed == [*CASES]
    assert f"All together{minutes} min" in "".join(page.text.split("\n")).replace("All together ", "All together")
    stays = page.tree.xpath("string(//section[@aria-labelledby='stays'])")
    assert "6 lessons" in stays
    assert "“Module 1 post-test”" in stays
    assert "There is no certificate for this module" in page.text
    assert "It is taken once. There is no second try" in page.text
    assert "To pass you need 10 of 12 right (83 %)." in page.text
    assert cast.read(Attempt) == []


def test_the_story_from_the_start_to_skipped_undone_and_back(cast: Cast, marisol: Person, sunniva: Person) -> None:
    marisol.open("/tests/m1-diag/")
    assert marisol.path == PAGE
    attempt_id = take(cast, marisol, right=10)
    assert marisol.heading == "Passed, 10 of 12"
    assert "Nothing is skipped yet." in marisol.text
    assert "try again" not in marisol.text.lower()
    marisol.open(PAGE).press("Skip the practice")
    assert marisol.heading == "The practice of Module 1 is skipped"
    assert "Skipped after a diagnostic" in marisol.open("/courses/small/first-steps/").text
    assert "Skipped" in marisol.open("/pathway/").text
    assert "You have done this work before?" in marisol.open("/hours/").text
    assert "Practice skipped after a diagnostic" in marisol.text
    (row,) = cast.read(Placement)
    assert row.attempt_id == attempt_id
    person = sunniva.open(f"/team/{cast.learner}")
    assert "Practice skipped after a diagnostic: Module 1: First steps, 3 parts" in person.text
    assert "Skipped after a diagnostic on 4 May 2026." in person.text
    assert "10 of 12" not in person.text
    sunniva.open(f"/team/{cast.learner}/hours/skipped/{row.id}").press("Open the practice again")
    assert sunniva.status == 422
    assert sunniva.problems() == ["Say why; the reason stays with the record."]
    sunniva.press("Open the practice again", reason="We agreed that you play the cases.")
    assert "Opened again" in sunniva.text
    marisol.open(PAGE)
    assert marisol.heading == "The practice of Module 1 is open again"
    assert "Sunniva Berg opened it again on 4 May 2026: We agreed that you play the cases." in marisol.text
    marisol.send(f"{PAGE}skip")
    assert cast.read(Placement)[0].undone
    sunniva.open(f"/team/{cast.learner}/hours/skipped/{row.id}").press("Let the choice stand again")
    marisol.open(PAGE).press("Take it back")
    assert marisol.heading == "You may skip the practice of Module 1"
    assert "Taken back" in sunniva.open(f"/team/{cast.learner}/hours/").text


@pytest.mark.alike
def test_a_fail_shows_objectives_and_no_key_and_is_not_offered_again(cast: Cast, marisol: Person) -> None:
    attempt_id = take(cast, marisol, right=9)
    assert marisol.heading == "Not passed, 9 of 12"
    assert "That loses time." not in marisol.response.text
    assert "Read “" in marisol.text
    assert "Try again" not in marisol.text
    marisol.open(PAGE)
    assert marisol.heading == "The practice of Module 1 stays"
    marisol.send(f"{PAGE}start")
    marisol.send(f"{PAGE}skip")
    assert [each.id for each in cast.read(Attempt)] == [attempt_id]
    assert cast.read(Placement) == []
    assert "Handed in, practice stays" in marisol.open("/placement/").text


@pytest.mark.alike
def test_the_key_does_not_leave_before_hand_in(marisol: Person) -> None:
    marisol.open(PAGE).press("Start the diagnostic")
    assert "A diagnostic is taken once." in marisol.text
    for word in ("Then you know.", "That loses time.", "correct"):
        assert word not in marisol.response.text


@pytest.mark.alike
def test_who_has_another_role_and_a_module_without_one_are_told_so(
    cast: Cast, sunniva: Person, marisol: Person
) -> None:
    assert sunniva.open(PAGE).status == 404
    assert marisol.open("/placement/next-steps/").status == 200
    assert marisol.heading == "No diagnostic for you in Module 2"
    assert marisol.open("/placement/nowhere/").status == 404


@pytest.mark.alike
def test_others_and_her_own_choices_are_no_supervisors_business(cast: Cast, marisol: Person) -> None:
    take(cast, marisol, right=12)
    marisol.open(PAGE).press("Skip the practice")
    (row,) = cast.read(Placement)
    for who in ("Teddy", "Ansel", "Marisol"):
        assert cast.enter(who).open(f"/team/{cast.learner}/hours/skipped/{row.id}").status == 404
