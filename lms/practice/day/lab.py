"""The day in the life as a lab of the frame. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.workday import DayBody
from lms.practice.day import expert, machine
from lms.practice.day.state import State
from lms.practice.day.telling import fates
from lms.practice.lab import Mark, Move, Refused, sum_of

WATCHED = range(40)
"""Seeds whose variants the checker plays; a learner's variant may be any."""


class DayLab:
    """Moves are those of `machine.move`."""

    kind = "day"

    def begin(self, exercise: Exercise, seed: int) -> State:
        """The first morning."""
        return machine.begin(body_of(exercise), seed)

    def move(self, exercise: Exercise, state: State, move: Move) -> State:
        """The state after a move; raises Refused with the reason why it cannot be made."""
        try:
            return machine.move(body_of(exercise), state, move)
        except machine.NotPossible as why:
            raise Refused(str(why), field=why.field) from why

    def ended(self, state: State) -> bool:
        """Over once the last block of the last day is."""
        return state.over

    def marks(self, exercise: Exercise, state: State) -> tuple[Mark, ...]:
        """Under each duty of what had to happen: how much of it did."""
        return sum_of(
            [
                Mark(duty, int(fate.right), 1, fate.safety and not fate.right)
                for fate in fates(body_of(exercise), state)
                for duty in fate.duties
            ]
        )

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """What even an experienced care manager could not keep."""
        return expert.troubles(body_of(exercise), WATCHED)


def body_of(exercise: Exercise) -> DayBody:
    """The day of a lab."""
    body = exercise.body
    assert isinstance(body, DayBody)  # The reader of the kind made it.
    return body
