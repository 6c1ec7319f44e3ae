"""What a learner ticked against what the rule says: found, missed, wrongly named, the order, and safety above all."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.practice.registry.caseload import caseload
from lms.practice.registry.grading import grade
from lms.practice.registry.patients import Caseload
from lms.practice.registry.rules import Limits, item9_open
from lms.practice.registry.tasks import TASK_IDS, TASKS, key, task_of


@cache
def people(seed: int = 7) -> Caseload:
    return caseload(seed)


@pytest.mark.parametrize("task_id", TASK_IDS)
def test_the_key_itself_is_all_right_and_nothing_else_needs_saying(task_id: str) -> None:
    task = task_of(task_id)
    graded = grade(task, people(), key(task, people()))
    assert graded.passed
    assert (graded.right, graded.safety_missed, graded.swaps) == (graded.of, False, ())
    assert {each.verdict for each in graded.lines} == {"found"}


@pytest.mark.parametrize("task_id", TASK_IDS)
def test_nobody_ticked_misses_everybody_with_a_reason_each(task_id: str) -> None:
    task = task_of(task_id)
    graded = grade(task, people(), ())
    assert (graded.right, graded.passed) == (0, False)
    assert [each.patient.id for each in graded.of_verdict("missed")] == list(key(task, people()))
    assert all(each.why.endswith(".") and any(sign.isdigit() for sign in each.why + "9") for each in graded.lines)


def test_everybody_ticked_is_no_way_to_pass() -> None:
    for task in TASKS:
        graded = grade(task, people(), [each.id for each in people().patients])
        assert not graded.passed
        assert graded.of_verdict("false alarm")


def test_one_missed_item_9_fails_a_task_that_is_right_in_all_else() -> None:
    for task_id in ("call-today", "panel-review"):
        task = task_of(task_id)
        wanted = list(key(task, people()))
        left_out = next(each for each in wanted if item9_open(_patient(each)))
        graded = grade(task, people(), [each for each in wanted if each != left_out])
        assert graded.safety_missed
        assert not graded.passed
        assert [each.patient.id for each in graded.lines if each.unsafe] == [left_out]


def test_somebody_with_item_9_above_0_sent_home_is_a_safety_miss() -> None:
    task = task_of("graduation")
    for seed in range(400):
        made = caseload(seed)
        unsafe = [each.id for each in made.patients if task.judge(each, made.as_of, Limits()).safety]
        if unsafe:
            graded = grade(task, made, [*key(task, made), unsafe[0]])
            assert (graded.safety_missed, graded.passed) == (True, False)
            return
    raise AssertionError("no caseload of 400 has anybody in remission with item 9 above 0")


def test_s201_who_stands_the_wrong_way_round_is_told_with_the_reason() -> None:
    task = task_of("panel-review")
    wanted = list(key(task, people()))
    graded = grade(task, people(), [wanted[-1], *wanted[:-1]])
    assert [(each.earlier.id, each.later.id) for each in graded.swaps] == [(wanted[0], wanted[-1])]
    assert graded.swaps[0].why == "Safety comes before not improving."
    assert graded.of - graded.right == 1


@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 12), picked=st.lists(st.integers(1, 70).map("p{:02}".format), max_size=40))
def test_what_is_right_never_exceeds_what_counts_whatever_is_sent(seed: int, picked: list[str]) -> None:
    made = people(seed)
    for task in TASKS:
        graded = grade(task, made, picked)
        wanted, known = set(key(task, made)), {each.id for each in made.patients}
        assert 0 <= graded.right <= graded.of
        assert {each.patient.id for each in graded.of_verdict("found")} == wanted & set(picked)
        assert {each.patient.id for each in graded.of_verdict("missed")} == wanted - set(picked)
        assert {each.patient.id for each in graded.of_verdict("false alarm")} == set(picked) & known - wanted


def test_other_limits_give_other_keys_and_other_words() -> None:
    task = task_of("overdue")
    strict = Limits(active=7)
    assert set(key(task, people())) < set(key(task, people(), strict))
    assert "more than 7" in task.rule(strict)


def _patient(ident: str):
    found = people().patient(ident)
    assert found is not None
    return found
