"""What stands out is told, in words, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.statistics.rules.figures import Figure, none_because
from lms.assessment.statistics.rules.flags import flags_of, needs_a_look, telling_words
from lms.assessment.statistics.rules.items import ItemStatistics, OptionShare, band_of

GROUP = 30
"""People in the upper and in the lower group of these examples."""


def question(p: float, r: float | None, *wrong: tuple[int, int, int], n: int = 200) -> ItemStatistics:
    """A question with key A; `wrong` are (chosen, by the upper group, by the lower group) of B, C and D."""
    rows = wrong or ((20, 2, 9), (20, 2, 9), (20, 2, 9))
    right = round(p * n)
    options = [OptionShare("a", True, right, right / n, GROUP // 2, GROUP // 2)]
    options += [
        OptionShare(name, False, chosen, chosen / n, up, down)
        for name, (chosen, up, down) in zip("bcd", rows, strict=False)
    ]
    figure = none_because("Everybody got it right, so it tells nobody apart.") if r is None else Figure(r)
    return ItemStatistics(n, Figure(p), None, band_of(Figure(p)), figure, tuple(options), GROUP, GROUP, 0)


@pytest.mark.parametrize(("item", "names"), [
    (question(0.70, 0.35), []),
    (question(0.70, 0.10), []),
    (question(0.70, 0.09), ["poor"]),
    (question(0.70, 0.00), ["poor"]),
    (question(0.70, -0.01), ["key"]),
    (question(0.95, 0.35), []),
    (question(0.96, 0.35), ["too easy"]),
    (question(0.96, 0.02), ["too easy"]),
    (question(0.30, 0.35), []),
    (question(0.29, 0.35), ["too hard"]),
    (question(1.00, None), ["too easy", "no telling"]),
    (question(0.30, 0.35, (61, 5, 9), (20, 2, 9), (20, 2, 9)), ["outdone"]),
    (question(0.30, 0.35, (60, 5, 9), (20, 2, 9), (20, 2, 9)), []),
    (question(0.70, 0.35, (20, 9, 7), (20, 2, 9), (20, 2, 9)), ["draws the strong"]),
    (question(0.70, 0.35, (20, 8, 7), (20, 2, 9), (20, 2, 9)), []),
    (question(0.70, 0.35, (10, 1, 9), (10, 1, 9), (10, 1, 9)), []),
    (question(0.70, 0.35, (9, 1, 8), (20, 2, 9), (20, 2, 9)), ["idle"]),
    (question(0.70, 0.35, (9, 1, 2), (9, 1, 2), (20, 2, 9), n=99), ["unsteady"]),
])  # fmt: skip
def test_each_bound_of_the_facts_is_where_it_says(item: ItemStatistics, names: list[str]) -> None:
    assert [flag.name for flag in flags_of(item)] == names


def test_wrong_answers_are_named_and_said_together() -> None:
    found = flags_of(question(0.10, 0.35, (60, 9, 5), (60, 9, 5), (20, 1, 9)))
    said = [flag.says for flag in found]
    assert "Wrong answers B and C are each chosen more often than the right one." in said
    assert "Wrong answers B and C each draw more of the strong than of the weak." in said
    one = flags_of(question(0.70, 0.35, (20, 9, 3), (20, 2, 9), (20, 2, 9)))
    assert [flag.says for flag in one] == ["A wrong answer, B, draws more of the strong than of the weak."]
    assert needs_a_look(one)


def test_notes_come_after_what_needs_a_look_and_ask_for_none() -> None:
    found = flags_of(question(0.97, -0.2, (2, 1, 0), (2, 0, 1), (2, 0, 1), n=60))
    assert [flag.look for flag in found] == sorted([flag.look for flag in found], reverse=True)
    assert not needs_a_look([flag for flag in found if flag.name in ("idle", "unsteady", "no telling")])
    assert all(flag.says.endswith(".") and flag.advice.endswith(".") for flag in found)


@pytest.mark.parametrize(
    ("r", "words"),
    [(-0.1, "the wrong way round"), (0.0, "poor"), (0.1, "fair"), (0.3, "fair"), (0.31, "good"), (None, "")],
)
def test_how_well_it_tells_apart_in_words(r: float | None, words: str) -> None:
    assert telling_words(r) == words


@given(st.floats(0, 1), st.floats(-1, 1), st.integers(0, 29))
def test_below_thirty_answers_nothing_stands_out(p: float, r: float, n: int) -> None:
    hidden = ItemStatistics(n, Figure(p), None, None, Figure(r), (), 0, 0, None)
    assert flags_of(hidden) == ()
