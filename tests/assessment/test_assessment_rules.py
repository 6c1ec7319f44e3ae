"""Drawing, marks and pauses: tables, then properties over any bank."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import (
    SURENESS,
    BankItem,
    Judged,
    Past,
    Share,
    calibration,
    draw,
    may_start_at,
    needed,
    option_order,
    pass_sentence,
    percentage,
    shares,
    sure_but_wrong,
)

FOUR_FIFTHS = Fraction(4, 5)
NOON = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("drawn", "right"), [(15, 12), (10, 8), (5, 4), (1, 1), (16, 13), (14, 12), (12, 10), (4, 4), (0, 0)]
)
def test_what_passing_takes_is_four_fifths_rounded_up(drawn: int, right: int) -> None:
    assert needed(drawn, FOUR_FIFTHS) == right


@given(st.integers(0, 200), st.integers(1, 100))
def test_needed_is_the_least_number_that_reaches_the_mark(drawn: int, mark: int) -> None:
    least = needed(drawn, Fraction(mark, 100))
    assert 100 * least >= mark * drawn
    assert least == 0 or 100 * (least - 1) < mark * drawn


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(12, 15, 80), (13, 16, 81), (2, 3, 66), (199, 200, 99), (0, 15, 0), (15, 15, 100), (0, 0, 0)]
)  # fmt: skip
def test_c09_a_percentage_is_true_and_never_better_than_it_is(part: int, whole: int, said: int) -> None:
    assert percentage(part, whole) == said


def test_c62_the_rule_of_passing_has_one_wording() -> None:
    assert pass_sentence(12, 15) == "To pass you need 12 of 15 right (80 %)."
    assert pass_sentence(13, 16) == "To pass you need 13 of 16 right (81 %)."


@st.composite
def banks(session: st.DrawFn) -> list[BankItem]:
    sizes = session(st.lists(st.integers(1, 6), min_size=1, max_size=6))
    bank = [BankItem(f"i{pile}-{n}", f"o{pile}") for pile, size in enumerate(sizes) for n in range(size)]
    return session(st.permutations(bank))


@given(banks(), st.integers(0, 40), st.text(max_size=8))
def test_a_draw_has_the_exact_count_and_nothing_twice(bank: list[BankItem], count: int, seed: str) -> None:
    chosen = draw(bank, count, seed)
    assert len(chosen) == len(set(chosen)) == min(count, len(bank))
    assert set(chosen) <= {item.id for item in bank}


@given(banks(), st.integers(0, 40), st.text(max_size=8), st.data())
def test_a_draw_covers_every_objective_evenly(bank: list[BankItem], count: int, seed: str, data: st.DataObject) -> None:
    seen = data.draw(st.dictionaries(st.sampled_from([item.id for item in bank]), st.integers(0, 5)))
    objective = {item.id: item.objective for item in bank}
    drawn = Counter(objective[each] for each in draw(bank, count, seed, seen))
    there = Counter(objective.values())
    if count >= len(there):
        assert set(drawn) == set(there)
    fullest = max(drawn.values(), default=0)
    assert all(drawn[each] >= min(fullest - 1, there[each]) for each in there)


@given(banks(), st.integers(0, 40), st.text(max_size=8), st.data())
def test_a_draw_takes_what_was_seen_least(bank: list[BankItem], count: int, seed: str, data: st.DataObject) -> None:
    seen = data.draw(st.dictionaries(st.sampled_from([item.id for item in bank]), st.integers(0, 3)))
    chosen = set(draw(bank, count, seed, seen))
    for objective in {item.objective for item in bank}:
        pile = [item.id for item in bank if item.objective == objective]
        taken = [seen.get(each, 0) for each in pile if each in chosen]
        left = [seen.get(each, 0) for each in pile if each not in chosen]
        assert max(taken, default=0) <= min(left, default=9)


@given(banks(), st.integers(0, 40), st.text(max_size=8))
def test_a_draw_can_be_repeated_from_its_seed(bank: list[BankItem], count: int, seed: str) -> None:
    assert draw(bank, count, seed) == draw(bank, count, seed)


def test_other_seeds_draw_other_questions() -> None:
    bank = [BankItem(f"i{n}", f"o{n % 4}") for n in range(26)]
    assert len({frozenset(draw(bank, 15, str(seed))) for seed in range(30)}) > 25


@given(st.lists(st.sampled_from("abcdef"), unique=True), st.text(max_size=8), st.text(max_size=8))
def test_options_are_shuffled_by_seed_and_item(options: list[str], seed: str, item: str) -> None:
    order = option_order(options, seed, item)
    assert sorted(order) == sorted(options)
    assert order == option_order(options, seed, item)


def test_the_right_answer_stands_in_every_place() -> None:
    first = Counter(option_order("abcd", "seed", f"item{n}")[0] for n in range(400))
    assert all(60 < first[option] < 140 for option in "abcd")


def failed(minutes: int) -> Past:
    return Past(NOON + timedelta(minutes=minutes), passed=False)


def passed(minutes: int) -> Past:
    return Past(NOON + timedelta(minutes=minutes), passed=True)


@pytest.mark.parametrize(
    ("past", "wait_until"),
    [
        ((), None),
        ((failed(0),), None),
        ((failed(0), failed(1)), None),
        ((failed(0), failed(1), failed(2)), 17),
        ((failed(2), failed(1), failed(0)), 17),
        ((failed(0), failed(1), failed(2), failed(20)), 35),
        ((failed(0), failed(1), failed(2), passed(20)), None),
        ((passed(0), failed(1), failed(2), failed(3)), None),
    ],
)
def test_from_the_third_failure_on_fifteen_minutes_lie_between_tries(
    past: tuple[Past, ...], wait_until: int | None
) -> None:
    expected = None if wait_until is None else NOON + timedelta(minutes=wait_until)
    assert may_start_at(past) == expected


@given(st.lists(st.tuples(st.sampled_from(["o1", "o2", "o3"]), st.booleans())))
def test_shares_add_up(graded: list[tuple[str, bool]]) -> None:
    found = shares(graded)
    assert [each.objective for each in found] == list(dict.fromkeys(objective for objective, _ in graded))
    assert sum(each.of for each in found) == len(graded)
    assert sum(each.right for each in found) == sum(right for _, right in graded)
    assert all(0 <= each.right <= each.of for each in found)


def test_shares_of_two_objectives() -> None:
    graded = [("o1", True), ("o2", False), ("o1", False)]
    assert shares(graded) == (Share("o1", 1, 2), Share("o2", 0, 1))


answers = st.lists(
    st.builds(
        Judged,
        item_id=st.text("abc", min_size=1, max_size=3),
        objective=st.sampled_from(["o1", "o2", "o3"]),
        right=st.booleans(),
        sureness=st.sampled_from([*SURENESS, None]),
    ),
    max_size=30,
)


@given(answers)
def test_sure_but_wrong_holds_every_such_answer_and_no_other(judged: list[Judged]) -> None:
    found = sure_but_wrong(judged)
    assert sorted(item for each in found for item in each.item_ids) == sorted(
        each.item_id for each in judged if each.sureness == "sure" and not each.right
    )
    assert len({each.objective for each in found}) == len(found)
    assert all(each.item_ids for each in found)


@given(answers)
def test_calibration_counts_every_answer_once(judged: list[Judged]) -> None:
    rows = calibration(judged)
    if all(each.sureness is None for each in judged):
        assert rows == ()
        return
    assert sum(row.of for row in rows) == len(judged)
    assert sum(row.right for row in rows) == sum(each.right for each in judged)
    assert [row.sureness for row in rows] == [
        said for said in (*SURENESS, None) if said in {each.sureness for each in judged}
    ]
