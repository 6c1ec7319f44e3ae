"""A conversation over HTTP: what was said stays, a reply is named once it was given, and an old page changes nothing."""

from __future__ import annotations

import pytest

from lms.curriculum.course import Case
from lms.curriculum.moves import MOVES
from lms.learning.models import Completion
from lms.practice.models import CaseRun, CaseStep
from tests.cast import Cast, Person


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def talk(cast: Cast) -> Case:
    return next(case for case in cast.module.cases if case.kind == "conversation")


def names_shown(person: Person) -> set[str]:
    """The names of replies that stand on the page."""
    words = {
        each.text_content().strip()
        for each in person.tree.xpath("//main//*[@class='tag' or @role='status']//b | //main//*[@class='tag']")
    }
    return {move for move in MOVES for each in words if each in (move, f"That was: {move}.")}


@pytest.mark.alike
def test_s209_the_experts_way_keeps_what_was_said_and_names_each_reply_once_it_was_given(
    cast: Cast, marisol: Person, talk: Case
) -> None:
    marisol.open(f"/cases/{talk.id}/").press("Start the conversation")
    said: list[str] = []
    given: set[str] = set()
    for number, (stage_id, choice_id) in enumerate(talk.expert_path, 1):
        assert f"Turn {number} of" in marisol.text
        assert names_shown(marisol) == given
        assert all(words in marisol.text for words in said)
        choice = next(each for each in talk.stages[stage_id].choices if each.id == choice_id)
        said.append(choice.text)
        given.add(choice.move)
        marisol.press("Say it", choice=choice_id)
    assert marisol.path == f"/cases/{talk.id}/debrief"
    assert len(cast.read(Completion)) == 1
    moves = [choice.move for at, took in talk.expert_path for choice in talk.stages[at].choices if choice.id == took]
    assert (
        "Your replies: "
        + ", ".join(
            f"{moves.count(each)} {each}"
            for each in sorted(set(moves), key=lambda each: (-moves.count(each), moves.index(each)))
        )
        in marisol.text
    )


@pytest.mark.alike
def test_how_it_stands_is_told_in_words_and_numbers(marisol: Person, talk: Case) -> None:
    trust = talk.variables[0]
    marisol.open(f"/cases/{talk.id}/").press("Start the conversation")
    assert f"{trust.start} of {trust.most}" in marisol.text
    stage = talk.stages[talk.start]
    best = next(each for each in stage.choices if each.grade == "best")
    marisol.press("Say it", choice=best.id)
    moved = dict(best.changes)[trust.name]
    assert f"{trust.start + moved} of {trust.most}, {moved} up" in marisol.text


@pytest.mark.alike
def test_after_a_reply_the_page_opens_where_the_talk_goes_on(marisol: Person, talk: Case) -> None:
    assert marisol.send(f"/cases/{talk.id}/start").location == f"/cases/{talk.id}/step"
    stage_id, choice_id = talk.expert_path[0]
    answer = marisol.send(f"/cases/{talk.id}/step", stage=stage_id, choice=choice_id)
    assert answer.location == f"/cases/{talk.id}/step#now"
    assert marisol.open(f"/cases/{talk.id}/step").tree.xpath("//*[@id='now']//form")


def test_a_reply_sent_twice_late_or_for_anothers_talk_changes_nothing(cast: Cast, marisol: Person, talk: Case) -> None:
    marisol.send(f"/cases/{talk.id}/start")
    (first, choice), (second, _) = talk.expert_path[:2]
    other = next(each.id for each in talk.stages[first].choices if each.id != choice)
    for reply in (choice, choice, other):
        marisol.send(f"/cases/{talk.id}/step", stage=first, choice=reply)
    teddy = cast.enter("Teddy")
    assert teddy.send(f"/cases/{talk.id}/step", stage=second, choice="bit").status_code == 404
    teddy.send(f"/cases/{talk.id}/start")
    teddy.send(f"/cases/{talk.id}/step", stage=second, choice=talk.expert_path[1][1])
    assert [(step.stage_id, step.choice_id) for step in cast.read(CaseStep)] == [(first, choice)]
    assert {run.account_id for run in cast.read(CaseRun)} == {cast.learner, cast.teammate}
    marisol.open(f"/cases/{talk.id}/step")
    assert f"Turn 2 of at most {len(talk.expert_path)}" in marisol.text


@pytest.mark.alike
def test_no_reply_is_asked_for_again_and_nothing_is_said(cast: Cast, marisol: Person, talk: Case) -> None:
    marisol.open(f"/cases/{talk.id}/").press("Start the conversation")
    marisol.press("Say it")
    assert marisol.status == 422
    assert marisol.problems() == ["Choose what you would do."]
    assert cast.read(CaseStep) == []
