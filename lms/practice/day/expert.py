"""How an experienced care manager spends the same day: computed on the same variant, never written down. Pure.

Danger first. Then what must happen today, what closes soonest first, handed over where a colleague's role does it. What
can wait fills the minutes that nothing else needs. Nothing is begun that would leave no room for something that must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lms.curriculum.exercises.workday import DayBody
from lms.practice.day.machine import Choice, begin, block_of, choices, move
from lms.practice.day.rules import Given, due_day, may_take, must_today, right_option
from lms.practice.day.state import State
from lms.practice.day.variant import deal


def play(body: DayBody, seed: int) -> State:
    """The end of an experienced care manager's run of a variant."""
    state = begin(body, seed)
    while not state.over:
        state = move(body, state, next_move(body, state))
    return state


def next_move(body: DayBody, state: State) -> dict[str, Any]:
    """What an experienced care manager does now."""
    if state.pending is not None:
        options = state.variant.call(state.pending).interruption.options
        return {"act": "answer", "option": next(each for each in options if right_option(body, each)).id}
    found = choices(body, state)
    for given in _in_order(body, state):
        for choice in _ways(body, found, given):
            if given.safety or _leaves_room(body, state, given, choice.minutes):
                return {"act": choice.act, "task": given.id, "to": choice.to}
    wait = next((each for each in found if each.act == "wait"), None)
    return {"act": "wait"} if wait else {"act": "close"}


def _in_order(body: DayBody, state: State) -> list[Given]:
    """The inbox as an experienced care manager takes it up: danger, then whatever closes first, then what can wait."""

    def rank(given: Given) -> tuple[int, int]:
        if given.safety:
            return 0, 0
        due = due_day(given, state.arrived(given.id) or 0)
        if due is None or due > body.blocks[-1].day:
            return 2, 0
        return 1, _last_moment(body, given, due) - given.shortest

    return sorted(state.open, key=rank)


def _last_moment(body: DayBody, given: Given, day: int) -> int:
    return min(given.task.by or body.ends(day), body.ends(day))


def _ways(body: DayBody, found: tuple[Choice, ...], given: Given) -> Iterator[Choice]:
    """The good ways to get a task done now: danger oneself, other things by whoever's role does them."""
    mine = [each for each in found if each.task == given.id]
    others = [each for each in mine if each.act == "hand" and _rightly(body, each, given)]
    own = [each for each in mine if each.act == "do"]
    yield from (*own, *others) if given.safety else (*others, *own)


def _rightly(body: DayBody, choice: Choice, given: Given) -> bool:
    colleague = body.colleague(choice.to)
    return colleague is not None and may_take(colleague, given)


def _leaves_room(body: DayBody, state: State, taken: Given, minutes: int) -> bool:
    """Whether everything else that must happen today can still begin in time when this takes its minutes first."""
    day = block_of(body, state).day
    after = state.clock + minutes
    others = [each for each in state.open if each.id != taken.id and must_today(each, state.arrived(each.id) or 0, day)]
    must = must_today(taken, state.arrived(taken.id) or 0, day)
    if not must and sum(each.shortest for each in others) > _minutes_after(body, state, after, day):
        return False
    return all(
        _fits(body, state, each, after, day) or not _fits(body, state, each, state.clock, day) for each in others
    )


def _minutes_after(body: DayBody, state: State, moment: int, day: int) -> int:
    blocks = (each for each in body.blocks[state.block :] if each.day == day)
    return sum(max(0, block.ends - max(block.begins, moment)) for block in blocks)


def _fits(body: DayBody, state: State, given: Given, moment: int, day: int) -> bool:
    """Whether a task can be begun at or after a moment and still end inside a block and its window."""
    last = _last_moment(body, given, day)
    for block in body.blocks[state.block :]:
        if block.day != day:
            break
        starts = max(moment, block.begins, given.task.opens or 0)
        if starts + given.shortest <= min(block.ends, last):
            return True
    return False


def troubles(body: DayBody, seeds: range) -> tuple[str, ...]:
    """What even an experienced care manager could not keep in these variants, as sentences for the author; at most five."""
    found: list[str] = []
    for seed in seeds:
        state = play(body, seed)
        lost = [each for each in state.log if each.what in ("missed", "slipped")]
        if lost:
            task = deal(body, seed).task(lost[0].id)
            found.append(
                f"In variant {seed} nobody can keep `{task.id}`, which must happen; give the day more minutes."
            )
        elif state.put_off:
            found.append(f"In variant {seed} nobody can meet the danger in `{state.put_off[0]}` in time.")
        if len(found) == 5:
            break
    return tuple(found)
