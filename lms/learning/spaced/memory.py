"""What FSRS says about one remembered key point. Pure: the scheduler's chance is off and it never reads a clock.

The library counts whole days between UTC instants; here an instant stands for a number of days since the last answer.
Days of leave are left out of that number by the caller, so that memory rests with the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache

from fsrs import Card, Rating, Scheduler, State

from lms.learning.spaced.rules import FARTHEST, Grade

_SCHEDULER = Scheduler(
    desired_retention=0.9, learning_steps=(), relearning_steps=(), maximum_interval=FARTHEST, enable_fuzzing=False
)
"""The library's published weights. Without steps within a day an answer always leads to another day."""

_THEN = datetime(2000, 1, 1, tzinfo=UTC)
_RATING = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good, "easy": Rating.Easy}


@dataclass(frozen=True)
class Memory:
    """How well a key point is held after its last answer. `interval`: days until it is asked again, at least 1."""

    stability: float
    difficulty: float
    interval: int

    def recall(self, days: int) -> float:
        """The chance, 0 to 1, that it is remembered so many days after the last answer."""
        return _SCHEDULER.get_card_retrievability(self._card(), _THEN + timedelta(days=max(0, days)))

    def after(self, days: int, grade: Grade) -> Memory:
        """The memory after a further answer, so many days after the last."""
        return _answered(self._card(), days, grade)

    def _card(self) -> Card:
        return Card(0, State.Review, None, self.stability, self.difficulty, _THEN, _THEN)


@cache
def first(grade: Grade) -> Memory:
    """The memory after the first answer of all."""
    return _answered(Card(0, due=_THEN), 0, grade)


@lru_cache(maxsize=20_000)
def replay(answers: tuple[tuple[int, Grade], ...]) -> Memory | None:
    """The memory after answers in the order given, each with the days since the one before it; None without any.

    A function of its argument alone, so what was worked out is kept: a page replays every key point of a person.
    """
    found: Memory | None = None
    for days, grade in answers:
        found = first(grade) if found is None else found.after(days, grade)
    return found


def _answered(card: Card, days: int, grade: Grade) -> Memory:
    at = _THEN + timedelta(days=max(0, days))
    card, _ = _SCHEDULER.review_card(card, _RATING[grade], at)
    if card.stability is None or card.difficulty is None:
        raise ValueError("FSRS gave an answered card no memory.")
    return Memory(card.stability, card.difficulty, (card.due - at).days)
