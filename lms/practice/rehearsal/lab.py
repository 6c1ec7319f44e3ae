"""Alone at the table: the learner sits in one seat, the other is played by what the file says an expert does. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.panel import RehearsalBody
from lms.practice.lab import Mark, Move, Refused, sum_of
from lms.practice.rehearsal.judging import Verdict, judge
from lms.practice.rehearsal.moves import entries_of
from lms.practice.rehearsal.table import SEATS, Table, expert, set_table

WATCHED = 40
"""Variants that the checker plays."""


class RehearsalLab:
    """Moves: `{"seat": "bhcm"}`, then the entries of each turn of that seat; see `moves`."""

    kind = "rehearsal"

    def begin(self, exercise: Exercise, seed: int) -> Table:
        """The sheet of this variant, nobody seated."""
        return set_table(body_of(exercise), exercise.id, seed)

    def move(self, exercise: Exercise, state: Table, move: Move) -> Table:
        """Sit down, or take the open turn; the other seat then takes its own."""
        if not state.seats:
            seat = move.get("seat")
            if not isinstance(seat, str) or seat not in SEATS:
                raise Refused("Choose a seat.", field="seat")
            return replace(state, seats=(seat,)).run_on()
        return state.with_turn(entries_of(body_of(exercise), state, move), stored=False).run_on()

    def ended(self, state: Table) -> bool:
        """Over once the last case is read back."""
        return bool(state.seats) and state.next is None

    def marks(self, exercise: Exercise, state: Table) -> tuple[Mark, ...]:
        """Right entries of all, under the duty of each turn."""
        return marks_of(body_of(exercise), verdicts(body_of(exercise), state))

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Variants that an expert cannot play to the end from either seat, with everything right."""
        body, found = body_of(exercise), []
        for seed in range(WATCHED):
            for seat in SEATS:
                state = self.move(exercise, self.begin(exercise, seed), {"seat": seat})
                while not self.ended(state):
                    state = self.move(exercise, state, expert(state))
                if len(state.cases) < body.places or any(each.right < each.of for each in verdicts(body, state)):
                    found.append(f"Variant {seed} cannot be played without a fault from the seat `{seat}`.")
        return found[:1]


def body_of(exercise: Exercise) -> RehearsalBody:
    """The sheet and the scripts of a rehearsal."""
    body = exercise.body
    assert isinstance(body, RehearsalBody)
    return body


def verdicts(body: RehearsalBody, table: Table) -> tuple[Verdict, ...]:
    """What every turn was worth that somebody at the table took."""
    return tuple(judge(body, table, each) for each in table.turns if not each.stored)


def marks_of(body: RehearsalBody, found: Sequence[Verdict]) -> tuple[Mark, ...]:
    """Verdicts by duty; asking counts with advising."""
    return sum_of(
        [
            Mark(
                body.duty("advise" if each.turn.kind == "ask" else each.turn.kind),
                each.right,
                each.of,
                each.safety_missed,
            )
            for each in found
        ]
    )
