"""When key points come back: how an answer is graded, on which day each is due, and which are asked today. Pure.

Days are whole days of the learner's clinic. `resting` are pauses as `lms.people.leave.rests` gives them: days on which
nothing is asked and nothing comes nearer, so that what was due before a leave is due as many days later after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lms.people.leave import Pause, free_day_after, free_days, pause_on, rests

Grade = Literal["again", "hard", "good", "easy"]

A_DAY = 10
"""Questions asked in one day, at most: after days away nobody finds a mountain (C51)."""
NEW_A_DAY = 5
"""Key points of a finished module that become due for the first time on one day."""
FARTHEST = 182
"""Days after which a key point is asked again however well it is held."""


@dataclass(frozen=True)
class Card:
    """One key point as it stands. `due_on` None: leave without an end lies before it.

    recall: the chance, 0 to 1, that it is remembered today. answered_on: the local day of the last answer; None: not yet.
    """

    item_id: str
    due_on: date | None
    recall: float
    answered_on: date | None = None


@dataclass(frozen=True)
class Today:
    """What spaced review is on one day.

    ask: ids in the order of asking, those most likely forgotten first. answered: how many were answered today already.
    pause: leave that rests everything. next_on: the next day with something to ask after today; None: not known.
    """

    ask: tuple[str, ...]
    answered: int
    pause: Pause | None
    next_on: date | None
    cards: int

    @property
    def of(self) -> int:
        """Questions of this day, answered and to come."""
        return self.answered + len(self.ask)


def grade_of(*, right: bool, sureness: str | None) -> Grade:
    """What an answer says about memory: wrong is forgotten, a right guess is shaky, right and sure is firm."""
    if not right:
        return "again"
    return "hard" if sureness == "guessing" else "easy" if sureness == "sure" else "good"


def finished_on(required: Sequence[str], done_on: Mapping[str, date]) -> date | None:
    """The day on which the last required part of a module was done; None while something is open or nothing is asked."""
    if not required or any(each not in done_on for each in required):
        return None
    return max(done_on[each] for each in required)


def first_due(finished: date, position: int, resting: Sequence[Pause]) -> date | None:
    """The day on which a key point is due that nobody has answered: from the day after its module on, a few a day.

    `position` counts the key points of the module from 0. None: leave without an end comes before it.
    """
    return free_day_after(finished, 1 + position // NEW_A_DAY, resting)


def next_due(answered_on: date, interval: int, resting: Sequence[Pause]) -> date | None:
    """The day on which a key point is due that was answered, so many days of work after it."""
    return free_day_after(answered_on, max(1, interval), resting)


def days_between(earlier: date, later: date, resting: Sequence[Pause]) -> int:
    """Days from one to the other that are not paused; never below 0, also where a clinic's day went back."""
    return free_days(earlier + timedelta(days=1), later, resting)


def today_of(cards: Sequence[Card], answered: int, today: date, resting: Sequence[Pause]) -> Today:
    """What is asked on a day, of which `answered` answers are given already: at most ten in all, oldest risk first.

    What does not fit waits for the next day without being counted anywhere.
    """
    pause = pause_on(today, resting)
    due = [each for each in cards if each.due_on is not None and each.due_on <= today]
    order = sorted(due, key=lambda each: (each.recall, each.due_on or today))
    left = max(0, A_DAY - answered) if pause is None else 0
    asked = order[:left]
    tomorrow = free_day_after(today, 1, resting)
    waits = [tomorrow] if len(order) > len(asked) else []
    waits += [each.due_on for each in cards if each.due_on is not None and each.due_on > today]
    following = min((each for each in waits if each is not None), default=None)
    return Today(tuple(each.item_id for each in asked), answered, pause, following, len(cards))


@dataclass(frozen=True)
class Stretch:
    """One role while it is held, from its first to its last day (None: still), with its leave."""

    first: date
    last: date | None
    pauses: tuple[Pause, ...]


def resting_of(stretches: Sequence[Stretch]) -> tuple[Pause, ...]:
    """The days on which a person rests: every role she holds that day is on leave, and she holds one at least."""
    edges = sorted({edge for each in stretches for edge in _edges(each)})
    found = []
    for at, edge in enumerate(edges):
        held = [each for each in stretches if each.first <= edge <= (each.last or date.max)]
        if held and all(pause_on(edge, rests(each.pauses)) for each in held):
            until = edges[at + 1] if at + 1 < len(edges) else None
            found.append(Pause(edge, until - timedelta(days=1) if until else None))
    return rests(found)


def _edges(each: Stretch) -> Iterable[date]:
    """The days on which something begins, or has just ended."""
    yield each.first
    ends = [each.last, *(pause.last for pause in each.pauses)]
    yield from (pause.first for pause in each.pauses)
    yield from (end + timedelta(days=1) for end in ends if end is not None and end < date.max)
