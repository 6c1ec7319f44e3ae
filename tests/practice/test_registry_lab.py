"""The registry labs as the frame plays them: moves that cannot be made, ends, marks, and what the checker says of a lab."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lms.curriculum.course import Exercise
from lms.curriculum.exercises import registry as written
from lms.curriculum.loader import check_course
from lms.practice.lab import Refused, replay
from lms.practice.registry.lab import RegistryLab
from lms.practice.registry.rules import Limits
from lms.practice.registry.tasks import TASK_IDS, key
from lms.practice.registry.weeks_judged import DUTIES, expert
from lms.practice.registry.weeks_lab import WeeksLab
from lms.readiness.course_checks import CHECKS
from tests.curriculum.bad_labs import registry, weeks
from tests.curriculum.builder import CourseFiles, Spoil
from tests.learner import our_course as course

LAB, WEEKS = RegistryLab(), WeeksLab()


def exercise(kind: str) -> Exercise:
    return next(each for each in course().exercises if each.kind == kind)


def answer(state: Any) -> dict[str, Any]:
    """The right answer to the question."""
    named = key(state.task, state.caseload, state.limits)
    if state.task.ordered:
        return {"task": state.task.id, "places": {each: str(at) for at, each in enumerate(named, 1)}}
    return {"task": state.task.id, "picked": list(named)}


def test_the_words_of_the_files_are_those_of_the_rules() -> None:
    assert written.TASKS == TASK_IDS
    assert tuple(vars(Limits())) == written.LIMITS


def test_all_right_is_all_right() -> None:
    lab, moves = exercise("registry"), []
    state = LAB.begin(lab, 11)
    while not LAB.ended(state):
        moves.append({"go": "on"} if state.looking else answer(state))
        state = LAB.move(lab, state, moves[-1])
    assert all(graded.passed for graded in state.graded)
    assert replay(LAB, lab, 11, moves) == state
    marks = LAB.marks(lab, state)
    assert {mark.duty for mark in marks} == set(lab.duties)
    assert all(mark.right == mark.of > 0 and not mark.safety_missed for mark in marks)


@pytest.mark.parametrize(
    ("move", "said"),
    [
        ({"task": "overdue", "picked": []}, "Tick whoever"),
        ({"task": "overdue", "picked": "p01"}, "Tick whoever"),
        ({"task": "overdue", "picked": ["p01", "p99"]}, "not in this registry"),
        ({"task": "response", "picked": ["p01"]}, "another question"),
        ({"go": "on"}, "another question"),
    ],
)
def test_a_move_that_cannot_be_made_is_refused(move: dict[str, Any], said: str) -> None:
    lab = exercise("registry")
    with pytest.raises(Refused, match=said):
        LAB.move(lab, LAB.begin(lab, 1), move)


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({}, "Number whoever"),
        ({"p01": " "}, "Number whoever"),
        ({"p01": "first"}, "whole number"),
        ({"p01": "0"}, "whole number"),
        ({"p01": "1", "p02": "1"}, "both have place 1"),
        ({"p99": "1"}, "not in this registry"),
    ],
)
def test_places_that_cannot_be_meant_are_refused(places: dict[str, str], said: str) -> None:
    lab = exercise("registry")
    state = replay(LAB, lab, 1, [answer(LAB.begin(lab, 1)), {"go": "on"}])
    with pytest.raises(Refused, match=said):
        LAB.move(lab, state, {"task": "panel-review", "places": places})


def test_a_week_has_only_so_much_room() -> None:
    lab = exercise("registry-weeks")
    state = WEEKS.begin(lab, 1)
    here = [each.id for each in state.walk.caseload.patients if each.phase != "discharged"]
    gone = next(each.id for each in state.walk.caseload.patients if each.phase == "discharged")
    for move, said in (
        ({"call": here[:11]}, "room for 10 calls"),
        ({"review": here[:7]}, "room for 6 places"),
        ({"call": [gone]}, "not on this caseload"),
    ):
        with pytest.raises(Refused, match=said):
            WEEKS.move(lab, state, move)


def test_the_weeks_of_an_expert_are_all_right_and_the_last_is_looked_at() -> None:
    lab = exercise("registry-weeks")
    state = WEEKS.begin(lab, 4)
    while not WEEKS.ended(state):
        choice = expert(state.walk.caseload, state.body.calls, state.body.places)
        move = {"call": list(choice.call), "review": list(choice.review), "change": list(choice.change)}
        state = WEEKS.move(lab, state, {"go": "on"} if state.looking else move)
    assert state.walk == state.expert
    marks = WEEKS.marks(lab, state)
    assert {mark.duty for mark in marks} == set(DUTIES.values())
    assert all(mark.right == mark.of and not mark.safety_missed for mark in marks)


def test_the_checker_tells_an_impossible_task_and_a_duty_left_out() -> None:
    lab = exercise("registry")
    assert LAB.watch(lab) == []
    body = replace(lab.body, limits={"steady": 366, "active": 366})
    said = LAB.watch(replace(lab, body=body, duties=lab.duties[1:]))
    assert any("overdue cannot be played" in each and "nobody" in each for each in said)
    assert any("`duties` leaves out C-02" in each for each in said)


def test_the_checker_tells_weeks_without_room_for_safety() -> None:
    lab = exercise("registry-weeks")
    assert WEEKS.watch(lab) == []
    assert "1 a week cannot be enough" in " ".join(WEEKS.watch(replace(lab, body=replace(lab.body, calls=1))))


@pytest.mark.parametrize(
    ("spoil", "line", "said"),
    [
        (registry(("  active: 14", "  active: 300\n  steady: 300")), "tasks:", "overdue cannot be played"),
        (registry(("duties: [C-01]", "duties: [C-04, C-09]"), ("tasks: [overdue, response]", "tasks: [call-today]")), "duties:", "C-02"),
        (weeks(("calls: 10", "calls: 1")), "calls:", "a week cannot be enough"),
    ],
)  # fmt: skip
def test_a_lab_that_cannot_be_played_is_told_at_the_line_of_its_key(
    tmp_path: Path, spoil: Spoil, line: str, said: str
) -> None:
    files = CourseFiles()
    spoil(files)
    folder = files.write(tmp_path)
    told = [each for each in check_course(folder, CHECKS) if each.rule == "X110" and said in each.message]
    assert told
    text = (folder / told[0].path).read_text("utf-8").splitlines()
    assert told[0].line is not None
    assert text[told[0].line - 1].startswith(line)
