"""The figures against published worked examples, and what holds for all answers whatever they are."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.statistics.rules.figures import LEAST, correlation, share_interval, so_far
from lms.assessment.statistics.rules.items import (
    Answer,
    Seen,
    Sitting,
    band_of,
    difficulty,
    discrimination,
    gather,
    groups,
    item_statistics,
)
from lms.assessment.statistics.rules.reliability import kr20, reliability

# Ten students, ten items, with the totals, p, q and the variance of the totals 5.84: K. Wuensch, East Carolina
# University, "The Kuder-Richardson 20" (core.ecu.edu/wuenschk/StatHelp/KR20.txt).
WUENSCH = """1111110110 1011011101 1111011001 0010001000 0000010010 1110111111
             1101110111 1111111101 0101111101 1101101110""".split()
# 1,000 people at five items, by response pattern from 00000 to 11111: LSAT section 6, R. D. Bock and M. Lieberman,
# Psychometrika 35 (1970). p, r with the total, r with the rest and alpha: reference manual of the R package mirt, LSAT6.
LSAT6 = [
    3,
    6,
    2,
    11,
    1,
    1,
    3,
    4,
    1,
    8,
    0,
    16,
    0,
    3,
    2,
    15,
    10,
    29,
    14,
    81,
    3,
    28,
    15,
    80,
    16,
    56,
    21,
    173,
    11,
    61,
    28,
    298,
]


def sitting(marks: str) -> Sitting:
    """An attempt at items named by their place, from 1 for right and 0 for wrong."""
    return tuple(Answer(f"i{place}", "a" if mark == "1" else "b", mark == "1") for place, mark in enumerate(marks))


def lsat() -> list[Sitting]:
    return [sitting(f"{pattern:05b}") for pattern, people in enumerate(LSAT6) for _ in range(people)]


# A drawn bank: each attempt has a choice of the items, each answered rightly or not, or left empty.
MARKS = st.lists(st.text("01", min_size=4, max_size=4), min_size=2, max_size=60)
SEEN = st.lists(
    st.builds(lambda chosen, rest: Seen(chosen, chosen == "a", rest / 10), st.sampled_from("abcd"), st.integers(0, 10)),
    min_size=1,
    max_size=80,
)


@st.composite
def drawn(draw: st.DrawFn) -> list[Sitting]:
    """Attempts of k questions each, every one with its own draw of a bank of eight."""
    k = draw(st.integers(2, 6))
    chance = random.Random(draw(st.integers(0, 10**6)))
    return [
        tuple(Answer(f"i{place}", "a", chance.random() < 0.6) for place in chance.sample(range(8), k))
        for _ in range(draw(st.integers(1, 50)))
    ]


def test_kr20_of_ten_students_as_worked_by_wuensch() -> None:
    sittings = [sitting(marks) for marks in WUENSCH]
    assert [sum(each.right for each in one) for one in sittings] == [8, 7, 7, 2, 2, 9, 8, 9, 7, 7]
    seen = gather(sittings)
    shares = [difficulty(seen[f"i{place}"]).value for place in range(10)]
    assert shares == pytest.approx([0.7, 0.7, 0.6, 0.7, 0.6, 0.8, 0.7, 0.7, 0.5, 0.6])
    # k/(k-1) · (1 - Σpq / variance), with the Σpq 2.18 and the variance 5.84 of the sheet.
    assert kr20(sittings).value == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))


def test_item_figures_of_a_thousand_people_as_published_for_lsat_6() -> None:
    sittings = lsat()
    seen = gather(sittings)
    assert len(sittings) == 1000
    assert [round(difficulty(seen[f"i{n}"]).value or 0, 3) for n in range(5)] == [0.924, 0.709, 0.553, 0.763, 0.870]
    rest = [round(discrimination(seen[f"i{n}"]).value or 0, 3) for n in range(5)]
    assert rest == [0.113, 0.153, 0.173, 0.144, 0.122]
    total = [uncorrected(sittings, n) for n in range(5)]
    assert [round(each, 3) for each in total] == [0.362, 0.567, 0.618, 0.534, 0.435]
    assert round(kr20(sittings).value or 0, 3) == 0.295


def test_the_interval_of_a_share_as_published() -> None:
    """81 of 263: R. G. Newcombe, Statistics in Medicine 17 (1998), the score method without correction."""
    found = share_interval(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


@given(st.integers(1, 400), st.floats(0, 1))
def test_the_interval_of_a_share_holds_it_within_nought_and_one(n: int, share: float) -> None:
    right = round(share * n)
    found, turned = share_interval(right, n), share_interval(n - right, n)
    assert 0 <= found.low <= right / n + 1e-12
    assert right / n - 1e-12 <= found.high <= 1
    assert found.low < found.high
    assert math.isclose(found.low, 1 - turned.high, abs_tol=1e-9)


def uncorrected(sittings: list[Sitting], place: int) -> float:
    r = correlation([(float(one[place].right), float(sum(each.right for each in one))) for one in sittings])
    assert r is not None
    return r


@pytest.mark.parametrize(("n", "words"), [
    (0, "No answer yet; figures from 30 on"), (1, "1 answer so far; figures from 30 on"),
    (12, "12 answers so far; figures from 30 on"), (29, "29 answers so far; figures from 30 on"), (30, ""), (31, ""),
])  # fmt: skip
def test_figures_come_from_thirty_answers_on(n: int, words: str) -> None:
    assert so_far(n) == words
    seen = [Seen("a" if place % 3 else "b", place % 3 != 0, place / 40) for place in range(n)]
    found = item_statistics(seen, ["a", "b"], "a")
    assert found.n == n
    assert found.shown == (n >= LEAST)
    assert found.difficulty.why == words
    assert (found.discrimination.value is None, bool(found.options)) == (n < LEAST, n >= LEAST)
    if n < LEAST:
        assert (found.upper, found.lower, found.unanswered, found.band) == (0, 0, None, None)


def test_whoever_left_it_empty_is_not_among_those_who_answered() -> None:
    seen = [Seen("a", True, 0.5 + place / 100) for place in range(29)] + [Seen(None, False, 0.1)] * 9
    assert item_statistics(seen, ["a", "b"], "a").difficulty.value is None
    found = item_statistics([*seen, Seen("b", False, 0.2)], ["a", "b"], "a")
    assert (found.n, found.unanswered) == (30, 9)
    assert found.difficulty.value == pytest.approx(29 / 30)


def test_what_has_no_figure_says_why() -> None:
    spread = [place / 10 for place in range(10)]
    assert discrimination([Seen("a", True, rest) for rest in spread]).why.startswith("Everybody got it right")
    assert discrimination([Seen("b", False, rest) for rest in spread]).why.startswith("Nobody got it right")
    equal = [Seen("a", True, 0.5), Seen("b", False, 0.5)]
    assert discrimination(equal).why == "Everybody did equally well on the other questions."
    assert discrimination([Seen("a", True, None)]).why == "Nobody was asked another question beside it."
    assert kr20([sitting("1"), sitting("0")]).why == "It takes two questions or more."
    assert kr20([sitting("11"), sitting("11")]).value is None
    assert kr20([]).value is None


@pytest.mark.parametrize(("p", "band"), [(0.29, "hard"), (0.30, "medium"), (0.80, "medium"), (0.81, "easy")])
def test_bands_of_difficulty(p: float, band: str) -> None:
    right = round(100 * p)
    assert band_of(difficulty([Seen("a", True, 0)] * right + [Seen("b", False, 0)] * (100 - right))) == band


def test_groups_take_all_who_tie_with_the_last_and_never_overlap() -> None:
    assert groups([Seen("a", True, 0.5)] * 40) == ((), ())
    assert groups([Seen("a", True, rest) for rest in [0.1] * 5 + [0.5] * 20 + [0.9] * 5]) == ((), ())
    upper, lower = groups([Seen("a", True, place / 100) for place in range(100)])
    assert (len(upper), len(lower)) == (27, 27)
    assert min(each.rest or 0 for each in upper) == 0.73
    tied = groups([Seen("a", True, rest) for rest in [0.9] * 40 + [0.1] * 60])
    assert (len(tied[0]), len(tied[1])) == (40, 60)


@given(SEEN)
def test_shares_add_up_and_r_stays_within_its_bounds(seen: list[Seen]) -> None:
    r = discrimination(seen).value
    assert r is None or (math.isfinite(r) and -1 <= r <= 1)
    found = item_statistics(seen, list("abcd"), "a")
    if not found.shown:
        return
    assert sum(each.chosen for each in found.options) == found.n
    assert math.isclose(sum(each.share for each in found.options), 1)
    assert found.difficulty.value == next(each.share for each in found.options if each.correct)
    if found.upper:
        assert sum(each.upper or 0 for each in found.options) == found.upper
        assert sum(each.lower or 0 for each in found.options) == found.lower
        assert found.upper + found.lower <= found.n
        assert min(found.upper, found.lower) >= 0.27 * found.n


@given(SEEN, st.randoms(use_true_random=False))
def test_neither_the_order_of_people_nor_the_names_of_options_change_a_figure(
    seen: list[Seen], chance: random.Random
) -> None:
    mixed = list(seen)
    chance.shuffle(mixed)
    assert item_statistics(mixed, list("abcd"), "a") == item_statistics(seen, list("abcd"), "a")
    names = dict(zip("abcd", "wxyz", strict=True))
    renamed = item_statistics(
        [Seen(names[each.chosen or ""], each.right, each.rest) for each in seen], list("wxyz"), "w"
    )
    plain = item_statistics(seen, list("abcd"), "a")
    assert (renamed.difficulty, renamed.discrimination) == (plain.difficulty, plain.discrimination)
    assert [each.chosen for each in renamed.options] == [each.chosen for each in plain.options]


@given(SEEN)
def test_right_and_wrong_swapped_turn_r_round(seen: list[Seen]) -> None:
    swapped = discrimination([Seen(each.chosen, not each.right, each.rest) for each in seen]).value
    r = discrimination(seen).value
    assert (swapped is None) == (r is None)
    assert swapped is None or r is None or math.isclose(swapped, -r, abs_tol=1e-9)


@given(SEEN, st.integers(1, 9))
def test_r_does_not_mind_the_scale_of_the_rest_score(seen: list[Seen], times: int) -> None:
    scaled = discrimination([Seen(each.chosen, each.right, (each.rest or 0) * times + 1) for each in seen]).value
    r = discrimination(seen).value
    assert (scaled is None) == (r is None)
    assert scaled is None or r is None or math.isclose(scaled, r, abs_tol=1e-9)


@given(MARKS)
def test_leaving_the_item_out_of_the_total_never_flatters_it(marks: list[str]) -> None:
    sittings = [sitting(each) for each in marks]
    for place in range(4):
        r = discrimination(gather(sittings)[f"i{place}"]).value
        total = correlation([(float(one[place].right), float(sum(each.right for each in one))) for one in sittings])
        if r is not None and total is not None:
            assert r <= total + 1e-9


@given(MARKS)
def test_kr20_is_alpha_where_everybody_has_the_same_questions(marks: list[str]) -> None:
    """Alpha from covariances, k/(k-1) · Σ of cov(i, j) over i ≠ j, divided by the variance of the totals."""
    rows = [[int(mark) for mark in each] for each in marks]
    n, k = len(rows), 4
    middle = [sum(row[place] for row in rows) / n for place in range(k)]
    between = sum(
        sum((row[i] - middle[i]) * (row[j] - middle[j]) for row in rows) / n
        for i in range(k)
        for j in range(k)
        if i != j
    )
    totals = [sum(row) for row in rows]
    spread = sum((each - sum(totals) / n) ** 2 for each in totals) / n
    found = kr20([sitting(each) for each in marks]).value
    assert (found is None) == (spread == 0)
    assert found is None or math.isclose(found, k / (k - 1) * between / spread, abs_tol=1e-9)


@given(drawn())
def test_kr20_of_drawn_attempts_is_never_above_one(sittings: list[Sitting]) -> None:
    found = kr20(sittings).value
    assert found is None or (math.isfinite(found) and found <= 1)


@given(drawn(), st.randoms(use_true_random=False))
def test_kr20_minds_neither_the_order_of_people_nor_that_of_questions(
    sittings: list[Sitting], chance: random.Random
) -> None:
    mixed = [tuple(chance.sample(one, len(one))) for one in chance.sample(sittings, len(sittings))]
    one, other = kr20(sittings).value, kr20(mixed).value
    assert (one is None) == (other is None)
    assert one is None or other is None or math.isclose(one, other, abs_tol=1e-6)


def test_a_harder_draw_alone_makes_nobody_weak() -> None:
    """Half get easy questions, half hard ones, and all are equally able: there is nothing reliable to find."""
    chance = random.Random(7)
    easy = [tuple(Answer(f"e{n}", "a", chance.random() < 0.9) for n in range(10)) for _ in range(400)]
    hard = [tuple(Answer(f"h{n}", "a", chance.random() < 0.4) for n in range(10)) for _ in range(400)]
    found = kr20([*easy, *hard]).value
    assert found is not None
    assert abs(found) < 0.2


def test_reliability_is_hidden_below_thirty_attempts_and_takes_the_commonest_length() -> None:
    chance = random.Random(3)

    def one(length: int, able: float) -> Sitting:
        return sitting("".join("1" if chance.random() < able else "0" for _ in range(length)))

    few = reliability([one(15, 0.5) for _ in range(29)])
    assert (few.n, few.kr20.value, few.says) == (29, None, "29 attempts so far; figures from 30 on")
    found = reliability([one(15, place / 40) for place in range(40)] + [one(12, 0.5) for _ in range(20)])
    assert (found.n, found.length) == (40, 15)
    assert found.kr20.value is not None
    assert found.kr20.value > 0.8
    assert found.says.startswith("Good")
    assert reliability([]).says == "No attempt yet; figures from 30 on"
