"""Before and after: against published worked examples, and what holds for all tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.statistics.rules.change import (
    critical_t,
    gain,
    item_change,
    mean_difference,
    normalised_gain,
    odds_ratio,
    paired_interval,
)
from lms.assessment.statistics.rules.figures import Figure

# Additional hours of sleep of ten patients under two drugs: Student, Biometrika 6 (1908). Difference 1.58, its 95 %
# interval 0.700 to 2.460, t = 4.062: reference manual of R, t.test, the example `sleep`.
SLEEP = [
    (0.7, 1.9),
    (-1.6, 0.8),
    (-0.2, 1.1),
    (-1.2, 0.1),
    (-0.1, -0.1),
    (3.4, 4.4),
    (3.7, 5.5),
    (0.8, 1.6),
    (0.0, 4.6),
    (2.0, 3.4),
]
TABLES = st.tuples(*[st.integers(0, 60)] * 4).filter(lambda table: sum(table) > 0)


def test_the_mean_difference_of_students_sleep_data() -> None:
    difference, interval, d = mean_difference([after - before for before, after in SLEEP])
    assert difference.value == pytest.approx(1.58)
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((0.7001142, 2.4598858), abs=1e-4)
    # t is d times the root of n, so the published t gives d.
    assert d.value == pytest.approx(4.0621 / math.sqrt(10), abs=1e-4)


def test_the_paired_interval_of_airway_reactivity_before_and_after() -> None:
    """M. Fagerland, S. Lydersen and P. Laake, Statistics in Medicine 33 (2014), after Bentur and others (2009): 1, 1, 7, 12."""
    found = paired_interval(1, 7, 1, 12)
    assert (round(found.low, 3), round(found.high, 3)) == (-0.507, -0.026)
    turned = paired_interval(1, 1, 7, 12)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


@pytest.mark.parametrize(("freedom", "t"), [(9, 2.262), (29, 2.045), (60, 2.000), (120, 1.980), (10**6, 1.960)])
def test_students_t_as_in_the_printed_tables(freedom: int, t: float) -> None:
    assert round(critical_t(freedom), 3) == t


def test_a_question_before_and_after() -> None:
    found = item_change(both=20, lost=4, gained=16, neither=10)
    assert (found.n, found.before.value, found.after.value, found.difference.value) == (
        50,
        0.48,
        0.72,
        pytest.approx(0.24),
    )
    assert found.odds_ratio.value == 4
    assert found.d.value == pytest.approx(math.log(4) / 1.81)
    assert found.interval is not None
    assert found.interval.low > 0


@pytest.mark.parametrize(("neither", "n", "why"), [(9, 29, "29 pairs so far; figures from 30 on"), (10, 30, "")])
def test_change_is_hidden_below_thirty_pairs(neither: int, n: int, why: str) -> None:
    found = item_change(5, 5, 10, neither)
    assert (found.n, found.difference.why) == (n, why)
    assert (found.interval is None, found.odds_ratio.value is None) == (n < 30, n < 30)
    results = gain([(0.5 + place / 100, 0.7) for place in range(n)])
    assert (results.n, results.difference.why, results.interval is None) == (n, why, n < 30)


def test_what_has_no_figure_says_why() -> None:
    assert odds_ratio(0, 7).why.startswith("Nobody went from right to wrong")
    assert item_change(30, 3, 0, 0).d.value is None
    assert normalised_gain(1.0, Figure(0.0)).value is None
    assert normalised_gain(0.6, Figure(0.2)).value == pytest.approx(0.5)
    assert mean_difference([0.25] * 40)[2].why == "Everybody changed by the same amount."
    assert mean_difference([0.1])[0].value is None


@given(TABLES)
def test_the_interval_holds_the_difference_and_stays_within_one(table: tuple[int, int, int, int]) -> None:
    both, lost, gained, neither = table
    found, difference = paired_interval(*table), (gained - lost) / sum(table)
    assert -1 <= found.low <= difference + 1e-12
    assert difference - 1e-12 <= found.high <= 1
    assert found.low < found.high
    turned = paired_interval(both, gained, lost, neither)
    assert math.isclose(turned.low, -found.high, abs_tol=1e-9)
    swapped = paired_interval(neither, gained, lost, both)
    assert math.isclose(swapped.low, -found.high, abs_tol=1e-9)
    assert math.isclose(swapped.high, -found.low, abs_tol=1e-9)
