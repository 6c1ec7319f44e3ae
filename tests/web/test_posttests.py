"""Post-tests over HTTP: one question a page, each answer kept, graded once, and the key stays on the server."""

from __future__ import annotations

import html as entities
from datetime import datetime, timedelta
from typing import Any

import pytest

from lms.assessment.models import Attempt, AttemptItem
from lms.assessment.rules import needed, pass_sentence
from lms.database import Database
from lms.learning.models import Completion
from tests.cast import (
    Cast,
    Person,
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


def whys(cast: Cast, attempt_id: str) -> list[str]:
    """The reasons for every option of an attempt, as they would stand in a page."""
    found = [cast.course.item(row.item_id) for row in items_of(cast, attempt_id)]
    return [option.why_html for item in found for option in item.options]


def assert_no_key(cast: Cast, attempt_id: str, page: str) -> None:
    plain = entities.unescape(page)
    assert not [why for why in whys(cast, attempt_id) if why in page or entities.unescape(why) in plain]
    assert "correct" not in page.lower()
    assert "Best answer" not in page


@pytest.mark.alike
def test_c15_opening_the_page_makes_no_attempt(cast: Cast, marisol: Person, database: Database) -> None:
    for _ in range(3):
        marisol.open(f"/tests/{quiz_of(cast).id}/")
        assert marisol.client.get(f"/tests/{quiz_of(cast).id}/start").status_code == 405
    assert count_rows(database, Attempt) == 0


@pytest.mark.alike
def test_c62_the_rule_is_told_before_the_start_as_on_every_question(cast: Cast, marisol: Person) -> None:
    quiz = quiz_of(cast)
    rule = pass_sentence(needed(quiz.draw, quiz.pass_mark), quiz.draw)
    assert rule in marisol.open(f"/tests/{quiz.id}/").text
    attempt_id = begin_test(cast, marisol)
    for page in ("q/1", "review"):
        assert rule in marisol.open(f"/attempts/{attempt_id}/{page}").text


@pytest.mark.alike
def test_a_draw_covers_every_objective_of_the_bank(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    drawn = [cast.course.item(row.item_id) for row in items_of(cast, attempt_id)]
    assert len(drawn) == quiz_of(cast).draw
    assert {item.objective for item in drawn} == {item.objective for item in quiz_of(cast).items}


@pytest.mark.alike
def test_c49_the_whole_test_without_a_script(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    rows = items_of(cast, attempt_id)
    marisol.open(f"/attempts/{attempt_id}/q/1")
    for row in rows:
        assert marisol.heading.startswith(f"Question {row.position} of {len(rows)}")
        assert len(marisol.tree.xpath("//input[@name='answer']")) == 4
        assert_no_key(cast, attempt_id, marisol.response.text)
        marisol.press("Save and", answer=option_of(cast, row, right=True), go="next")
    assert marisol.path == f"/attempts/{attempt_id}/review"
    assert_no_key(cast, attempt_id, marisol.response.text)
    marisol.press("Hand in")
    assert marisol.heading == f"Passed, {len(rows)} of {len(rows)}"


@pytest.mark.alike
def test_c10_a_choice_is_saved_by_the_script_as_it_is_made(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    attempt_id = begin_test(cast, marisol)
    row = items_of(cast, attempt_id)[0]
    chosen = option_of(cast, row, right=False)
    saved = marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer=chosen)
    assert saved.json == {"saved_at": "12:00"}
    marisol.open(f"/attempts/{attempt_id}/q/1")
    assert marisol.tree.xpath("//input[@name='answer'][@checked]/@value") == [chosen]
    assert "Saved at 12:00" in marisol.text


def test_an_answer_may_be_changed_and_is_kept_when_only_the_flag_is_sent(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    row = items_of(cast, attempt_id)[0]
    for right in (False, True):
        marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer=option_of(cast, row, right))
    marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, flag="yes")
    stored = items_of(cast, attempt_id)[0]
    assert (stored.chosen, stored.flagged) == (option_of(cast, row, right=True), True)
    marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True)
    assert items_of(cast, attempt_id)[0].flagged is False


@pytest.mark.alike
def test_c45_the_review_lists_what_is_empty_and_flagged(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    rows = items_of(cast, attempt_id)
    for row in rows[:-2]:
        marisol.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, answer="a")
    marisol.send(f"/attempts/{attempt_id}/q/3", fetch=True, flag="yes")
    marisol.open(f"/attempts/{attempt_id}/review")
    lines = [" ".join(line.text_content().split()) for line in marisol.tree.xpath("//tbody/tr")]
    assert [at for at, line in enumerate(lines, 1) if "No answer" in line] == [len(rows) - 1, len(rows)]
    assert [at for at, line in enumerate(lines, 1) if "Flagged" in line] == [3]
    marisol.press("Hand in with 2 empty")
    assert marisol.path.endswith("/result")


@pytest.mark.alike
@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("q/1", {"answer": "z"}, 422),
        ("q/99", {"answer": "a"}, 404),
        ("q/0", {"answer": "a"}, 404),
        ("q/-1", {"answer": "a"}, 404),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    cast: Cast, marisol: Person, path: str, fields: dict[str, str], status: int
) -> None:
    attempt_id = begin_test(cast, marisol)
    for fetch in (True, False):
        assert marisol.send(f"/attempts/{attempt_id}/{path}", fetch=fetch, **fields).status_code == status
    assert {row.chosen for row in items_of(cast, attempt_id)} == {None}


@pytest.mark.alike
def test_the_score_counts_what_was_right(cast: Cast, marisol: Person) -> None:
    quiz = quiz_of(cast)
    least = needed(quiz.draw, quiz.pass_mark)
    failed = attempt_of(cast, take_test(cast, marisol, right=least - 1))
    assert (failed.right_count, failed.passed) == (least - 1, False)
    passed = attempt_of(cast, take_test(cast, marisol, right=least))
    assert (passed.right_count, passed.passed, passed.number) == (least, True, 2)


@pytest.mark.alike
def test_c42_c45_after_a_failure_there_is_help_and_no_key(cast: Cast, marisol: Person) -> None:
    attempt_id = take_test(cast, marisol, right=4)
    marisol.open(f"/attempts/{attempt_id}/result")
    assert marisol.heading.startswith("Not passed yet, 4 of")
    links = marisol.tree.xpath("//table//a/@href")
    assert links
    assert all(marisol.window().open(link).status == 200 for link in links)
    for page in ("result", "review", "q/1"):
        assert_no_key(cast, attempt_id, marisol.open(f"/attempts/{attempt_id}/{page}").response.text)


@pytest.mark.alike
def test_c42_c43_after_a_pass_each_option_carries_its_reason(cast: Cast, marisol: Person) -> None:
    attempt_id = take_test(cast, marisol, right=13)
    page = marisol.open(f"/attempts/{attempt_id}/result").response.text
    assert not [why for why in whys(cast, attempt_id) if why not in page]
    assert marisol.text.count("Best answer") == attempt_of(cast, attempt_id).drawn
    assert marisol.text.count("Best answer, yours") == 13


@pytest.mark.alike
def test_results_by_objective_add_up(cast: Cast, marisol: Person) -> None:
    attempt_id = take_test(cast, marisol, right=9)
    marisol.open(f"/attempts/{attempt_id}/result")
    shown = [line.split(" of ") for line in marisol.tree.xpath("//tbody//td[@data-label='Right']/text()")]
    assert sum(int(right) for right, _ in shown) == 9
    assert sum(int(of) for _, of in shown) == attempt_of(cast, attempt_id).drawn


@pytest.mark.alike
def test_attempts_are_unlimited_and_rest_after_the_third_failure(
    cast: Cast, marisol: Person, clock: MovableClock, database: Database
) -> None:
    draws = []
    for _ in range(3):
        attempt_id = take_test(cast, marisol, right=0)
        draws.append({row.item_id for row in items_of(cast, attempt_id)})
        clock.move(minutes=1)
    assert draws[0] != draws[1] != draws[2]
    start = f"/tests/{quiz_of(cast).id}/start"
    assert "12:17" in marisol.open(f"/attempts/{attempt_id}/result").text
    assert "12:17" in marisol.open(f"/tests/{quiz_of(cast).id}/").text
    assert marisol.send(start).location == f"/tests/{quiz_of(cast).id}/"
    assert count_rows(database, Attempt) == 3
    clock.set(datetime.fromisoformat("2026-05-04T17:16:59+00:00"))
    assert marisol.send(start).location == f"/tests/{quiz_of(cast).id}/"
    clock.move(seconds=1)
    assert take_test(cast, marisol, right=15)
    assert count_rows(database, Completion) == 1


