"""A whole test: how far its results would come out the same with other questions of the same bank (KR-20)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lms.assessment.statistics.rules.figures import LEAST, Figure, mean, none_because, so_far, variance
from lms.assessment.statistics.rules.items import Sitting

GOOD, ACCEPTABLE = 0.70, 0.60
"""From GOOD on as asked of examinations in medical schools; from ACCEPTABLE on enough for a test of a course."""


@dataclass(frozen=True)
class Reliability:
    """KR-20 over `n` first attempts of `length` questions each, with a sentence in plain words."""

    n: int
    length: int
    kr20: Figure
    says: str


def reliability(sittings: Sequence[Sitting]) -> Reliability:
    """The reliability of a test, over the attempts of its commonest length (of two, the longer).

    Hidden below LEAST attempts.
    """
    lengths = Counter(len(each) for each in sittings)
    length = max(lengths, key=lambda each: (lengths[each], each), default=0)
    same = [each for each in sittings if len(each) == length]
    if len(same) < LEAST:
        why = so_far(len(same)).replace("answer", "attempt")
        return Reliability(len(same), length, none_because(why), why)
    figure = kr20(same)
    return Reliability(len(same), length, figure, _words(figure))


def kr20(sittings: Sequence[Sitting]) -> Figure:
    """KR-20, at most 1, over attempts of the same number k of questions each.

    k/(k-1) · (1 - Σpq / variance). Attempts are drawn, so Σpq is the mean over people of the sum over *their* questions,
    and the variance is of what each got right beyond what her questions let expect (the sum of their p): the draw's own
    luck is no difference between people. Where everybody has the same questions this is the formula of the textbooks.
    """
    k = len(sittings[0]) if sittings else 0
    if k < 2:
        return none_because("It takes two questions or more.")
    p = _shares_right(sittings)
    beyond = [sum(each.right - p[each.version] for each in sitting) for sitting in sittings]
    spread = variance(beyond)
    if spread < 1e-12:
        return none_because("Everybody did equally well, so there is nothing to tell apart.")
    within = mean([sum(p[each.version] * (1 - p[each.version]) for each in sitting) for sitting in sittings])
    return Figure(min(1.0, k / (k - 1) * (1 - within / spread)))


def _shares_right(sittings: Sequence[Sitting]) -> Mapping[str, float]:
    """Of each question, the share of those asked who were right; left empty is not right, as graded."""
    asked: dict[str, list[bool]] = defaultdict(list)
    for sitting in sittings:
        for each in sitting:
            asked[each.version].append(each.right)
    return {version: sum(rights) / len(rights) for version, rights in asked.items()}


def _words(figure: Figure) -> str:
    if figure.value is None:
        return figure.why
    if figure.value >= GOOD:
        return "Good: another draw would mostly give the same results."
    if figure.value >= ACCEPTABLE:
        return "Acceptable for the test of a course."
    return "Low: who passes depends much on which questions were drawn. More or better questions help."
