"""What every kind of lab is to the frame: a pure state machine that begins from a seed and moves. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from lms.curriculum.course import Exercise

State = TypeVar("State")
Move = Mapping[str, Any]
"""What a learner did: text, whole numbers and lists of text under names, as it is kept for ever."""


class Refused(Exception):
    """A move that cannot be made; the sentence is fit to show, `field` names the entry it is about."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Mark:
    """How well a run exercised one duty of the job: `right` of `of`; a safety miss stands beside every figure."""

    duty: str
    right: int
    of: int
    safety_missed: bool = False


class Lab(Protocol[State]):
    """One kind. The same exercise, seed and moves give the same state for ever; nothing reads a clock."""

    kind: str

    def begin(self, exercise: Exercise, seed: int) -> State:
        """The state before the first move of the variant that `seed` gives."""

    def move(self, exercise: Exercise, state: State, move: Move) -> State:
        """The state after a move. Raises Refused."""

    def ended(self, state: State) -> bool:
        """Whether the run is over."""

    def marks(self, exercise: Exercise, state: State) -> tuple[Mark, ...]:
        """What the run shows of each duty; asked once it is over."""

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Sentences for the author: what keeps this lab from being played as it is written."""


def replay(lab: Lab[State], exercise: Exercise, seed: int, moves: Sequence[Move]) -> State:
    """The state after a series of moves from the start."""
    state = lab.begin(exercise, seed)
    for move in moves:
        state = lab.move(exercise, state, move)
    return state


def sum_of(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Marks with each duty once, in the order in which duties were first met."""
    found: dict[str, Mark] = {}
    for each in marks:
        old = found.get(each.duty, Mark(each.duty, 0, 0))
        found[each.duty] = Mark(
            each.duty, old.right + each.right, old.of + each.of, old.safety_missed or each.safety_missed
        )
    return tuple(found.values())
