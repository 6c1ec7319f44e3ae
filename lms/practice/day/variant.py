"""The variant of a day that a seed gives: which tasks arrive when, about whom, how long, and which interruptions. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from lms.curriculum.exercises.workday import DayBody, Interruption, Patient, Task
from lms.practice.day.rules import Call, Given

VERSION = 1


@dataclass(frozen=True)
class Variant:
    """What one run deals with; tasks and interruptions that something may cause are among them."""

    seed: int
    tasks: tuple[Given, ...]
    calls: tuple[Call, ...]

    @cached_property
    def by_task(self) -> Mapping[str, Given]:
        """The tasks by id."""
        return {each.id: each for each in self.tasks}

    @cached_property
    def by_call(self) -> Mapping[str, Call]:
        """The interruptions by id."""
        return {each.id: each for each in self.calls}

    def task(self, name: str) -> Given:
        """A task by id."""
        return self.by_task[name]

    def call(self, name: str) -> Call:
        """An interruption by id."""
        return self.by_call[name]


def deal(body: DayBody, seed: int) -> Variant:
    """The variant for a seed: the same for ever, as long as `VERSION` and the file stay."""
    chance = random.Random(f"day-{VERSION}-{seed}")
    left_out = {name for pick in body.picks for name in _left_out(pick.of, pick.count, chance)}
    cast = _Cast(body, chance)
    tasks = []
    for task in body.tasks:
        who, item9 = cast.give(task, left_out)
        minutes = chance.choice(task.minutes)
        arrives = None if task.caused else chance.choice(task.arrives)
        days = chance.choice(task.contact.days) if task.contact else None
        if task.id not in left_out:
            tasks.append(Given(task, who, minutes, arrives, days, item9))
    calls = []
    for interruption in body.interruptions:
        who, item9 = cast.give(interruption, left_out)
        at = None if interruption.caused else chance.choice(interruption.at)
        if interruption.id not in left_out:
            calls.append(Call(interruption, who, at, item9))
    return Variant(seed, tuple(tasks), tuple(calls))


class _Cast:
    """Who each thing is about; `same_as` means the patient and the answer to item 9 of something that came before."""

    def __init__(self, body: DayBody, chance: random.Random) -> None:
        self.body, self.chance = body, chance
        self.given: dict[str, tuple[Patient | None, int | None]] = {}
        self.used: set[str] = set()

    def give(self, each: Task | Interruption, left_out: set[str]) -> tuple[Patient | None, int | None]:
        """A patient not met in another thing, where there is one, and an answer to item 9."""
        fresh = [name for name in each.who if name not in self.used]
        name = self.chance.choice(fresh or list(each.who)) if each.who else ""
        item9 = self.chance.choice(each.item9) if each.item9 else None
        found = self.given.get(each.same_as or "", (self.body.patient(name), item9))
        self.given[each.id] = found
        if name and each.id not in left_out:
            self.used.add(name)
        return found


def _left_out(names: Sequence[str], count: int, chance: random.Random) -> list[str]:
    kept = chance.sample(list(names), min(count, len(names)))
    return [name for name in names if name not in kept]
