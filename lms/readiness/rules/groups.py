"""The three groups of a list of people, and the answer that stands over it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from lms.readiness.rules.judge import Word
from lms.readiness.rules.words import list_words, number_words

Group = Literal["overdue", "at risk", "fine"]
GROUPS: tuple[Group, ...] = ("overdue", "at risk", "fine")


def group_of(word: Word) -> Group:
    """Overdue, at risk, or fine: everything that needs nobody's help this week."""
    return word if word in {"overdue", "at risk"} else "fine"


def answer_words(needing: int, people: int) -> str:
    """`Three of ten need you this week`, `No one needs you this week`."""
    if not needing:
        return "No one needs you this week"
    number = number_words(needing)
    return f"{number[:1].upper()}{number[1:]} of {number_words(people)} {'needs' if needing == 1 else 'need'} you this week"


def why_words(names: Sequence[str], overdue: int, at_risk: int) -> str:
    """Who is late, by name where `names` are given, and how many will be; empty when nobody is."""
    if not overdue and not at_risk:
        return ""
    late = f"{number_words(overdue)} {'person is past the' if overdue == 1 else 'people are past their'} date"
    if names:
        late = f"{list_words(tuple(names))} {'is' if overdue == 1 else 'are'} past the date"
    coming = (
        f"{number_words(at_risk)} {'person' if at_risk == 1 else 'people'} will miss the date unless something changes"
    )
    said = ", and ".join(each for each in (late if overdue else "", coming if at_risk else "") if each)
    return f"{said[:1].upper()}{said[1:]}."
