"""What changed between a diagnostic before and the test after, for the same people, with 95 % confidence intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lms.assessment.statistics.rules.figures import (
    LEAST,
    Figure,
    Interval,
    Z,
    mean,
    none_because,
    share_interval,
    so_far,
)

NO_DIAGNOSTIC = "This test has no diagnostic before it, so there is nothing to compare with."
NEVER_TWICE = "No question of a diagnostic is asked again in the test, so one question has no before and after."
LOGISTIC = 1.81
"""By which the logarithm of an odds ratio is divided to compare it with d."""


@dataclass(frozen=True)
class ItemChange:
    """One question before and after: shares right, p after minus p before with its interval, and the paired odds ratio."""

    n: int
    before: Figure
    after: Figure
    difference: Figure
    interval: Interval | None
    odds_ratio: Figure
    d: Figure


@dataclass(frozen=True)
class Gain:
    """Results of the same people before and after, as shares of what could be right."""

    n: int
    difference: Figure
    interval: Interval | None
    d: Figure
    normalised: Figure


def item_change(both: int, lost: int, gained: int, neither: int) -> ItemChange:
    """One question asked of the same people twice: right both times, only before, only after, neither time."""
    n = both + lost + gained + neither
    if n < LEAST:
        why = none_because(so_far(n).replace("answer", "pair"))
        return ItemChange(n, why, why, why, None, why, why)
    ratio = odds_ratio(lost, gained)
    return ItemChange(
        n,
        Figure((both + lost) / n),
        Figure((both + gained) / n),
        Figure((gained - lost) / n),
        paired_interval(both, lost, gained, neither),
        ratio,
        Figure(math.log(ratio.value) / LOGISTIC) if ratio.value else none_because("The odds ratio has no logarithm."),
    )


def odds_ratio(lost: int, gained: int) -> Figure:
    """Of those who changed, how many came right for each who went wrong."""
    if not lost:
        return none_because("Nobody went from right to wrong, so the ratio has no end.")
    return Figure(gained / lost)


def paired_interval(both: int, lost: int, gained: int, neither: int) -> Interval:
    """The interval of p after minus p before (Newcombe 1998 for paired data, method 10: square and add, with phi).

    Within -1 to 1 and never of width 0, also where nobody or everybody changed.
    """
    n = both + lost + gained + neither
    before, after = both + lost, both + gained
    product = before * (n - before) * after * (n - after)
    agree = float(both * neither - lost * gained)
    if agree > 0:
        agree = max(agree - n / 2, 0.0)
    phi = agree / math.sqrt(product) if product else 0.0
    first, second, difference = share_interval(before, n), share_interval(after, n), (gained - lost) / n
    down = _joined(after / n - second.low, first.high - before / n, phi)
    up = _joined(second.high - after / n, before / n - first.low, phi)
    return Interval(max(-1.0, difference - down), min(1.0, difference + up))


def _joined(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(0.0, one * one - 2 * phi * one * other + other * other))


def gain(pairs: Sequence[tuple[float, float]]) -> Gain:
    """Results before and after, each 0 to 1, of the same people."""
    n = len(pairs)
    if n < LEAST:
        why = none_because(so_far(n).replace("answer", "pair"))
        return Gain(n, why, None, why, why)
    difference, interval, d = mean_difference([after - before for before, after in pairs])
    return Gain(n, difference, interval, d, normalised_gain(mean([each[0] for each in pairs]), difference))


def no_gain(why: str) -> Gain:
    """No results from before and after, and why."""
    none = none_because(why)
    return Gain(0, none, None, none, none)


def mean_difference(differences: Sequence[float]) -> tuple[Figure, Interval | None, Figure]:
    """The mean difference, its interval by Student's t, and the paired d: the mean over the spread of the differences."""
    n = len(differences)
    if n < 2:
        why = none_because("It takes two pairs or more.")
        return why, None, why
    middle = mean(differences)
    spread = math.sqrt(math.fsum((each - middle) ** 2 for each in differences) / (n - 1))
    half = critical_t(n - 1) * spread / math.sqrt(n)
    d = Figure(middle / spread) if spread > 1e-12 else none_because("Everybody changed by the same amount.")
    return Figure(middle), Interval(middle - half, middle + half), d


def normalised_gain(before: float, difference: Figure) -> Figure:
    """The gain as a share of what there was to gain."""
    if difference.value is None:
        return difference
    if before >= 1:
        return none_because("Everything was right before, so there was nothing to gain.")
    return Figure(difference.value / (1 - before))


def critical_t(freedom: int) -> float:
    """Student's t for 95 %, two-sided, by the expansion of Abramowitz and Stegun 26.7.5: to 0.0001 from 8 degrees on."""
    z, v = Z, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )
