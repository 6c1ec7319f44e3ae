"""The working of a clinic's coverage: who is counted from when to when, and the days of each role added up (S-133). Pure.

Says what `stretches` did and decides nothing itself. Days are whole days of the clinic, first and last included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.readiness.rules.coverage import Stretch, gaps
from lms.readiness.rules.dates import rests
from lms.readiness.rules.holding import Holding
from lms.readiness.rules.words import count_words, day_words, list_words


@dataclass(frozen=True)
class CoverageWorking:
    """How the coverage of one role comes about: a sentence for everybody counted, and the arithmetic of the days."""

    holders: tuple[str, ...]
    days: str


def coverage_working(holdings: Sequence[Holding], covered: Sequence[Stretch]) -> CoverageWorking:
    """The working of one role; `covered` is what `stretches` gave for the same holdings."""
    return CoverageWorking(tuple(_holder(each) for each in holdings), _days(covered))


def _holder(each: Holding) -> str:
    until = f"to {day_words(each.last)}" if each.last else "on, with no last day planned"
    leave = tuple(
        f"from {day_words(pause.first)} {'to ' + day_words(pause.last) if pause.last and pause.last < date.max else 'on, with no end yet'}"
        for pause in rests(each.pauses)
    )
    away = f", on leave {list_words(leave)}" if leave else ""
    return f"{each.name}: from {day_words(each.first)} {until}{away}."


def _days(covered: Sequence[Stretch]) -> str:
    if not covered:
        return "There are no days to look at."
    whole = sum(each.days for each in covered)
    nobody = sum(each.days for each in gaps(covered))
    several = sum(each.days for each in covered if len(each.people) > 1)
    more = f" On {several} of those with somebody there are two or more." if several else ""
    return (
        f"{day_words(covered[0].first)} to {day_words(covered[-1].last)}: {count_words(whole, 'day', 'days')} "
        f"− {nobody} with nobody = {whole - nobody} with somebody.{more}"
    )
