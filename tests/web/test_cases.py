"""Playing a case over HTTP: every ending can be reached, an old page changes nothing, the walk waits for its reader."""

from __future__ import annotations

import random
from collections import deque

import pytest
from lxml import html

from lms.app import create_app
from lms.curriculum.course import Case
from lms.database import Database
from lms.learning.models import Completion
from lms.practice.models import CaseRun, CaseStep
from lms.practice.rules import begin, choose
from lms.settings import Settings
from tests.cast import Cast, Person, all_at_once, count_rows, play_case
from tests.clocks import MovableClock


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.module.cases[0]


def ways_to_endings(case: Case) -> dict[str, list[str]]:
    """The shortest list of choices to each ending."""
    found: dict[str, list[str]] = {}
    waiting = deque([begin(case)])
    while waiting:
        place = waiting.popleft()
        if place.ended:
            found.setdefault(place.stage.id, [each.choice_id for each in place.taken])
            continue
        waiting.extend(choose(case, place, choice.id) for choice in place.stage.choices)
    return found


@pytest.mark.alike
def test_opening_a_case_starts_nothing(cast: Cast, marisol: Person, case: Case, database: Database) -> None:
    for page in ("", "step", "debrief"):
        assert marisol.open(f"/cases/{case.id}/{page}").path == f"/cases/{case.id}/"
    assert count_rows(database, CaseRun) == 0


@pytest.mark.alike
def test_the_experts_way_without_a_script(cast: Cast, marisol: Person, case: Case) -> None:
    marisol.open(f"/cases/{case.id}/").press("Start the case")
    for number, (stage_id, choice_id) in enumerate(case.expert_path, 1):
        stage = case.stages[stage_id]
        assert marisol.heading == stage.title
        assert f"Decision {number} of" in marisol.text
        hidden = [choice.feedback_html for choice in stage.choices]
        assert not [each for each in hidden if each in marisol.response.text]
        marisol.press("Decide", choice=choice_id)
        taken = next(choice for choice in stage.choices if choice.id == choice_id)
        assert taken.feedback_html in marisol.response.text
    assert marisol.path == f"/cases/{case.id}/debrief"
    # A mention of the clinic's own protocol is filled in for its reader; the words are the same.
    told = html.fromstring(f"<div>{case.debrief_html}</div>").text_content()
    assert " ".join(told.split()) in marisol.text
    assert marisol.text.count("What experienced colleagues would do.") == len(case.expert_path)


@pytest.mark.alike
def test_every_ending_can_be_reached(cast: Cast, marisol: Person, case: Case) -> None:
    ways = ways_to_endings(case)
    assert set(ways) == {stage.id for stage in case.stages.values() if stage.ending}
    for ending, choices in ways.items():
        left = iter(choices)
        assert play_case(cast, marisol, lambda _stage, left=left: next(left), again=True).endswith("/debrief")
        assert marisol.heading == case.stages[ending].title
    assert {run.ending for run in cast.read(CaseRun)} == set(ways)
    assert len(cast.read(Completion)) == 1


@pytest.mark.alike
@pytest.mark.parametrize("seed", range(6))
def test_any_walk_ends_at_a_debrief(cast: Cast, marisol: Person, seed: int) -> None:
    chance = random.Random(seed)
    assert play_case(cast, marisol, lambda stage: chance.choice(stage.choices).id).endswith("/debrief")


@pytest.mark.alike
def test_only_an_ending_completes_a_case(cast: Cast, marisol: Person, case: Case, database: Database) -> None:
    marisol.send(f"/cases/{case.id}/start")
    for stage_id, choice_id in case.expert_path:
        assert count_rows(database, Completion) == 0
        assert marisol.open(f"/cases/{case.id}/debrief").path == f"/cases/{case.id}/step"
        marisol.send(f"/cases/{case.id}/step", stage=stage_id, choice=choice_id)
    (row,) = cast.read(Completion)
    (run,) = cast.read(CaseRun)
    assert (row.requirement_id, row.kind, row.evidence_id) == (case.id, "case", run.id)
    assert run.finished_at == row.completed_at


@pytest.mark.alike
def test_a_post_from_a_stage_left_behind_changes_nothing(cast: Cast, marisol: Person, case: Case) -> None:
    marisol.send(f"/cases/{case.id}/start")
    (first, choice), (second, _) = case.expert_path[:2]
    for _ in range(2):
        marisol.send(f"/cases/{case.id}/step", stage=first, choice=choice)
    other = next(each.id for each in case.stages[first].choices if each.id != choice)
    marisol.open(f"/cases/{case.id}/step")
    marisol.post(f"/cases/{case.id}/step", {"csrf_token": marisol.token(), "stage": first, "choice": other})
    assert marisol.heading == case.stages[second].title
    assert "That page was an older one." in marisol.text
    assert [(step.stage_id, step.choice_id) for step in cast.read(CaseStep)] == [(first, choice)]


