"""How sure a learner is of an answer: optional, hers alone, and a list of what she is sure of and wrong about."""

from __future__ import annotations

import html as entities

import pytest

from lms.assessment.models import AttemptItem, PracticeAnswer
from lms.curriculum.course import Quiz
from tests.cast import Cast, Person, attempt_of, begin_test, items_of, option_of


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def practice(cast: Cast) -> Quiz:
    assert cast.module.practice is not None
    return cast.module.practice


def section(person: Person, identity: str) -> str:
    """The words of the section with this heading; empty when there is none."""
    found = person.tree.xpath(f"//section[@aria-labelledby='{identity}']")
    return " ".join(found[0].text_content().split()) if found else ""


def checked(person: Person) -> list[str]:
    return person.tree.xpath("//input[@name='sureness'][@checked]/@value")


def sit(cast: Cast, person: Person, *, right: int, said: dict[int, str]) -> str:
    """A test handed in with the first `right` answers right, and how sure she was by position."""
    attempt_id = begin_test(cast, person)
    for row in items_of(cast, attempt_id):
        fields = {"answer": option_of(cast, row, row.position <= right)}
        if row.position in said:
            fields["sureness"] = said[row.position]
        assert person.send(f"/attempts/{attempt_id}/q/{row.position}", fetch=True, **fields).status_code == 200
    person.send(f"/attempts/{attempt_id}/hand-in")
    person.open(f"/attempts/{attempt_id}/result")
    return attempt_id


def test_it_is_optional_kept_and_can_be_taken_back(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    question = f"/attempts/{attempt_id}/q/1"
    assert checked(marisol.open(question)) == ["unsaid"]
    marisol.press("Save and next", answer="b")
    assert items_of(cast, attempt_id)[0].sureness is None
    marisol.open(question).press("Save and next", sureness="guessing")
    assert (items_of(cast, attempt_id)[0].chosen, items_of(cast, attempt_id)[0].sureness) == ("b", "guessing")
    assert checked(marisol.open(question)) == ["guessing"]
    marisol.send(question, fetch=True, answer="c")
    assert items_of(cast, attempt_id)[0].sureness == "guessing"
    marisol.send(question, fetch=True, sureness="unsaid")
    assert (items_of(cast, attempt_id)[0].chosen, items_of(cast, attempt_id)[0].sureness) == ("c", None)


@pytest.mark.alike
@pytest.mark.parametrize("script", [True, False])
def test_a_word_that_is_none_of_these_keeps_what_was_there(cast: Cast, marisol: Person, script: bool) -> None:
    attempt_id = begin_test(cast, marisol)
    question = f"/attempts/{attempt_id}/q/1"
    marisol.send(question, fetch=True, answer="b", sureness="sure")
    answer = marisol.send(question, fetch=script, answer="c", sureness="certain")
    assert answer.status_code == 422
    assert "Choose sure, fairly sure or guessing" in answer.text
    assert (items_of(cast, attempt_id)[0].chosen, items_of(cast, attempt_id)[0].sureness) == ("b", "sure")


@pytest.mark.alike
def test_c69_after_a_pass_sure_but_wrong_names_the_questions_by_objective(cast: Cast, marisol: Person) -> None:
    drawn = len(items_of(cast, begin_test(cast, marisol)))
    wrong = (drawn - 1, drawn)
    attempt_id = sit(
        cast, marisol, right=drawn - 2, said={1: "sure", 2: "guessing", wrong[0]: "sure", wrong[1]: "fairly"}
    )
    assert attempt_of(cast, attempt_id).passed
    shown = section(marisol, "sureness")
    rows = {row.position: cast.course.item(row.item_id) for row in items_of(cast, attempt_id)}
    objectives = {each.id: each.text for each in cast.module.objectives}
    assert rows[wrong[0]].title in shown
    assert objectives[rows[wrong[0]].objective].rstrip(".") in shown
    assert rows[wrong[1]].title not in shown
    assert rows[1].title not in shown
    assert "1 answer you were sure of" in shown
    assert marisol.tree.xpath(f"//*[@id='item-{wrong[0]}']")
    cells = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in marisol.tree.xpath("//section[@aria-labelledby='sureness']//tbody/tr")
    ]
    assert cells == [
        ["Sure", "1 of 2"],
        ["Fairly sure", "0 of 1"],
        ["Guessing", "1 of 1"],
        ["Not said", f"{drawn - 4} of {drawn - 4}"],
    ]


