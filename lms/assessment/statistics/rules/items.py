"""One question: how hard it is, whether it tells the strong from the weak, and whom each option draws."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from lms.assessment.statistics.rules.figures import (
    LEAST,
    Figure,
    Interval,
    correlation,
    none_because,
    share_interval,
    so_far,
)

GROUP = Fraction(27, 100)
"""The share of people at either end who make the upper and the lower group (Kelley 1939)."""
HARD, EASY = 0.30, 0.80
"""Below HARD a question is hard, above EASY it is easy, between them medium."""

Band = Literal["hard", "medium", "easy"]


@dataclass(frozen=True)
class Answer:
    """One question of one attempt as it was graded. `version` is its content hash; `chosen` is None where it was left empty."""

    version: str
    chosen: str | None
    right: bool


Sitting = tuple[Answer, ...]
"""The first attempt of one person at one test, handed in."""


@dataclass(frozen=True)
class Seen:
    """One answer to a question, beside the share of the person's other questions that were right (None: there was no other)."""

    chosen: str | None
    right: bool
    rest: float | None


@dataclass(frozen=True)
class OptionShare:
    """How often an option was chosen: by all, and in the upper and the lower group (None: no groups can be made)."""

    option: str
    correct: bool
    chosen: int
    share: float
    upper: int | None
    lower: int | None


@dataclass(frozen=True)
class ItemStatistics:
    """The figures of one version of a question.

    `n` people answered it; `interval` is that of the difficulty. Below LEAST everything else is empty and the figures say so. `upper` and `lower` are the
    sizes of the groups, 0 where none can be made; `unanswered` counts those who were asked and left it empty.
    """

    n: int
    difficulty: Figure
    interval: Interval | None
    band: Band | None
    discrimination: Figure
    options: tuple[OptionShare, ...]
    upper: int
    lower: int
    unanswered: int | None

    @property
    def shown(self) -> bool:
        """Whether there are answers enough for figures."""
        return self.n >= LEAST


def gather(sittings: Sequence[Sitting]) -> Mapping[str, tuple[Seen, ...]]:
    """The answers to each version of a question, over all who got it.

    Attempts are drawn, so that each question has its own people and each person her own others: the rest score is the
    share of the *other* questions of the same attempt that were right. A question left empty is wrong there, as graded.
    """
    found: dict[str, list[Seen]] = defaultdict(list)
    for sitting in sittings:
        right, others = sum(each.right for each in sitting), len(sitting) - 1
        for each in sitting:
            rest = (right - each.right) / others if others else None
            found[each.version].append(Seen(each.chosen, each.right, rest))
    return {version: tuple(seen) for version, seen in found.items()}


def item_statistics(seen: Sequence[Seen], options: Sequence[str], key: str) -> ItemStatistics:
    """All figures of one version of a question. `options` in the order in which they are to be shown."""
    answered = [each for each in seen if each.chosen is not None]
    hidden = so_far(len(answered))
    if hidden:
        why = none_because(hidden)
        return ItemStatistics(len(answered), why, None, None, why, (), 0, 0, None)
    p = difficulty(answered)
    upper, lower = groups(answered)
    return ItemStatistics(
        n=len(answered),
        difficulty=p,
        interval=share_interval(sum(each.right for each in answered), len(answered)),
        band=band_of(p),
        discrimination=discrimination(answered),
        options=tuple(_share(option, option == key, answered, upper, lower) for option in options),
        upper=len(upper),
        lower=len(lower),
        unanswered=len(seen) - len(answered),
    )


def difficulty(answered: Sequence[Seen]) -> Figure:
    """p: right among those who answered, 0 to 1. A high p is an easy question."""
    if not answered:
        return none_because("Nobody answered it.")
    return Figure(sum(each.right for each in answered) / len(answered))


def band_of(p: Figure) -> Band | None:
    """Hard, medium or easy, by p."""
    if p.value is None:
        return None
    return "hard" if p.value < HARD else "easy" if p.value > EASY else "medium"


def discrimination(answered: Sequence[Seen]) -> Figure:
    """The corrected point-biserial: r between right (1) or not (0) and the rest score, which leaves the question out."""
    pairs = [(float(each.right), each.rest) for each in answered if each.rest is not None]
    if not pairs:
        return none_because("Nobody was asked another question beside it.")
    r = correlation(pairs)
    if r is not None:
        return Figure(r)
    if all(right for right, _ in pairs):
        return none_because("Everybody got it right, so it tells nobody apart.")
    if not any(right for right, _ in pairs):
        return none_because("Nobody got it right, so it tells nobody apart.")
    return none_because("Everybody did equally well on the other questions.")


def groups(answered: Sequence[Seen]) -> tuple[tuple[Seen, ...], tuple[Seen, ...]]:
    """Those with the best and with the weakest rest scores: GROUP of them at least, and all who tie with the last.

    Both empty where the two would overlap, because too many did equally well.
    """
    rests = sorted(each.rest for each in answered if each.rest is not None)
    if not rests:
        return (), ()
    size = math.ceil(GROUP * len(rests))
    low, high = rests[size - 1], rests[-size]
    if low >= high:
        return (), ()
    upper = tuple(each for each in answered if each.rest is not None and each.rest >= high)
    lower = tuple(each for each in answered if each.rest is not None and each.rest <= low)
    return upper, lower


def _share(
    option: str, correct: bool, answered: Sequence[Seen], upper: Sequence[Seen], lower: Sequence[Seen]
) -> OptionShare:
    def times(among: Sequence[Seen]) -> int:
        return sum(each.chosen == option for each in among)

    chosen = times(answered)
    return OptionShare(
        option,
        correct,
        chosen,
        chosen / len(answered),
        times(upper) if upper else None,
        times(lower) if lower else None,
    )
