"""Reads the small print of a case: conditions, changes of numbers, spans of time, scores. No rendering."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import get_args

from lms.curriculum.material import Comparison, Condition, Score, When
from lms.curriculum.shape import ID

Complain = Callable[[str, int, str], None]
_NUMBER = re.compile(r"(\S+)\s*(<=|>=|!=|<|>|=)\s*(-?\d{1,4})")
_CHANGE = re.compile(r"(\S+)\s+([+-]\s*\d{1,3})")
_SPAN = re.compile(r"(\d{1,3})\s+(day|week)s?")
_OPPOSITE: dict[Comparison, Comparison] = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">=": "<", ">": "<="}
_COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)


def read_when(condition: str, number: int, complain: Complain) -> When:
    """`asked-means and not sent-card and trust >= 3` as its three conditions."""
    return tuple(_condition(part.strip(), number, complain) for part in condition.split(" and "))


def _condition(written: str, line: int, complain: Complain) -> Condition:
    wanted = not written.startswith("not ")
    term = written if wanted else written[4:].strip()
    if match := _NUMBER.fullmatch(term):
        name, sign, figure = match.groups()
        check_name(name, line, complain)
        comparison = next(each for each in _COMPARISONS if each == sign)
        return name, comparison if wanted else _OPPOSITE[comparison], int(figure)
    check_name(term, line, complain)
    return term, wanted


def check_name(name: str, line: int, complain: Complain) -> None:
    """A flag, number or seat is written like an ID."""
    if not ID.fullmatch(name):
        complain(
            "C115",
            line,
            f"`{name}` is not a condition: a flag or seat in lower case letters, digits and hyphens, or a number as in `trust >= 3`, joined by `and`.",
        )


def read_changes(written: str, line: int, complain: Complain) -> tuple[tuple[str, int], ...]:
    """`trust +1, talk -2` as ((trust, 1), (talk, -2))."""
    found: list[tuple[str, int]] = []
    for part in written.split(","):
        match = _CHANGE.fullmatch(part.strip())
        if match and match.group(1) not in dict(found):
            found.append((match.group(1), int(match.group(2).replace(" ", ""))))
        else:
            complain("C126", line, f"`{part.strip()}` is not a change such as `trust +1`, each number once.")
    return tuple(found)


def read_span(written: str, line: int, complain: Complain) -> int:
    """`2 weeks` or `3 days` as days; 0 when it cannot be read."""
    match = _SPAN.fullmatch(written.strip())
    if match is None:
        complain("C130", line, f"`{written}` is not a span of time such as `3 days` or `2 weeks`.")
        return 0
    return int(match.group(1)) * (7 if match.group(2) == "week" else 1)


def read_scores(written: str, line: int, complain: Complain) -> tuple[Score, ...]:
    """`9 if plan-changed and trust >= 3, 14`: the first match is what is measured; none, and nothing is."""
    scores: list[Score] = []
    for part in written.split(","):
        value, _, condition = part.strip().partition(" if ")
        if re.fullmatch(r"\d{1,2}", value.strip()):
            scores.append(Score(int(value), read_when(condition, line, complain) if condition else ()))
        else:
            complain("C130", line, f"`{part.strip()}` is not a score, with or without `if`.")
    return tuple(scores)