def test_deciding_in_ten_windows_at_once_takes_one_step(cast: Cast, marisol: Person, case: Case) -> None:
    marisol.send(f"/cases/{case.id}/start")
    stage = case.stages[case.start]
    windows = [marisol.window() for _ in range(10)]
    answers = all_at_once(
        windows,
        lambda each: each.send(f"/cases/{case.id}/step", stage=stage.id, choice=stage.choices[0].id),
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len(cast.read(CaseStep)) == 1


def test_starting_in_ten_windows_at_once_begins_one_walk(cast: Cast, marisol: Person, case: Case) -> None:
    windows = [marisol.window() for _ in range(10)]
    all_at_once(windows, lambda each: each.send(f"/cases/{case.id}/start"))
    assert len(cast.read(CaseRun)) == 1


@pytest.mark.alike
@pytest.mark.parametrize("choice", ["", "nothing"])
def test_no_choice_is_asked_for_again(cast: Cast, marisol: Person, case: Case, choice: str) -> None:
    marisol.open(f"/cases/{case.id}/").press("Start the case")
    marisol.press("Decide", choice=choice)
    assert marisol.status == 422
    assert marisol.problems() == ["Choose what you would do."]
    assert marisol.heading == case.stages[case.start].title
    assert cast.read(CaseStep) == []


def test_c14_c34_a_walk_goes_on_after_sign_out_and_a_restart(
    cast: Cast, marisol: Person, case: Case, settings: Settings, clock: MovableClock, database: Database
) -> None:
    marisol.send(f"/cases/{case.id}/start")
    stage_id, choice_id = case.expert_path[0]
    marisol.send(f"/cases/{case.id}/step", stage=stage_id, choice=choice_id)
    marisol.sign_out_and_in()
    restarted = marisol.window(create_app(settings, clock=clock, database=database))
    restarted.open(f"/cases/{case.id}/").press("Go on where you stopped")
    assert restarted.heading == case.stages[case.expert_path[1][0]].title


@pytest.mark.alike
def test_playing_again_keeps_the_completion_and_the_first_walk(cast: Cast, marisol: Person, case: Case) -> None:
    play_case(cast, marisol)
    (done,) = cast.read(Completion)
    marisol.press("Play it again", go="again")
    assert marisol.heading == case.stages[case.start].title
    assert [run.finished_at is None for run in cast.read(CaseRun)] == [False, True]
    play_case(cast, marisol)
    assert [row.id for row in cast.read(Completion)] == [done.id]


@pytest.mark.alike
def test_starting_a_finished_case_by_accident_leads_to_its_debrief(cast: Cast, marisol: Person, case: Case) -> None:
    play_case(cast, marisol)
    assert marisol.send(f"/cases/{case.id}/start").location == f"/cases/{case.id}/debrief"
    assert len(cast.read(CaseRun)) == 1


@pytest.mark.alike
def test_a_walk_is_its_owner_s_alone(cast: Cast, marisol: Person, case: Case) -> None:
    play_case(cast, marisol)
    teddy = cast.enter("Teddy")
    assert teddy.open(f"/cases/{case.id}/debrief").path == f"/cases/{case.id}/"
    assert teddy.send(f"/cases/{case.id}/step", stage=case.start, choice="x").status_code == 404


@pytest.mark.alike
def test_an_unknown_case_is_not_found(cast: Cast, marisol: Person) -> None:
    for page in ("", "step", "debrief"):
        assert marisol.client.get(f"/cases/nothing/{page}").status_code == 404
    assert marisol.send("/cases/nothing/start").status_code == 404


@pytest.mark.alike
def test_c34_heading_text_question_and_choices_come_in_this_order(cast: Cast, marisol: Person, case: Case) -> None:
    marisol.open(f"/cases/{case.id}/").press("Start the case")
    first = case.stages[case.start]
    marisol.press("Decide", choice=first.choices[0].id)
    kinds = {
        "heading": "//main//h1",
        "what came of it": "//main//*[@role='status']",
        "text": "//main//div[contains(@class, 'prose')]",
        "question": "//main//div[@class='ask']",
        "choices": "//main//fieldset",
        "button": "//main//button[normalize-space()='Decide']",
    }
    order = list(marisol.tree.iter())
    places = [order.index(marisol.tree.xpath(where)[0]) for where in kinds.values()]
    assert places == sorted(places)
    fields = marisol.tree.xpath("//main//fieldset//input")
    assert {each.get("type") for each in fields} == {"radio"}
    assert len({each.get("name") for each in fields}) == 1
