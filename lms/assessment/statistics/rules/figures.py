"""A figure or the reason why there is none, and from how many answers on figures are shown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

LEAST = 30
"""Below so many answers no figure is shown: it would be chance, and could give a person away."""
STEADY = 100
"""Below so many answers a figure is shown as unsteady."""


Z = NormalDist().inv_cdf(0.975)
"""How many standard errors 95 % reach to either side."""


@dataclass(frozen=True)
class Interval:
    """From where to where, at 95 % confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class Figure:
    """A number, or None with a sentence that says why there is none. Never NaN, never infinite."""

    value: float | None
    why: str = ""


def none_because(why: str) -> Figure:
    """No figure, and why."""
    return Figure(None, why)


def so_far(n: int) -> str:
    """What stands in place of figures over fewer than LEAST answers; empty from LEAST on."""
    if n >= LEAST:
        return ""
    counted = {0: "No answer yet", 1: "1 answer so far"}.get(n, f"{n} answers so far")
    return f"{counted}; figures from {LEAST} on"


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean of one value or more."""
    return math.fsum(values) / len(values)


def variance(values: Sequence[float]) -> float:
    """The variance over all of them, with n below the line, as p·q is one; exactly 0 where all are the same."""
    if all(each == values[0] for each in values):
        return 0.0
    middle = mean(values)
    return math.fsum((each - middle) ** 2 for each in values) / len(values)


def share_interval(right: int, n: int) -> Interval:
    """The interval of a share (Wilson 1927): within 0 to 1, and never of width 0."""
    p, z2 = right / n, Z * Z
    middle, half = p + z2 / (2 * n), Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    return Interval(max(0.0, (middle - half) / (1 + z2 / n)), min(1.0, (middle + half) / (1 + z2 / n)))


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's r, from -1 to 1; None where either side does not vary or there is nothing."""
    first, second = [each[0] for each in pairs], [each[1] for each in pairs]
    if not pairs or not variance(first) or not variance(second):
        return None
    a, b = mean(first), mean(second)
    together = math.fsum((x - a) * (y - b) for x, y in pairs)
    apart = math.sqrt(math.fsum((x - a) ** 2 for x in first)) * math.sqrt(math.fsum((y - b) ** 2 for y in second))
    return max(-1.0, min(1.0, together / apart))