@pytest.mark.alike
def test_the_next_draw_prefers_questions_not_seen_yet(cast: Cast, marisol: Person) -> None:
    first, second = ({row.item_id: row for row in items_of(cast, take_test(cast, marisol, right=0))} for _ in range(2))
    for objective in {item.objective for item in quiz_of(cast).items}:
        pile = {item.id for item in quiz_of(cast).items if item.objective == objective}
        if pile - set(first) and pile & set(second):
            assert len(pile & set(second) & set(first)) == max(0, len(pile & set(second)) - len(pile - set(first)))


@pytest.mark.alike
def test_c08_c21_the_page_after_a_pass_and_every_other_page_know_it(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    for row in items_of(cast, attempt_id):
        marisol.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, answer=option_of(cast, row, right=True))
    marisol.open(f"/attempts/{attempt_id}/review").press("Hand in")
    assert marisol.heading.startswith("Passed")
    (done,) = cast.read(Completion)
    handed_in = attempt_of(cast, attempt_id)
    assert (done.evidence_id, done.completed_at) == (attempt_id, handed_in.handed_in_at)
    assert "Passed on 4 May 2026." in marisol.open("/certificates/").text


@pytest.mark.alike
def test_c13_an_answer_changed_often_is_one_row(cast: Cast, marisol: Person, database: Database) -> None:
    attempt_id = begin_test(cast, marisol)
    before = count_rows(database, AttemptItem)
    for option in "abcdabcd":
        marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer=option)
    assert count_rows(database, AttemptItem) == before
    assert items_of(cast, attempt_id)[0].chosen == "d"


@pytest.mark.alike
def test_a_pass_stays_a_pass_when_a_later_try_fails(cast: Cast, marisol: Person, database: Database) -> None:
    take_test(cast, marisol)
    take_test(cast, marisol, right=0)
    assert count_rows(database, Completion) == 1
    assert "Passed, 15 of 15" in marisol.open(f"/tests/{quiz_of(cast).id}/").text


@pytest.mark.alike
def test_c16_an_open_attempt_has_no_score(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, answer="a")
    marisol.open(f"/tests/{quiz_of(cast).id}/")
    assert "In progress" in marisol.text
    assert "0 of" not in marisol.text
    assert marisol.open(f"/attempts/{attempt_id}/result").path == f"/attempts/{attempt_id}/q/2"


@pytest.mark.alike
def test_an_attempt_is_for_its_owner_alone(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    for name in ("Teddy", "Sunniva", "Ansel", "Odile"):
        other = cast.enter(name)
        for page in ("q/1", "review", "result"):
            assert other.client.get(f"/attempts/{attempt_id}/{page}").status_code == 404
        assert other.send(f"/attempts/{attempt_id}/q/1", answer="a").status_code == 404
        assert other.send(f"/attempts/{attempt_id}/hand-in").status_code == 404
    assert attempt_of(cast, attempt_id).handed_in_at is None
    assert items_of(cast, attempt_id)[0].chosen is None


@pytest.mark.alike
def test_back_leads_to_the_question_before_and_saves(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.open(f"/attempts/{attempt_id}/q/2").press("Back", answer="c", go="back")
    assert marisol.path == f"/attempts/{attempt_id}/q/1"
    assert items_of(cast, attempt_id)[1].chosen == "c"


@pytest.mark.alike
def test_an_answer_counts_for_the_moment_it_was_saved(cast: Cast, marisol: Person, clock: MovableClock) -> None:
    attempt_id = begin_test(cast, marisol)
    started = clock.now()
    clock.move(minutes=7)
    marisol.send(f"/attempts/{attempt_id}/q/4", fetch=True, answer="a")
    rows: list[AttemptItem] = items_of(cast, attempt_id)
    assert rows[3].saved_at == started + timedelta(minutes=7)
    assert rows[4].saved_at is None
