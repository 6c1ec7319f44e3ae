"""How an illness runs in the model: a hidden severity on the scale of the PHQ-9, and the scores that show it. Pure.

The model is made for practice and claims nothing about people. A plan has a *fit*: each week severity moves by a fixed
share of the way to the level where that fit settles, which is a share of the baseline. A questionnaire shows the
severity with a little noise. A GAD-7 runs beside it at a ratio of the patient's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

# Fit of a plan: the share of the way moved in a week, and the share of the baseline where severity settles.
FITS = {
    "good": (0.26, 0.10),
    "fair": (0.16, 0.34),
    "poor": (0.14, 0.76),
    "none": (0.05, 1.06),
    "relapse": (0.45, 0.80),
}
NOISE = 1.0  # Points of PHQ-9, one standard deviation of a single score.


@dataclass(frozen=True)
class Traits:
    """What nobody sees of a patient: the baseline, the ratio of GAD-7 to PHQ-9, and how often an attempt is answered."""

    baseline: float
    anxious: float
    reach: float


def moved(severity: float, baseline: float, fit: str, weeks: float, *, pull: float = 1.0) -> float:
    """The severity after `weeks` on a plan of that fit; `pull` above or below 1 quickens or slows the way."""
    rate, share = FITS[fit]
    goal = baseline * share
    return goal + (severity - goal) * float((1 - min(rate * pull, 0.9)) ** weeks)


def severity(traits: Traits, plans: Sequence[tuple[int, str]], day: int) -> float:
    """The severity on a day since enrollment; `plans` are (first day, fit) in order."""
    at, now = 0, traits.baseline
    for number, (begins, fit) in enumerate(plans):
        until = min(day, plans[number + 1][0]) if number + 1 < len(plans) else day
        if until > max(at, begins):
            now = moved(now, traits.baseline, fit, (until - max(at, begins)) / 7)
            at = until
    return now


def phq_total(rng: Random, level: float) -> int:
    """A PHQ-9 total for a severity, 0 to 24: as much as eight items hold, so that item 9 may be anything beside it."""
    return min(max(round(level + rng.gauss(0, NOISE)), 0), 24)


def gad_total(rng: Random, traits: Traits, level: float) -> int:
    """A GAD-7 total, 0 to 21, for a severity."""
    return min(max(round(level * traits.anxious + rng.gauss(0, NOISE)), 0), 21)
