"""Sorting labs: a task a page; its answers are explained before the next one comes. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lms.curriculum.course import Exercise
from lms.curriculum.exercises.sorting import Entry, SortingBody, SortingTask
from lms.practice.lab import Mark, Move, Refused, sum_of

VERSION = 1


@dataclass(frozen=True)
class Answered:
    """One task with the choice made for each entry."""

    task: SortingTask
    chosen: Mapping[str, str]

    def right(self, entry: Entry) -> bool:
        """Whether this entry was put where it belongs."""
        return self.chosen[entry.id] == entry.key

    @property
    def count(self) -> int:
        """How many entries are right."""
        return sum(map(self.right, self.task.entries))


@dataclass(frozen=True)
class SortingState:
    """The tasks of this variant, what was answered, and whether the last answer is still being looked at."""

    tasks: tuple[SortingTask, ...]
    answered: tuple[Answered, ...] = ()
    looking: bool = False

    @property
    def task(self) -> SortingTask:
        """The task before the learner; while she looks at an answer, that one."""
        return self.answered[-1].task if self.looking else self.tasks[len(self.answered)]


class SortingLab:
    """Moves: `{"answers": {entry: choice}}`, then `{"go": "on"}`."""

    kind = "sorting"

    def begin(self, exercise: Exercise, seed: int) -> SortingState:
        """The tasks as written, their entries in an order that the seed gives."""
        chance = random.Random(f"sorting-{VERSION}-{exercise.id}-{seed}")
        return SortingState(tuple(_shuffled(task, chance) for task in body_of(exercise).tasks))

    def move(self, exercise: Exercise, state: SortingState, move: Move) -> SortingState:
        """Answer the task, or go on. Every entry wants a choice, and in an order or a match no choice is taken twice."""
        if state.looking:
            return replace(state, looking=False)
        given = move.get("answers")
        answers = given if isinstance(given, Mapping) else {}
        task = state.task
        known = {place.id for place in task.places}
        for entry in task.entries:
            if str(answers.get(entry.id)) not in known:
                raise Refused(f"Choose for every row; “{entry.text}” is still open.", field=entry.id)
        chosen = {entry.id: str(answers[entry.id]) for entry in task.entries}
        if task.form != "sort":
            _demand_once(task, chosen)
        return replace(state, answered=(*state.answered, Answered(task, chosen)), looking=True)

    def ended(self, state: SortingState) -> bool:
        """Over once the last answer was looked at."""
        return len(state.answered) == len(state.tasks) and not state.looking

    def marks(self, exercise: Exercise, state: SortingState) -> tuple[Mark, ...]:
        """Right entries of all, under the duty that each task names."""
        return sum_of([Mark(each.task.duty, each.count, len(each.task.entries)) for each in state.answered])

    def watch(self, exercise: Exercise) -> Sequence[str]:
        """Nothing that reading the file does not find."""
        return ()


def body_of(exercise: Exercise) -> SortingBody:
    """The tasks of a sorting lab."""
    body = exercise.body
    assert isinstance(body, SortingBody)
    return body


def _shuffled(task: SortingTask, chance: random.Random) -> SortingTask:
    entries = list(task.entries)
    written = list(entries)
    while len(entries) > 1 and entries == written:
        chance.shuffle(entries)
    return replace(task, entries=tuple(entries))


def _demand_once(task: SortingTask, chosen: Mapping[str, str]) -> None:
    met: dict[str, Entry] = {}
    for entry in task.entries:
        first = met.setdefault(chosen[entry.id], entry)
        if first is not entry:
            raise Refused(f"“{first.text}” and “{entry.text}” have the same place; each is used once.", field=entry.id)
