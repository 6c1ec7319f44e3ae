"""What may be said of others' choices, and how time and scores are counted: tables."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.curriculum.material import CaseChart, Choice, Score, Stage, Target
from lms.practice.rules import Taken, begin, choose, may_show, overlay, replay, shares
from tests.learner import our_course


@pytest.mark.parametrize(
    ("counts", "wanted"),
    [
        ({}, None),
        ({"a": 9}, None),
        ({"a": 10}, {"a": 100}),
        ({"a": 5, "b": 5}, {"a": 50, "b": 50}),
        ({"a": 7, "b": 4}, {"a": 65, "b": 35}),
        ({"a": 99, "b": 1}, {"a": 100, "b": 0}),
    ],
)
def test_shares_are_told_from_ten_people_on_and_rounded(counts: dict[str, int], wanted: dict[str, int] | None) -> None:
    assert shares(counts) == wanted


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 200)))
def test_shares_are_steps_of_five_near_the_truth(counts: dict[str, int]) -> None:
    told = shares(counts)
    people = sum(counts.values())
    assert (told is None) is (people < 10)
    for each, share in (told or {}).items():
        assert share % 5 == 0
        assert abs(share - counts[each] * 100 / people) <= 2.5


@pytest.mark.parametrize(
    ("people", "elsewhere", "wanted"), [(9, 9, False), (10, 10, True), (29, 9, False), (30, 0, True), (12, 10, True)]
)
def test_nothing_is_told_of_a_small_clinic_alone(people: int, elsewhere: int, wanted: bool) -> None:
    assert may_show(people, elsewhere) is wanted


def choice(name: str, target: str, **more: object) -> Choice:
    return Choice(name, name, name, "best", name, "", (), (Target(target),), **more)  # type: ignore[arg-type]


def test_time_passes_with_choices_and_before_stages_and_scores_join_the_chart() -> None:
    stages = (
        Stage("one", "One", (), "", (choice("soon", "two"), choice("later", "two", days=7, changes=())), None),
        Stage(
            "two",
            "Two",
            (),
            "",
            (choice("on", "end"),),
            None,
            days=14,
            scores=(Score(9, (("asked", True),)), Score(14)),
        ),
        Stage("end", "End", (), "", (), "good", days=10),
    )
    base = our_course().published_modules[0].cases[0]
    case = replace(
        base, start="one", stages={each.id: each for each in stages}, chart=CaseChart("PHQ-9", ((0, 18), (2, 17)))
    )
    soon = choose(case, begin(case), "soon")
    assert (soon.days, soon.scores) == (14, ((4, 14),))
    later = replay(case, [Taken("one", "later"), Taken("two", "on")])
    assert (later.days, later.scores) == (31, ((5, 14),))


@pytest.mark.parametrize(
    ("own", "expert", "wanted"),
    [
        ([], [], []),
        (["a1", "b1"], ["a1", "b1"], [("a", "1", "1"), ("b", "1", "1")]),
        (["a2", "b1"], ["a1", "b1"], [("a", "2", "1"), ("b", "1", "1")]),
        (
            ["a2", "x1", "c1"],
            ["a1", "b1", "c1"],
            [("a", "2", "1"), ("x", "1", None), ("b", None, "1"), ("c", "1", "1")],
        ),
        (["a2"], ["a1", "b1"], [("a", "2", "1"), ("b", None, "1")]),
    ],
)
def test_where_two_paths_part_and_meet(
    own: list[str], expert: list[str], wanted: list[tuple[str, str | None, str | None]]
) -> None:
    rows = overlay([Taken(each[0], each[1]) for each in own], [Taken(each[0], each[1]) for each in expert])
    assert list(rows) == wanted
