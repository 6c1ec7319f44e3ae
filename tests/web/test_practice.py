"""Practice questions: an answer at once, no score, nobody else's business."""

from __future__ import annotations

import pytest

from lms.assessment.models import PracticeAnswer
from lms.curriculum.course import Quiz
from lms.database import Database
from lms.learning.models import Completion
from tests.cast import Cast, Person, count_rows


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def quiz(cast: Cast) -> Quiz:
    found = cast.module.practice
    assert found is not None
    return found


def page(cast: Cast, item_id: str = "") -> str:
    return f"/courses/{cast.course.id}/{cast.module.slug}/practice/{item_id}"


@pytest.mark.alike
def test_no_reason_is_sent_before_an_answer(cast: Cast, marisol: Person, quiz: Quiz) -> None:
    shown = marisol.open(page(cast)).response.text
    assert not [option for item in quiz.items for option in item.options if option.why_html in shown]
    assert f"0 of {len(quiz.items)} answered" in marisol.text


@pytest.mark.parametrize("correct", [True, False])
@pytest.mark.parametrize("script", [True, False])
def test_c44_an_answer_is_explained_at_once(
    cast: Cast, marisol: Person, quiz: Quiz, script: bool, correct: bool
) -> None:
    item = quiz.items[0]
    option = next(each for each in item.options if each.correct is correct)
    answer = marisol.send(page(cast, item.id), fetch=script, option=option.id)
    if script:
        shown = answer.text
        assert "<html" not in shown
    else:
        assert answer.location == page(cast) + f"#check-{item.id}"
        shown = marisol.open(page(cast)).response.text
        assert f"1 of {len(quiz.items)} answered, {int(correct)} with the best answer." in marisol.text
    assert option.why_html in shown
    assert not [each for each in item.options if each is not option and each.why_html in shown]


def test_the_newest_answer_counts(cast: Cast, marisol: Person, quiz: Quiz, database: Database) -> None:
    item = quiz.items[0]
    for option in item.options:
        marisol.send(page(cast, item.id), option=option.id, request_key="from the browser's memory")
    (kept,) = cast.read(PracticeAnswer)
    assert (kept.chosen, kept.tries) == (item.options[-1].id, len(item.options))
    assert count_rows(database, Completion) == 0


@pytest.mark.alike
@pytest.mark.parametrize("fields", [{}, {"option": "z"}])
def test_without_an_answer_the_page_says_so(cast: Cast, marisol: Person, quiz: Quiz, fields: dict[str, str]) -> None:
    action = page(cast, quiz.items[1].id)
    assert marisol.send(action, fetch=True, **fields).status_code == 422
    marisol.post(action, {"csrf_token": marisol.token(), **fields})
    assert marisol.status == 422
    assert marisol.problems() == ["Choose one answer first."]
    assert cast.read(PracticeAnswer) == []


@pytest.mark.alike
def test_what_is_not_there_is_not_found(cast: Cast, marisol: Person) -> None:
    assert marisol.send(page(cast, "nothing"), option="a").status_code == 404
    assert marisol.client.get(f"/courses/nothing/{cast.module.slug}/practice/").status_code == 404
    without = next(unit for unit in cast.course.units if unit.practice is None)
    assert marisol.client.get(f"/courses/{cast.course.id}/{without.slug}/practice/").status_code == 404


@pytest.mark.alike
def test_practice_is_nobody_else_s_business(cast: Cast, marisol: Person, quiz: Quiz) -> None:
    item = quiz.items[0]
    marisol.send(page(cast, item.id), option="a")
    teddy = cast.enter("Teddy")
    assert f"0 of {len(quiz.items)} answered" in teddy.open(page(cast)).text
    assert cast.enter("Sunniva").client.get(page(cast)).status_code == 404
