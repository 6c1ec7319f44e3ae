"""The working day as a state machine: doing, handing over, waiting and closing a block move the clock. Pure.

What fits is refused or allowed by minutes; only danger may run over the end of a block, and takes from the next one.
A matter of safety is put off when anything else is done while it lies open, or when it goes to somebody who cannot
assess risk; then the run is not passed, whatever else was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from lms.curriculum.exercises.workday import DAY, Block, DayBody, Hand, Option, Outcome, clock
from lms.practice.day.rules import Call, Given, may_take, must_today, right_option
from lms.practice.day.state import Entry, Lying, State
from lms.practice.day.variant import deal

Act = Literal["do", "hand", "wait", "close"]


class NotPossible(Exception):
    """A move that cannot be made now, with a sentence fit to show; `field` names the entry it is about."""

    def __init__(self, sentence: str, field: str = "act") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True)
class Choice:
    """One thing that can be done now, and the minutes it takes."""

    act: Act
    minutes: int
    task: str = ""
    to: str = ""


def begin(body: DayBody, seed: int) -> State:
    """The first morning of the variant that a seed gives."""
    variant = deal(body, seed)
    coming = [Lying(given.arrives, given.id) for given in variant.tasks if given.arrives is not None]
    calls = [Lying(call.at, call.id) for call in variant.calls if call.at is not None]
    state = State(variant, 0, body.blocks[0].begins, coming=_sorted(coming), calls=_sorted(calls))
    return _settle(body, state)


def block_of(body: DayBody, state: State) -> Block:
    """The block the run stands in; the last one when it is over."""
    return body.blocks[min(state.block, len(body.blocks) - 1)]


def minutes_left(body: DayBody, state: State) -> int:
    """Minutes left in the block, never below zero."""
    return max(0, block_of(body, state).ends - state.clock)


def obstacle(body: DayBody, state: State, given: Given, minutes: int) -> str:
    """Why something cannot be begun now, as a sentence; empty: it can."""
    opens = given.task.opens
    if opens is not None and opens > state.clock:
        return f"Not before {moment_words(body, state, opens)}."
    if given.safety:
        return ""
    left = minutes_left(body, state)
    if minutes > left:
        return f"Takes {minutes} minutes; {left} are left in this block."
    if given.task.by is not None and state.clock + minutes > given.task.by:
        return f"Takes {minutes} minutes; it would come too late."
    return ""


def moment_words(body: DayBody, state: State, moment: int) -> str:
    """A moment as the person in the day says it: "14:10", or "Tuesday, 14:10" on another day."""
    day = moment // DAY
    same = day == block_of(body, state).day
    return clock(moment) if same else f"{body.days[day].title}, {clock(moment)}"


def choices(body: DayBody, state: State) -> tuple[Choice, ...]:
    """Everything that can be done now; closing the block always can. Empty while somebody waits for an answer."""
    if state.over or state.pending is not None:
        return ()
    found: list[Choice] = []
    for given in state.open:
        if not obstacle(body, state, given, given.minutes):
            found.append(Choice("do", given.minutes, given.id))
        found += [
            Choice("hand", hand.minutes, given.id, hand.to)
            for hand in given.task.hands
            if not obstacle(body, state, given, hand.minutes)
        ]
    until = next_opening(body, state)
    if until is not None:
        found.append(Choice("wait", until - state.clock))
    return (*found, Choice("close", minutes_left(body, state)))


def next_opening(body: DayBody, state: State) -> int | None:
    """The next moment in this block at which something in the inbox can be begun that cannot be begun yet."""
    ends = block_of(body, state).ends
    moments = [
        given.task.opens
        for given in state.open
        if given.task.opens is not None and state.clock < given.task.opens < ends
    ]
    return min(moments, default=None)


def move(body: DayBody, state: State, made: Mapping[str, Any]) -> State:
    """The state after a move: `{"act": "do", "task"}`, `{"act": "hand", "task", "to"}`, `{"act": "wait"}`,
    `{"act": "close"}`, or `{"act": "answer", "option"}` while somebody waits. Raises NotPossible."""
    act = made.get("act")
    if state.over:
        raise NotPossible("This day is over.")
    if state.pending is not None:
        return _answer(body, state, str(made.get("option", "")) if act == "answer" else "")
    if act == "close":
        closed = replace(_put_off(state, ""), clock=max(state.clock, block_of(body, state).ends))
        return _settle(body, closed)
    if act == "wait":
        return _wait(body, state)
    if act in ("do", "hand"):
        return _act(body, state, str(act), str(made.get("task", "")), str(made.get("to", "")))
    raise NotPossible("Choose what you do next.")


def _answer(body: DayBody, state: State, name: str) -> State:
    call = state.variant.call(state.pending or "")
    option = next((each for each in call.interruption.options if each.id == name), None)
    if option is None:
        raise NotPossible("Choose what you do.", "option")
    right = right_option(body, option)
    ends = state.clock + option.minutes
    log = (*state.log, Entry("answer", call.id, state.clock, ends, option.id, right))
    put_off = state.put_off if right or not call.interruption.safety else (*state.put_off, call.id)
    after = replace(state, clock=ends, pending=None, log=log, put_off=put_off)
    return _settle(body, _follow(body, after, option.outcome, ends))


def _wait(body: DayBody, state: State) -> State:
    until = next_opening(body, state)
    if until is None:
        raise NotPossible("There is nothing to wait for in this block.")
    entry = Entry("wait", "", state.clock, until)
    return _settle(body, replace(_put_off(state, ""), clock=until, log=(*state.log, entry)))


def _act(body: DayBody, state: State, act: str, name: str, to: str) -> State:
    given = next((each for each in state.open if each.id == name), None)
    if given is None:
        raise NotPossible("That is no longer in the inbox.")
    hand = next((each for each in given.task.hands if each.to == to), None) if act == "hand" else None
    if act == "hand" and hand is None:
        raise NotPossible("That cannot be handed to this person.")
    minutes = hand.minutes if hand else given.minutes
    if why := obstacle(body, state, given, minutes):
        raise NotPossible(why)
    right = hand is None or _rightly(body, hand, given)
    entry = Entry("hand" if hand else "do", name, state.clock, state.clock + minutes, to if hand else "", right)
    after = replace(
        _put_off(state, name),
        clock=state.clock + minutes,
        inbox=tuple(each for each in state.inbox if each.id != name),
        log=(*state.log, entry),
    )
    if given.safety and not right:
        after = replace(after, put_off=_with(after.put_off, name))
    outcome = hand.outcome if hand else given.task.done
    return _settle(body, _follow(body, after, outcome, after.clock))


def _rightly(body: DayBody, hand: Hand, given: Given) -> bool:
    colleague = body.colleague(hand.to)
    return colleague is not None and may_take(colleague, given)


def _put_off(state: State, acted: str) -> State:
    """Danger that lies open while something else is done is put off."""
    if acted in state.danger:
        return state
    put_off = state.put_off
    for name in state.danger:
        put_off = _with(put_off, name)
    return replace(state, put_off=put_off)


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return names if name in names else (*names, name)


def _settle(body: DayBody, state: State) -> State:
    """Let everything happen that happens by itself, until somebody must choose or the run is over."""
    while not state.over:
        arrived = _arrive(state)
        settled = _lapse(body, arrived)
        if settled != arrived:
            state = settled
            continue
        state = arrived
        if state.calls and state.calls[0].at <= state.clock:
            first = state.calls[0]
            return replace(
                state, pending=first.id, calls=state.calls[1:], met=(*state.met, Lying(state.clock, first.id))
            )
        block = body.blocks[state.block]
        if state.clock < block.ends or any(name not in state.put_off for name in state.danger):
            return state
        following = body.blocks[state.block + 1] if state.block + 1 < len(body.blocks) else None
        if following is None or following.day != block.day:
            state = _end_day(body, state, block.day)
        begins = state.clock if following is None else max(state.clock, following.begins)
        state = replace(state, block=state.block + 1, clock=begins, over=following is None)
    return state


def _arrive(state: State) -> State:
    come = tuple(each for each in state.coming if each.at <= state.clock)
    if not come:
        return state
    return replace(
        state,
        coming=tuple(each for each in state.coming if each.at > state.clock),
        inbox=(*state.inbox, *come),
        met=(*state.met, *come),
    )


def _lapse(body: DayBody, state: State) -> State:
    """The first window in the inbox that is over closes, with what follows from that moment on."""
    for lying in state.inbox:
        given = state.variant.task(lying.id)
        by = None if given.safety else given.task.by
        if by is not None and state.clock >= by:
            inbox = tuple(each for each in state.inbox if each.id != given.id)
            missed = replace(state, inbox=inbox, log=(*state.log, Entry("missed", given.id, by, by, right=False)))
            return _follow(body, missed, given.task.missed, by)
    return state


def _end_day(body: DayBody, state: State, day: int) -> State:
    """What had to happen and still lies there slips, once, with what follows the next morning."""
    for lying in state.inbox:
        given = state.variant.task(lying.id)
        if must_today(given, lying.at, day) and state.entry(given.id, "slipped") is None:
            entry = Entry("slipped", given.id, state.clock, state.clock, right=False)
            state = _follow(body, replace(state, log=(*state.log, entry)), given.task.missed, state.clock)
    return state


def _follow(body: DayBody, state: State, outcome: Outcome, moment: int) -> State:
    """Bring in what an outcome adds, so many minutes after a moment; each thing comes once at most."""
    for name in outcome.adds:
        at = _moment(body, state, moment + outcome.after)
        if at is None or state.arrived(name) is not None:
            continue
        if name in state.variant.by_task and all(each.id != name for each in state.coming):
            state = replace(state, coming=_sorted([*state.coming, Lying(at, name)]))
        elif name in state.variant.by_call and all(each.id != name for each in state.calls):
            state = replace(state, calls=_sorted([*state.calls, Lying(at, name)]))
    return state


def _moment(body: DayBody, state: State, wanted: int) -> int | None:
    """When something caused comes: as wanted, the next morning once the day is over, never after the last day."""
    block = block_of(body, state)
    if wanted < body.ends(block.day):
        return wanted
    return next((each.begins for each in body.blocks if each.day > block.day), None)


def _sorted(lying: list[Lying]) -> tuple[Lying, ...]:
    return tuple(sorted(lying, key=lambda each: each.at))


def option_of(call: Call, name: str) -> Option | None:
    """An option of an interruption by id."""
    return next((each for each in call.interruption.options if each.id == name), None)
