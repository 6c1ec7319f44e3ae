"""The working of spaced review: why a key point comes on its day. Pure; says what `lms.learning.spaced` did.

Days are whole days of the learner's clinic; days of leave are left out of every distance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.learning.spaced.rules import A_DAY, NEW_A_DAY, Grade
from lms.readiness.rules.words import count_words, day_words

GRADES: dict[Grade, str] = {
    "again": "not the best answer, so it counts as forgotten",
    "hard": "the best answer by a guess, so it counts as shaky",
    "good": "the best answer",
    "easy": "the best answer, and sure, so it counts as firm",
}


@dataclass(frozen=True)
class Given:
    """One answer: its day, its grade, days since the one before, and the days after which it was to come back."""

    on: date
    grade: Grade
    gap: int
    interval: int


def question_working(
    *, finished: date | None, position: int, answers: Sequence[Given], due: date | None, recall: float | None
) -> tuple[tuple[str, str], ...]:
    """(name, sentence) of each step to the day of one key point.

    finished: the day on which its module was done; position: its place in the module from 0; recall: the chance, 0 to 1,
    that it is remembered today (None: not asked).
    """
    steps = [_answer(each, first=at == 0) for at, each in enumerate(answers)]
    if answers:
        steps.append(("Due", _due(answers[-1].on, max(1, answers[-1].interval), due)))
    elif finished is not None:
        steps.append(("Module", f"Everything it requires was done on {day_words(finished)}."))
        after = 1 + position // NEW_A_DAY
        words = f"Its key points come in their order, {NEW_A_DAY} a day from the next day on; this one is number {position + 1}. "
        steps.append(("Due", words + _due(finished, after, due)))
    if recall is not None:
        steps.append(
            (
                "Order",
                (
                    f"The chance that it is remembered today comes to {round(recall * 100)} %. Of what is due, the smallest chance "
                    f"is asked first, and at most {A_DAY} questions a day."
                ),
            )
        )
    return tuple(steps)


def _answer(each: Given, *, first: bool) -> tuple[str, str]:
    since = "" if first else f", {count_words(each.gap, 'day', 'days')} after the one before"
    back = count_words(max(1, each.interval), "day", "days")
    return f"Answer of {day_words(each.on)}", f"{GRADES[each.grade].capitalize()}{since}. It comes back after {back}."


def _due(since: date, after: int, due: date | None) -> str:
    if due is None:
        return "Leave without an end lies before it, so no day is known."
    rest = (due - since).days - after
    leave = f" + {count_words(rest, 'day', 'days')} of leave" if rest > 0 else ""
    return f"{day_words(since)} + {count_words(after, 'day', 'days')}{leave} = {day_words(due)}."
