"""Post-tests when things go wrong: two windows, twenty threads, old pages, ended sessions, a restart."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from lms.app import create_app
from lms.assessment.models import Attempt
from lms.database import Database
from lms.learning.models import Completion
from lms.settings import Settings
from tests.cast import (
    Cast,
    Person,
    all_at_once,
    attempt_of,
    begin_test,
    count_rows,
    items_of,
    option_of,
    take_test,
)
from tests.clocks import MovableClock


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def quiz_of(cast: Cast) -> Any:
    return cast.module.post_test


def test_starting_twice_goes_on_with_the_same_attempt(cast: Cast, marisol: Person, database: Database) -> None:
    first = begin_test(cast, marisol)
    assert begin_test(cast, marisol) == first
    marisol.open(f"/tests/{quiz_of(cast).id}/").press("Go on with attempt 1")
    assert marisol.path == f"/attempts/{first}/q/1"
    assert count_rows(database, Attempt) == 1


def test_starting_in_twenty_windows_at_once_makes_one_attempt(cast: Cast, marisol: Person, database: Database) -> None:
    windows = [marisol.window() for _ in range(20)]
    answers = all_at_once(windows, lambda window: window.send(f"/tests/{quiz_of(cast).id}/start"))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert count_rows(database, Attempt) == 1


def test_two_people_may_be_the_first_of_an_edition_at_once(cast: Cast, database: Database) -> None:
    people = [cast.enter(name) for name in ("Marisol", "Teddy", "Ansel")]
    answers = all_at_once(people, lambda person: person.send(f"/tests/{quiz_of(cast).id}/start"))
    assert {answer.status_code for answer in answers} == {303}
    assert count_rows(database, Attempt) == 3


def test_handing_in_twice_changes_nothing(cast: Cast, marisol: Person, clock: MovableClock, database: Database) -> None:
    attempt_id = take_test(cast, marisol)
    before = attempt_of(cast, attempt_id)
    clock.move(minutes=5)
    assert marisol.send(f"/attempts/{attempt_id}/hand-in").location == f"/attempts/{attempt_id}/result"
    assert attempt_of(cast, attempt_id).handed_in_at == before.handed_in_at
    assert count_rows(database, Completion) == 1


@pytest.mark.parametrize("key", ["", "one key"])
def test_handing_in_from_twenty_windows_at_once_counts_once(
    cast: Cast, marisol: Person, database: Database, key: str
) -> None:
    attempt_id = begin_test(cast, marisol)
    for row in items_of(cast, attempt_id):
        marisol.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, answer=option_of(cast, row, right=True))
    windows = [marisol.window() for _ in range(20)]
    answers = all_at_once(windows, lambda window: window.send(f"/attempts/{attempt_id}/hand-in", request_key=key))
    assert {(answer.status_code, answer.location) for answer in answers} == {(303, f"/attempts/{attempt_id}/result")}
    assert count_rows(database, Completion) == 1
    assert len([line for line in cast.lines() if line.act == "attempt.handed-in"]) == 1


def test_c14_an_attempt_outlives_sign_out_and_a_restart(
    cast: Cast, marisol: Person, settings: Settings, clock: MovableClock, database: Database
) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer="b")
    marisol.sign_out_and_in()
    marisol._token = None
    marisol.send(f"/attempts/{attempt_id}/q/2", fetch=True, answer="c")
    restarted = marisol.window(create_app(settings, clock=clock, database=database))
    restarted.open("/home").open(f"/tests/{quiz_of(cast).id}/").press("Go on")
    assert restarted.path == f"/attempts/{attempt_id}/q/3"
    assert [row.chosen for row in items_of(cast, attempt_id)][:3] == ["b", "c", None]


def test_two_windows_answer_different_questions(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    left, right = marisol.window(), marisol.window()
    left.open(f"/attempts/{attempt_id}/q/1")
    right.open(f"/attempts/{attempt_id}/q/2")
    left.press("Save and next", answer="a")
    right.press("Save and next", answer="b")
    assert [row.chosen for row in items_of(cast, attempt_id)][:3] == ["a", "b", None]


def test_a_window_left_open_cannot_change_what_was_handed_in(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    old = marisol.window().open(f"/attempts/{attempt_id}/q/1")
    marisol.send(f"/attempts/{attempt_id}/hand-in")
    script = marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer="a")
    assert script.status_code == 409
    assert "handed in" in script.json["message"]
    old.press("Save and next", answer="a")
    assert old.path == f"/attempts/{attempt_id}/result"
    assert "answers stand as they were" in old.text
    assert items_of(cast, attempt_id)[0].chosen is None


@pytest.mark.alike
def test_going_back_in_the_browser_and_answering_again_keeps_the_newer_answer(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    page = marisol.open(f"/attempts/{attempt_id}/q/1").tree
    marisol.press("Save and next", answer="a", go="next")
    marisol.tree = page  # the page as the browser kept it, with the key that was used
    marisol.press("Save and next", answer="b", go="next")
    assert marisol.path == f"/attempts/{attempt_id}/q/2"
    assert items_of(cast, attempt_id)[0].chosen == "b"


@pytest.mark.alike
def test_c11_an_answer_posted_after_the_session_ended_waits_for_its_owner(
    cast: Cast, marisol: Person, clock: MovableClock
) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.open(f"/attempts/{attempt_id}/q/1")
    clock.move(minutes=61)
    marisol.press("Save and next", answer="d", go="next")
    assert marisol.path == "/sign-in"
    assert items_of(cast, attempt_id)[0].chosen is None
    teddy = Person(cast.app)
    teddy.client = marisol.client
    teddy.sign_in("Teddy")
    assert teddy.path == "/home"
    assert "still here" not in teddy.text
    teddy.press("Sign out")
    marisol.sign_in("Marisol")
    assert marisol.heading == "What you sent is still here"
    assert items_of(cast, attempt_id)[0].chosen is None
    marisol.press("Send it now")
    assert marisol.path == f"/attempts/{attempt_id}/q/2"
    assert items_of(cast, attempt_id)[0].chosen == "d"


@pytest.mark.alike
def test_c11_a_hand_in_after_the_session_ended_is_offered_again(
    cast: Cast, marisol: Person, clock: MovableClock
) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.open(f"/attempts/{attempt_id}/review")
    clock.move(minutes=61)
    marisol.press("Hand in")
    marisol.sign_in("Marisol")
    assert marisol.heading == "What you sent is still here"
    assert attempt_of(cast, attempt_id).handed_in_at is None
    marisol.press("Send it now")
    assert marisol.path == f"/attempts/{attempt_id}/result"


@pytest.mark.alike
def test_c11_a_page_from_before_the_last_sign_in_is_not_lost(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    attempt_id = begin_test(cast, marisol)
    old = marisol.token()
    clock.move(minutes=61)
    marisol.open("/home").sign_in("Marisol")
    data = {"csrf_token": old, "answer": "c", "go": "next"}
    marisol.post(f"/attempts/{attempt_id}/q/1", data, headers={"Sec-Fetch-Site": "same-origin"})
    assert marisol.heading == "What you sent is still here"
    marisol.press("Send it now")
    assert items_of(cast, attempt_id)[0].chosen == "c"
    marisol.post(f"/attempts/{attempt_id}/q/2", data, headers={"Sec-Fetch-Site": "cross-site"})
    assert marisol.status == 400
    assert items_of(cast, attempt_id)[1].chosen is None


@pytest.mark.alike
def test_a_request_without_a_session_saves_nothing(cast: Cast, marisol: Person, app: Flask) -> None:
    attempt_id = begin_test(cast, marisol)
    answer = app.test_client().post(f"/attempts/{attempt_id}/hand-in")
    assert answer.status_code in (303, 400)
    assert attempt_of(cast, attempt_id).handed_in_at is None


@pytest.mark.alike
def test_the_result_says_the_local_day(cast: Cast, clock: MovableClock) -> None:
    clock.move(hours=10)  # ten at night in Chicago, the next day in London
    late = cast.enter("Marisol")
    attempt_id = take_test(cast, late)
    assert "handed in 4 May 2026 at 22:00" in late.open(f"/attempts/{attempt_id}/result").text


@pytest.mark.alike
def test_c12_an_attempt_may_rest_for_a_year(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    attempt_id = begin_test(cast, marisol)
    clock.move(days=365)
    fresh = cast.enter("Marisol")
    assert fresh.open(f"/tests/{quiz_of(cast).id}/").press("Go on").path == f"/attempts/{attempt_id}/q/1"
    assert fresh.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer="a").status_code == 200


@pytest.mark.alike
def test_a_repeated_hand_in_with_its_key_leads_to_the_same_place(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    first, second = (marisol.send(f"/attempts/{attempt_id}/hand-in", request_key="double click") for _ in range(2))
    assert (
        (first.status_code, first.location)
        == (second.status_code, second.location)
        == (303, f"/attempts/{attempt_id}/result")
    )


def test_answers_saved_at_once_are_all_kept(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    windows = [marisol.window() for _ in items_of(cast, attempt_id)]
    numbers = {id(window): number for number, window in enumerate(windows, 1)}
    answers = all_at_once(
        windows, lambda window: window.send(f"/attempts/{attempt_id}/q/{numbers[id(window)]}", fetch=True, answer="b")
    )
    assert {answer.status_code for answer in answers} == {200}
    assert {row.chosen for row in items_of(cast, attempt_id)} == {"b"}