@pytest.mark.alike
def test_after_a_failure_sure_but_wrong_tells_the_objective_and_no_question(cast: Cast, marisol: Person) -> None:
    attempt_id = sit(cast, marisol, right=2, said={3: "sure", 4: "sure"})
    assert attempt_of(cast, attempt_id).passed is False
    shown, page = section(marisol, "sureness"), entities.unescape(marisol.response.text)
    assert "you were sure of" in shown
    for row in items_of(cast, attempt_id):
        item = cast.course.item(row.item_id)
        assert item.title not in page
        assert not [option for option in item.options if option.why_html in page]
    assert all(
        marisol.window().open(link).status == 200
        for link in marisol.tree.xpath("//section[@aria-labelledby='sureness']//a/@href")
    )


@pytest.mark.alike
def test_who_never_said_sees_no_list(cast: Cast, marisol: Person) -> None:
    sit(cast, marisol, right=3, said={})
    assert section(marisol, "sureness") == ""


def test_an_empty_answer_was_not_a_sure_one(cast: Cast, marisol: Person) -> None:
    attempt_id = begin_test(cast, marisol)
    marisol.send(f"/attempts/{attempt_id}/q/1", fetch=True, sureness="sure")
    marisol.send(f"/attempts/{attempt_id}/hand-in")
    marisol.open(f"/attempts/{attempt_id}/result")
    assert section(marisol, "sureness") == ""


@pytest.mark.alike
def test_practice_lists_what_she_was_sure_of_until_she_knows_it(cast: Cast, marisol: Person, practice: Quiz) -> None:
    page = f"/courses/{cast.course.id}/{cast.module.slug}/practice/"
    item = practice.items[0]
    options = {option.correct: option for option in item.options}
    marisol.send(page + item.id, option=options[False].id, sureness="sure")
    shown = section(marisol.open(page), "misjudged")
    assert "Question 1" in shown
    assert f"#check-{item.id}" in marisol.tree.xpath("//section[@aria-labelledby='misjudged']//a/@href")
    assert "Not the strongest choice, though you were sure." in marisol.text
    marisol.send(page + item.id, option=options[True].id, sureness="sure")
    assert section(marisol.open(page), "misjudged") == ""


def test_the_feedback_stands_at_the_choice_in_words(cast: Cast, marisol: Person, practice: Quiz) -> None:
    page = f"/courses/{cast.course.id}/{cast.module.slug}/practice/"
    item = practice.items[0]
    for option in item.options:
        shown = marisol.send(page + item.id, fetch=True, option=option.id)
        marisol.open(page)
        box = marisol.tree.xpath(
            f"//*[@id='check-{item.id}']//label[.//input[@value='{option.id}']]/following-sibling::*[1]"
        )[0]
        lead = "Yes, the best answer." if option.correct else "Not the strongest choice."
        assert " ".join(box.text_content().split()).startswith(lead)
        assert lead in shown.text


@pytest.mark.alike
def test_nobody_else_learns_how_sure_she_was(cast: Cast, marisol: Person) -> None:
    attempt_id = sit(cast, marisol, right=2, said={1: "sure", 3: "sure"})
    for name in ("Teddy", "Sunniva"):
        other = cast.enter(name)
        assert other.open(f"/attempts/{attempt_id}/result").status == 404
    assert "you were sure" not in cast.enter("Sunniva").open("/team/").text
    assert len([row for row in cast.read(AttemptItem) if row.sureness == "sure"]) == 2
    assert cast.read(PracticeAnswer) == []
