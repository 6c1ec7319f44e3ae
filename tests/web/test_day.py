"""Living through a day over HTTP: one question a page, the clock kept by the server, and danger that is never made up for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from lms.curriculum.exercises.workday import DayBody, clock
from lms.practice.day import expert
from lms.practice.day.machine import begin, choices, move
from lms.practice.day.state import State
from lms.practice.day.telling import passed
from lms.practice.models import LabEvidence, LabRun, LabStep
from tests.cast import Cast, Person
from tests.practice.days import shipped

STEP, DEBRIEF = "/simulations/day/step", "/simulations/day/debrief"


@pytest.fixture
def marisol(cast: Cast) -> Person:
    return cast.enter("Marisol")


def radio(made: Mapping[str, Any]) -> str:
    """The value of the radio button for a move."""
    parts = (made["act"], made.get("option") or made.get("task"), made.get("to"))
    return ":".join(part for part in parts if part)


def state_of(cast: Cast, body: DayBody) -> State:
    """Where the newest run stands, from the rows alone."""
    run = max(cast.read(LabRun), key=lambda each: each.number)
    state = begin(body, run.seed)
    steps = sorted((each for each in cast.read(LabStep) if each.run_id == run.id), key=lambda each: each.number)
    for step in steps:
        state = move(body, state, step.move)
    return state


def press(person: Person, made: Mapping[str, Any]) -> None:
    person.press("Do this", act=radio(made))


def begun(person: Person, slug: str = "day") -> None:
    person.open(f"/simulations/{slug}/").press("Begin")


@pytest.mark.parametrize("slug", ["day", "week"])
def test_s213_an_experienced_day_from_the_practice_page_to_its_evidence(cast: Cast, marisol: Person, slug: str) -> None:
    body = shipped(slug)
    title = next(each.title for each in cast.course.exercises if each.slug == slug)
    assert title in marisol.open("/practice/").text
    begun(marisol, slug)
    state = state_of(cast, body)
    while not state.over:
        page = marisol.tree.xpath("string(//h1)")
        if state.pending:
            assert state.variant.call(state.pending).interruption.title in page
        else:
            assert page == f"It is {clock(state.clock)}. What now?"
        made = expert.next_move(body, state)
        press(marisol, made)
        assert marisol.status == 200
        state = move(body, state, made)
    assert marisol.path == f"/simulations/{slug}/debrief"
    assert "Nothing that had to happen was left" in marisol.text
    evidence = cast.read(LabEvidence)
    assert all(row.right == row.of and not row.safety_missed for row in evidence)
    assert {row.duty_id for row in evidence} <= {each.id for each in cast.course.competencies}


@pytest.mark.alike
def test_s212_danger_that_is_put_off_stands_in_the_debrief_and_the_evidence(cast: Cast, marisol: Person) -> None:
    body = shipped("day")
    begun(marisol)
    while marisol.path == STEP:
        state = state_of(cast, body)
        made = expert.next_move(body, state)
        if state.pending and state.variant.call(state.pending).interruption.safety:
            options = state.variant.call(state.pending).interruption.options
            later = next(each for each in options if each.response and each.response.when != "now")
            made = {"act": "answer", "option": later.id}
        press(marisol, made)
    assert marisol.path == DEBRIEF
    assert "A matter of safety was put off" in marisol.tree.xpath("string(//h1)")
    assert "this run is not passed, whatever else was done" in marisol.text
    assert any(row.safety_missed for row in cast.read(LabEvidence))
    call = next(each for each in state.variant.calls if each.interruption.safety and each.at is not None)
    row = marisol.tree.xpath(f"//tr[th[contains(., '{call.interruption.title}')]]")[0]
    choices_made = [each.text_content() for each in row.xpath("./td//span[@class='sub']")]
    assert len(choices_made) == 2
    assert choices_made[0] != choices_made[1]
    assert "988" in marisol.text


@pytest.mark.alike
def test_closing_every_block_shows_what_slipped_and_what_it_led_to(cast: Cast, marisol: Person) -> None:
    body = shipped("day")
    begun(marisol)
    while marisol.path == STEP:
        state = state_of(cast, body)
        press(marisol, expert.next_move(body, state) if state.pending else {"act": "close"})
    slips = marisol.tree.xpath("//section[@aria-labelledby='slips']//li")
    assert any("It led to: Find another hour for Imre" in each.text_content() for each in slips)
    row = marisol.tree.xpath("//tr[th[contains(., 'Visit with the interpreter')]]")[0].text_content()
    assert "Missed" in row
    assert "10:00 to 10:4" in row or "10:05 to 10:45" in row
    assert len(marisol.tree.xpath("//figure//*[local-name()='svg'][@aria-hidden='true']")) == 2


@pytest.mark.alike
def test_c34_an_interruption_reads_heading_text_choices(cast: Cast, marisol: Person) -> None:
    body = shipped("day")
    begun(marisol)
    while not (state := state_of(cast, body)).pending:
        press(marisol, expert.next_move(body, state))
    call = state.variant.call(state.pending).interruption
    main = marisol.tree.xpath("//main")[0].text_content()
    order = [main.index(call.title), main.index("What do you do?"), main.index(call.options[0].text[:12])]
    assert order == sorted(order)
    group = marisol.tree.xpath("//fieldset[@aria-labelledby='ask-act']//input[@type='radio']")
    assert len(group) == len(call.options)
    assert not marisol.tree.xpath("//input[@type='radio'][@checked]")


@pytest.mark.alike
def test_every_row_says_its_sentence_once_to_a_screen_reader(cast: Cast, marisol: Person) -> None:
    begun(marisol)
    for each in marisol.tree.xpath("//ol[@class='inbox']//input[@value!='close']"):
        described = marisol.tree.xpath(f"//*[@id='{each.get('aria-describedby')}']")
        assert len(described) == 1
        assert "minutes; came" in described[0].text_content()
        label = marisol.tree.xpath(f"string(//label[@for='{each.get('id')}'])")
        assert " min" in label
        assert ":" in label  # The title comes first, so that a list of radio buttons makes sense by itself.


@pytest.mark.alike
def test_nothing_chosen_and_nothing_possible_change_nothing(cast: Cast, marisol: Person) -> None:
    body = shipped("day")
    begun(marisol)
    state = state_of(cast, body)
    marisol.press("Do this")
    assert marisol.status == 422
    assert marisol.problems()[0] == "Choose what you do next."
    possible = {each.task for each in choices(body, state) if each.act == "do"}
    impossible = next(each.id for each in state.open if each.id not in possible)
    assert marisol.send(STEP, number="0", act=f"do:{impossible}").status_code == 422
    assert marisol.send(STEP, number="0", act="do:nothing:at:all").status_code == 422
    assert marisol.send(STEP, number="0", act="answer:go").status_code == 422
    assert cast.read(LabStep) == []


@pytest.mark.alike
def test_what_is_chosen_waits_and_the_day_goes_on_where_it_stood(cast: Cast, marisol: Person) -> None:
    body = shipped("day")
    begun(marisol)
    press(marisol, expert.next_move(body, state_of(cast, body)))
    state = state_of(cast, body)
    chosen = radio({"act": "close"}) if not state.pending else marisol.tree.xpath("//input[@name='act']/@value")[0]
    assert marisol.send("/simulations/day/draft", fetch=True, number="1", act=chosen).status_code == 200
    again = cast.enter("Marisol").open("/simulations/day/").press("Go on where you stopped")
    assert again.tree.xpath("//input[@type='radio'][@checked]/@value") == [chosen]
    assert clock(state.clock) in again.text


@pytest.mark.alike
def test_another_variant_is_another_day(cast: Cast, marisol: Person) -> None:
    begun(marisol)
    while marisol.path == STEP:
        act = marisol.tree.xpath("//input[@name='act']/@value")
        marisol.press("Do this", act="close" if "close" in act else act[0])
    marisol.press("Again with a new variant", go="again")
    assert marisol.path == STEP
    first, second = sorted(cast.read(LabRun), key=lambda run: run.number)
    assert first.seed != second.seed
    assert passed(begin(shipped("day"), second.seed))
