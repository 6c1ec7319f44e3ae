"""From ratings to a plan: what is a gap, when tasks are due, when to rate again, what changed. Pure; days are local days.

A self-rating begins the plan and closes nothing: what clinicians said of their skill had no relation to the recording in one
trial (SUP.14), so what a supervisor rates goes before it. Training begins with a self-rating shared with the supervisor (R.10).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.readiness.rules.dates import add_months

Occasion = Literal["start", "six months", "between"]
TaskKind = Literal["course", "shadowing", "practice"]
TASK_KINDS: tuple[TaskKind, ...] = ("course", "shadowing", "practice")
HIGHEST = 3
ALONE = 2
"""From this level on somebody does it by herself; below it there is a gap."""
FAR_APART = 2
AGAIN_AFTER_MONTHS = 6
"""The ratings are repeated when the six months after the start date are over (R.09)."""
FIRST_AFTER, THEN_EVERY = timedelta(days=14), timedelta(days=7)
WORDS_MOST = 1000
WHAT_MOST = 300


@dataclass(frozen=True)
class Compared:
    """One skill in an assessment. None: not rated by that side. `before`: the supervisor's level in the assessment before."""

    skill_id: str
    own: int | None
    seen: int | None
    before: int | None = None

    @property
    def counts(self) -> int | None:
        """The level that the plan goes by: the supervisor's, else her own."""
        return self.own if self.seen is None else self.seen

    @property
    def gap(self) -> bool:
        """Whether something is to be learned before she does it alone."""
        return self.counts is not None and self.counts < ALONE

    @property
    def apart(self) -> bool:
        """Whether the two see it so differently that it is worth a talk."""
        return self.own is not None and self.seen is not None and abs(self.own - self.seen) >= FAR_APART

    @property
    def change(self) -> int | None:
        """By how many levels it moved since the assessment before; None where one of the two is missing."""
        return None if self.before is None or self.seen is None else self.seen - self.before


def compare(
    skills: Sequence[str], own: Mapping[str, int], seen: Mapping[str, int], before: Mapping[str, int]
) -> tuple[Compared, ...]:
    """Every skill in its order, both ratings side by side, with the one before."""
    return tuple(Compared(each, own.get(each), seen.get(each), before.get(each)) for each in skills)


def gaps(rows: Iterable[Compared]) -> tuple[Compared, ...]:
    """The gaps, the lowest level first, else in their order."""
    return tuple(sorted((each for each in rows if each.gap), key=lambda each: each.counts or 0))


def due_dates(number: int, today: date, start: date) -> tuple[date, ...]:
    """Days offered for so many gaps: the first in two weeks, then one a week; none after a start date that is a week ahead or more."""
    latest = start if start >= today + THEN_EVERY else date.max
    return tuple(min(today + FIRST_AFTER + at * THEN_EVERY, latest) for at in range(number))


def rate_now(start: date, rated: Collection[str], today: date) -> Occasion | None:
    """Which assessment is due on a day: at the start, and from six calendar months after the start date on; None: none."""
    if today >= add_months(start, AGAIN_AFTER_MONTHS):
        return None if "six months" in rated else "six months"
    return None if rated else "start"


def occasion_of(start: date, rated: Collection[str], today: date) -> Occasion:
    """What an assessment begun on a day is for."""
    return rate_now(start, rated, today) or "between"


def rating_problems(levels: Mapping[str, int], skills: Sequence[str], words: str, *, whole: bool) -> dict[str, str]:
    """What keeps ratings from being kept, by field; `whole`: they are handed in, so that none may be missing."""
    found: dict[str, str] = {}
    for each, level in levels.items():
        if each not in skills or not 0 <= level <= HIGHEST:
            found[each] = "Choose one of the four."
    if whole:
        found |= {each: "Choose one of the four." for each in skills if each not in levels}
    if len(words) > WORDS_MOST:
        found["words"] = f"Use at most {WORDS_MOST} characters."
    return found


def task_problem(kind: str, what: str, due_on: date | None, today: date) -> tuple[str, str] | None:
    """Why a task cannot be set: (field, sentence); None when it can."""
    if kind not in TASK_KINDS:
        return "kind", "Choose what kind of task it is."
    if kind != "course" and not what.strip():
        return "what", "Say what is to be done."
    if len(what) > WHAT_MOST:
        return "what", f"Use at most {WHAT_MOST} characters."
    if due_on is None:
        return "due_on", "Enter the day by which it is done, such as 4 May 2026."
    return ("due_on", "Enter a day from today on.") if due_on < today else None
