"""The draw over the banks of all modules, and where the keys stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.rules import Question, Wanted, draw_over, orders, shortfall

OPTIONS = ("a", "b", "c", "d")
SEEDS = st.text(alphabet="0123456789abcdef", min_size=1, max_size=8)


@st.composite
def banks(draw: st.DrawFn) -> tuple[tuple[Question, ...], dict[str, int]]:
    """A bank over several objectives, two to a module, and a number to draw of each that it can give."""
    questions: list[Question] = []
    counts: dict[str, int] = {}
    for number in range(draw(st.integers(1, 6))):
        objective = f"O{number}"
        size = draw(st.integers(1, 7))
        counts[objective] = draw(st.integers(1, size))
        questions += [
            Question(
                f"{objective}-{each}",
                objective,
                f"m{number // 2}",
                draw(st.booleans()),
                draw(st.booleans()),
                draw(st.sampled_from(OPTIONS)),
            )
            for each in range(size)
        ]
    return tuple(questions), counts


@given(banks(), SEEDS, st.integers(0, 12), st.integers(0, 12))
def test_each_objective_gets_its_number_and_nothing_comes_twice(bank, seed, shown, recall) -> None:
    questions, counts = bank
    chosen = draw_over(questions, Wanted(counts, shown, recall), seed, {})
    assert Counter(each.objective for each in chosen) == counts
    assert len({each.id for each in chosen}) == len(chosen)


@given(banks(), SEEDS, st.integers(0, 12), st.integers(0, 12))
def test_no_single_exchange_would_mend_more(bank, seed, shown, recall) -> None:
    questions, counts = bank
    rules = Wanted(counts, shown, recall)
    chosen = list(draw_over(questions, rules, seed, {}))
    short = shortfall(chosen, rules)
    for at, old in enumerate(chosen):
        for new in questions:
            if new.objective == old.objective and new not in chosen:
                assert shortfall([*chosen[:at], new, *chosen[at + 1 :]], rules) >= short


@given(banks(), SEEDS, st.integers(0, 12))
def test_the_same_seed_and_history_draw_the_same(bank, seed, shown) -> None:
    questions, counts = bank
    rules = Wanted(counts, shown, 3)
    seen = {each.id: len(each.id) % 3 for each in questions}
    assert draw_over(questions, rules, seed, seen) == draw_over(questions, rules, seed, dict(seen))


@given(banks(), SEEDS)
def test_what_was_asked_before_comes_back_only_when_nothing_else_is_left(bank, seed) -> None:
    questions, counts = bank
    plain = [replace(each, shows=True, recalls=False) for each in questions]
    rules = Wanted(counts, 0, 0)
    seen = {each.id: 1 for each in draw_over(plain, rules, seed, {})}
    again = draw_over(plain, rules, seed, seen)
    for objective, count in counts.items():
        fresh = sum(each.objective == objective and each.id not in seen for each in plain)
        assert sum(each.objective == objective and each.id not in seen for each in again) == min(count, fresh)


def test_what_one_attempt_asked_the_next_one_leaves_out_while_there_is_enough() -> None:
    bank = [Question(f"q{number}", "O1", "m1", True, False, "a") for number in range(10)]
    rules = Wanted({"O1": 5}, 3, 0)
    first = draw_over(bank, rules, "one", {})
    second = draw_over(bank, rules, "two", {each.id: 1 for each in first})
    assert not {each.id for each in first} & {each.id for each in second}


def test_questions_are_exchanged_until_enough_is_shown_and_little_only_recalled() -> None:
    bank = [Question(f"q{number}", "O1", "m1", number >= 30, number < 30, "a") for number in range(36)]
    for seed in map(str, range(50)):
        chosen = draw_over(bank, Wanted({"O1": 8}, 4, 3), seed, {})
        assert sum(each.shows for each in chosen) >= 5
        assert sum(each.recalls for each in chosen) <= 3


def test_every_module_shows_something_where_it_can() -> None:
    bank = [
        Question(f"{module}-{number}", objective, module, number == 0, False, "a")
        for module, objective in (("m1", "O1"), ("m2", "O2"))
        for number in range(9)
    ]
    for seed in map(str, range(50)):
        chosen = draw_over(bank, Wanted({"O1": 2, "O2": 2}, 0, 0), seed, {})
        assert {each.module for each in chosen if each.shows} == {"m1", "m2"}


@given(st.lists(st.sampled_from(OPTIONS), min_size=1, max_size=41), SEEDS)
def test_keys_stand_in_each_place_as_often_as_in_the_others(keys, seed) -> None:
    chosen = [Question(f"q{number}", "O1", "m1", False, False, key) for number, key in enumerate(keys)]
    found = orders(chosen, OPTIONS, seed)
    assert all(sorted(order) == sorted(OPTIONS) for order in found.values())
    places = Counter(found[each.id].index(each.key) for each in chosen)
    assert max(places.values()) - min(places[place] for place in range(4)) <= 1
