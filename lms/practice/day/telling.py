"""What a run comes to: what had to happen and did, what slipped, and one's own day beside an experienced one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lms.curriculum.exercises.workday import DAY, DayBody, Outcome
from lms.practice.day.machine import option_of
from lms.practice.day.rules import Given, due_day, reason
from lms.practice.day.state import Entry, State

Came = Literal["kept", "late", "slipped", "put off", "wrong hands"]


@dataclass(frozen=True)
class Fate:
    """What became of one task or interruption that had to be met."""

    id: str
    title: str
    why: str
    came: Came
    safety: bool
    duties: tuple[str, ...]
    entry: Entry | None
    outcome: Outcome

    @property
    def right(self) -> bool:
        """Whether it was met as it had to be."""
        return self.came == "kept"


@dataclass(frozen=True)
class Stretch:
    """A piece of somebody's day for the picture; `number` is that of the task or interruption in the list beside it."""

    number: int
    id: str
    begins: int
    ends: int
    what: str


def passed(state: State) -> bool:
    """Whether no matter of safety was put off; nothing else can make up for one."""
    return not state.put_off


def fates(body: DayBody, state: State) -> tuple[Fate, ...]:
    """Everything that had to happen in this run, in the order in which it came. Things that could wait are not there."""
    found = []
    for lying in state.met:
        if lying.id in state.variant.by_call:
            found.append(_fate_of_call(state, lying.id))
            continue
        given = state.variant.task(lying.id)
        due = due_day(given, lying.at)
        if due is not None and due <= body.blocks[-1].day:
            found.append(_fate_of_task(state, given, due))
    return tuple(found)


def _fate_of_call(state: State, name: str) -> Fate:
    call = state.variant.call(name)
    entry = state.entry(name, "answer")
    option = option_of(call, entry.to) if entry else None
    came: Came = "kept" if entry and entry.right else "put off" if call.interruption.safety else "wrong hands"
    outcome = option.outcome if option else Outcome()
    interruption = call.interruption
    return Fate(
        name, interruption.title, "interruption", came, interruption.safety, interruption.duties, entry, outcome
    )


def _fate_of_task(state: State, given: Given, due: int) -> Fate:
    settled = state.entry(given.id, "do", "hand")
    missed = state.entry(given.id, "missed", "slipped")
    came: Came = "kept"
    if given.id in state.put_off:
        came = "put off"
    elif settled is not None and not settled.right:
        came = "wrong hands"
    elif missed is not None:
        came = "late" if settled else "slipped"
    elif settled is None:
        came = "slipped"
    elif settled.begins // DAY > due:
        came = "late"
    outcome = _what_followed(given, settled) if settled and came in ("put off", "wrong hands") else given.task.missed
    entry = settled or missed
    return Fate(given.id, given.task.title, reason(given) or "", came, given.safety, given.task.duties, entry, outcome)


def _what_followed(given: Given, settled: Entry) -> Outcome:
    """What came of handing a task to somebody; nothing is to be told of one that was done, only later than it had to be."""
    hand = next((each for each in given.task.hands if settled.what == "hand" and settled.to == each.to), None)
    return hand.outcome if hand else Outcome()


def numbers(state: State, other: State) -> dict[str, int]:
    """A number for everything that came into either of two runs of one variant, in the order of coming."""
    first = {each.id: each.at for each in (*other.met, *state.met)}
    return {name: number for number, name in enumerate(sorted(first, key=lambda each: first[each]), 1)}


def stretches(state: State, given: Mapping[str, int]) -> tuple[Stretch, ...]:
    """What filled a run, in order, with the numbers that `numbers` gave."""
    return tuple(
        Stretch(given[each.id], each.id, each.begins, each.ends, each.what)
        for each in state.log
        if each.what in ("do", "hand", "answer") and each.ends > each.begins
    )
