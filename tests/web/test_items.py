"""`/author/items/`: authors and CE administrators see how questions do; nobody sees anybody's answers."""

from __future__ import annotations

import pytest
from flask import Flask

from lms.people.permissions import AUTHOR, CE_ADMINISTRATOR, LEARNER
from tests.assessment.many_attempts import by_ability, hand_in_all, key_of, people, practise_all, wrong_of
from tests.cast import Cast, Person, in_session, take_test
from tests.people.makers import make_account

PAGE = "/author/items/"


@pytest.fixture
def author(cast: Cast) -> Person:
    now = cast.services.clock.now()
    make_account(cast.services.database, now, cast.place.saltmarsh, "Arne Solberg", kinds=(AUTHOR,))
    return cast.enter("Arne")


def answered(cast: Cast, count: int, organisation: str = "", **more) -> None:
    """So many people hand in the module's test with the same five questions; the first is missed by the strong."""
    five = cast.module.post_test.items[:5]
    base = by_ability("page")

    def choose(person: int, item) -> str | None:
        if item is five[0]:
            return wrong_of(item) if person % 100 > 60 else key_of(item)
        return key_of(item) if item is five[1] else base(person, item)

    def act(session) -> None:
        now = cast.services.clock.now()
        who = people(session, now, organisation or cast.place.saltmarsh, count)
        hand_in_all(session, cast.course, cast.module.post_test, who, now, choose, items=five)

    in_session(cast.services.database, act)


@pytest.mark.alike
def test_without_answers_the_page_says_what_it_waits_for(cast: Cast, author: Person) -> None:
    take_test(cast, cast.enter("Marisol"))
    quiz = cast.module.post_test
    assert author.open(PAGE).heading == "No question has 30 answers yet"
    assert f"Each attempt draws {quiz.draw} of {len(quiz.items)} questions" in author.text
    assert "1 answer so far; figures from 30 on" in author.text
    assert "No answer yet; figures from 30 on" in author.text
    assert "Change since the diagnostic" in author.text
    assert "%" not in author.tree.xpath("string(//table)")
    assert author.open(f"{PAGE}{quiz.items[0].id}").heading == quiz.items[0].title
    assert "so far; figures from 30 on" in author.text or "No answer yet" in author.text


@pytest.mark.alike
def test_at_thirty_answers_the_figures_come_and_what_stands_out_is_first(cast: Cast, author: Person) -> None:
    answered(cast, 29)
    assert author.open(PAGE).heading == "No question has 30 answers yet"
    answered(cast, 71)
    author.open(PAGE)
    assert author.heading.endswith("of 5 questions need a look")
    rows = author.tree.xpath("//section[@aria-labelledby='questions']//tbody/tr")
    first = " ".join(rows[0].text_content().split())
    assert cast.module.post_test.items[0].title in first
    assert "The strong miss it more often than the weak." in first
    assert "Too easy to tell anyone apart: 100 % get it right." in author.text
    assert len(rows) == len(cast.module.post_test.items)


@pytest.mark.alike
def test_a_question_shows_its_options_with_numbers_and_what_to_do(cast: Cast, author: Person) -> None:
    answered(cast, 100)
    item = cast.module.post_test.items[0]
    author.open(f"{PAGE}{item.id}")
    assert "Check the answer key first" in author.text
    rows = [
        " ".join(each.text_content().split())
        for each in author.tree.xpath("(//section[@aria-labelledby='asked']//table)[last()]/tbody/tr")
    ]
    wrong = next(row for option, row in zip(item.options, rows, strict=True) if option.id == wrong_of(item))
    assert "39 of 100" in wrong
    assert sum("Best answer" in row for row in rows) == 1
    assert "As it is today" in author.text


def test_an_author_of_another_organisation_sees_none_of_these_answers(cast: Cast, app: Flask) -> None:
    answered(cast, 60)
    now = cast.services.clock.now()
    make_account(cast.services.database, now, cast.place.elsewhere, "Ivo Hartmann", kinds=(AUTHOR, CE_ADMINISTRATOR))
    other = cast.enter("Ivo")
    assert other.open(PAGE).heading == "No question has 30 answers yet"
    assert other.tree.xpath("//dl[@class='facts']/div[1]/dd[1]/text()") == ["0"]
    other.open(f"{PAGE}{cast.module.post_test.items[0].id}")
    assert "No answer yet; figures from 30 on" in other.text


@pytest.mark.alike
@pytest.mark.parametrize("who", ["Marisol", "Sunniva", "Ansel", "Odile"])
def test_nobody_else_finds_it(cast: Cast, who: str) -> None:
    person = cast.enter(who)
    for path in (PAGE, f"{PAGE}{cast.module.post_test.items[0].id}"):
        assert person.client.get(path).status_code == 404
    signed_out = cast.app.test_client().get(PAGE)
    assert (signed_out.status_code, signed_out.headers["Location"].partition("?")[0]) == (303, "/sign-in")


@pytest.mark.alike
def test_a_ce_administrator_finds_it_in_the_menu_and_an_author_from_her_page(cast: Cast, author: Person) -> None:
    cesar = cast.enter("Cesar")
    assert cesar.open(PAGE).status == 200
    assert PAGE in cesar.tree.xpath("//nav[@aria-label='Main']//a/@href")
    assert PAGE in author.open("/author/").tree.xpath("//main//a/@href")
    assert author.open(f"{PAGE}nothing-like-it").status == 404


@pytest.mark.alike
def test_whoever_has_yet_to_pass_sees_figures_and_no_key(cast: Cast) -> None:
    answered(cast, 40)
    now = cast.services.clock.now()
    make_account(
        cast.services.database, now, cast.place.saltmarsh, "Cleo Abara", kinds=(CE_ADMINISTRATOR, LEARNER),
    )  # fmt: skip
    cleo, item = cast.enter("Cleo"), cast.module.post_test.items[0]
    cleo.open(f"{PAGE}{item.id}")
    assert "have yet to pass this test" in cleo.text
    assert "Best answer" not in cleo.text
    assert item.options[0].text not in cleo.text
    assert "Tells apart" in cleo.text
    take_test(cast, cleo)
    assert "Best answer" in cleo.open(f"{PAGE}{item.id}").text


@pytest.mark.alike
def test_practice_stands_apart(cast: Cast, author: Person) -> None:
    practice, now = cast.module.practice, cast.services.clock.now()
    in_session(
        cast.services.database,
        lambda s: practise_all(
            s, practice, people(s, now, cast.place.saltmarsh, 30), now, lambda _, item: key_of(item)
        ),
    )
    author.open(f"{PAGE}?quiz={practice.id}")
    assert author.heading == "30 people have practised"
    assert "100 %" in author.text
    assert "Only the latest answer" in author.text
    author.open(f"{PAGE}{practice.items[0].id}")
    assert "30 people answered; 100 % are right in the end." in author.text
    assert author.open(f"{PAGE}?quiz=nothing-like-it").status == 200
