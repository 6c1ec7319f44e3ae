"""The day in the life: the clock and the inbox, somebody at the door, and two days side by side at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.curriculum.exercises.workday import DAY, DayBody, Outcome, clock
from lms.practice.day import expert
from lms.practice.day.lab import body_of
from lms.practice.day.machine import block_of, choices, minutes_left, next_opening, obstacle, option_of
from lms.practice.day.rules import Call, Given
from lms.practice.day.state import Entry, State
from lms.practice.day.telling import Fate, fates, numbers, passed, stretches
from lms.practice.day.words import filled, window
from lms.practice.lab_queries import Fields, Played
from lms.web.diary import diary
from lms.web.labs.face import Face, first

CAME = {
    "kept": ("ready", "In time"),
    "late": ("at risk", "Late"),
    "slipped": ("at risk", "Slipped"),
    "wrong hands": ("at risk", "Not the best way"),
    "put off": ("overdue", "Put off"),
}


@dataclass(frozen=True)
class Way:
    """One radio button: what it sends, what it says, and the minutes it takes."""

    value: str
    words: str
    minutes: int


@dataclass(frozen=True)
class Matter:
    """One row of the inbox: its sentence, when it came and has to be done, and what can be done with it now."""

    id: str
    title: str
    html: str
    minutes: int
    notes: tuple[str, ...]
    ways: tuple[Way, ...]
    obstacle: str


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """Where the day stands; `chosen` is the radio button that was saved or refused."""
    body, state = body_of(played.exercise), _state(played)
    block = block_of(body, state)
    blocks = [each for each in body.blocks if each.day == block.day]
    call = state.variant.call(state.pending) if state.pending else None
    opening = next_opening(body, state)
    return {
        "day": body.days[block.day],
        "days": len(body.days),
        "day_number": block.day + 1,
        "block": block,
        "block_number": blocks.index(block) + 1,
        "blocks": len(blocks),
        "clock": clock(state.clock),
        "ends": clock(block.ends),
        "left": minutes_left(body, state),
        "waiting": sum(given.minutes for given in state.open),
        "news": _news(body, state),
        "matters": [_matter(body, state, given) for given in state.open],
        "wait": clock(opening) if opening is not None and call is None else "",
        "call": call.interruption if call else None,
        "call_html": filled(call.interruption.html, body, call) if call else "",
        "options": _options(body, call) if call else [],
        "so_far": _so_far(body, state, block.day),
        "chosen": first(fields, "act"),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """The radio button as a move."""
    act, _, rest = form.get("act", "").partition(":")
    name, _, to = rest.partition(":")
    if act == "answer":
        return {"act": act, "option": name}
    return {"act": act, "task": name, "to": to}


def tell(played: Played) -> dict[str, Any]:
    """Both days in pictures and rows, what slipped and what it led to."""
    body, state = body_of(played.exercise), _state(played)
    other = expert.play(body, state.variant.seed)
    told = fates(body, state)
    return {
        "passed": passed(state),
        "kept": sum(fate.right for fate in told),
        "of": len(told),
        "slips": [
            _slip(body, state, fate) for fate in sorted(told, key=lambda each: not each.safety) if not fate.right
        ],
        "days": [_told_day(body, state, other, number, told) for number in range(len(body.days))],
        "ends": _day_and_time(body, body.blocks[-1].ends),
        "closing_html": body.closing_html,
    }


def _state(played: Played) -> State:
    state = played.state
    assert isinstance(state, State)  # The lab of the kind made it.
    return state


def _matter(body: DayBody, state: State, given: Given) -> Matter:
    found = [each for each in choices(body, state) if each.task == given.id]
    ways = [Way(f"do:{given.id}", "Do it now", each.minutes) for each in found if each.act == "do"]
    for each in found:
        colleague = body.colleague(each.to)
        if each.act == "hand" and colleague is not None:
            words = f"Hand it to {colleague.name}, {colleague.role}"
            ways.append(Way(f"hand:{given.id}:{each.to}", words, each.minutes))
    hindered = "" if any(way.value.startswith("do:") for way in ways) else obstacle(body, state, given, given.minutes)
    came = state.arrived(given.id) or 0
    notes = [f"{given.minutes} minutes", f"came {_when(body, state, came)}"]
    if until := window(given):
        notes.append(until if given.task.by is None else _window_with_day(body, state, given, until))
    return Matter(
        given.id,
        given.task.title,
        filled(given.task.html, body, given),
        given.minutes,
        tuple(notes),
        tuple(ways),
        hindered,
    )


def _when(body: DayBody, state: State, moment: int) -> str:
    day = moment // DAY
    same = day == block_of(body, state).day
    return f"at {clock(moment)}" if same else f"on {body.days[day].title}"


def _window_with_day(body: DayBody, state: State, given: Given, words: str) -> str:
    day = (given.task.by or 0) // DAY
    return words if day == block_of(body, state).day else f"{words} on {body.days[day].title}"


def _options(body: DayBody, call: Call) -> list[Way]:
    return [
        Way(f"answer:{option.id}", filled(option.html, body, call), option.minutes)
        for option in call.interruption.options
    ]


def _news(body: DayBody, state: State) -> list[dict[str, str]]:
    """What the last move led to: its own outcome, and what lapsed or slipped with it."""
    started = max((at for at, each in enumerate(state.log) if each.what in ("do", "hand", "answer", "wait")), default=0)
    found = []
    for entry in state.log[started:]:
        each, outcome = _outcome(state, entry)
        if each is not None:
            lead = {"missed": "Missed", "slipped": "Slipped"}.get(entry.what, "Done")
            if entry.what == "hand":
                colleague = body.colleague(entry.to)
                lead = f"Handed to {colleague.name}" if colleague else lead
            kind = "at-risk" if entry.what in ("missed", "slipped") else "on-track"
            title = each.interruption.title if isinstance(each, Call) else each.task.title
            found.append({"lead": f"{lead}: {title}.", "html": filled(outcome.html, body, each), "kind": kind})
    return found


def _outcome(state: State, entry: Entry) -> tuple[Given | Call | None, Outcome]:
    """What an entry is about, and the outcome that it had."""
    if entry.what == "answer":
        call = state.variant.call(entry.id)
        option = option_of(call, entry.to)
        return call, option.outcome if option else Outcome()
    if entry.id not in state.variant.by_task:
        return None, Outcome()
    given = state.variant.task(entry.id)
    if entry.what == "hand":
        hand = next((each for each in given.task.hands if each.to == entry.to), None)
        return given, hand.outcome if hand else Outcome()
    return given, given.task.done if entry.what == "do" else given.task.missed


def _so_far(body: DayBody, state: State, day: int) -> list[dict[str, str]]:
    """Today's log for the margin."""
    verbs = {"do": "", "hand": "handed over", "answer": "", "missed": "missed", "slipped": "slipped"}
    found = []
    for entry in state.log:
        each, _ = _outcome(state, entry)
        if each is not None and entry.begins // DAY == day:
            title = each.interruption.title if isinstance(each, Call) else each.task.title
            note = verbs[entry.what]
            found.append({"at": clock(entry.begins), "words": f"{title}, {note}" if note else title})
    return found


def _slip(body: DayBody, state: State, fate: Fate) -> dict[str, Any]:
    """One thing that did not go as it had to, and what came of it."""
    each: Given | Call
    each = state.variant.call(fate.id) if fate.id in state.variant.by_call else state.variant.task(fate.id)
    led_to = []
    for name in fate.outcome.adds:
        at = state.arrived(name)
        if at is not None:
            title = (
                state.variant.call(name).interruption.title
                if name in state.variant.by_call
                else state.variant.task(name).task.title
            )
            led_to.append(f"{title}, {_day_and_time(body, at)}")
    standing, words = CAME[fate.came]
    return {
        "title": fate.title,
        "standing": standing,
        "came": words,
        "safety": fate.safety,
        "html": filled(fate.outcome.html, body, each),
        "late": _late(body, fate),
        "led_to": led_to,
    }


def _late(body: DayBody, fate: Fate) -> str:
    """When something was met after all; empty where it never was, or where the answer itself was the trouble."""
    entry = fate.entry
    if entry is None or entry.what not in ("do", "hand") or not entry.right or fate.came not in ("put off", "late"):
        return ""
    return _day_and_time(body, entry.begins)


def _day_and_time(body: DayBody, moment: int) -> str:
    if len(body.days) == 1:
        return f"at {clock(moment)}"
    return f"on {body.days[moment // DAY].title} at {clock(moment)}"


def _told_day(body: DayBody, state: State, other: State, day: int, told: tuple[Fate, ...]) -> dict[str, Any]:
    """One day: the diary in two widths, and a row for everything that came on it in either run."""
    order = numbers(state, other)
    names = {name: _title(state, name) for name in order}
    mine = [each for each in stretches(state, order) if each.begins // DAY == day]
    theirs = [each for each in stretches(other, order) if each.begins // DAY == day]
    blocks = [block for block in body.blocks if block.day == day]
    columns = (("You", mine), ("An experienced care manager", theirs))
    came = {fate.id: CAME[fate.came] for fate in told}
    rows = []
    for name, number in order.items():
        at = min(moment for moment in (state.arrived(name), other.arrived(name)) if moment is not None)
        if at // DAY == day:
            rows.append(_row(body, state, other, name, number, came.get(name)))
    return {
        "day": body.days[day],
        "wide": diary(blocks, columns, names, width=720),
        "thin": diary(blocks, (("You", mine), ("Experienced", theirs)), names, width=340),
        "rows": rows,
    }


def _row(
    body: DayBody, state: State, other: State, name: str, number: int, came: tuple[str, str] | None
) -> dict[str, Any]:
    each: Given | Call
    each = state.variant.call(name) if name in state.variant.by_call else state.variant.task(name)
    html = each.interruption.expert_html if isinstance(each, Call) else each.task.expert_html
    return {
        "number": number,
        "title": _title(state, name),
        "came": came or ("not started", "Could wait"),
        "mine": _spent(body, state, name),
        "theirs": _spent(body, other, name),
        "my_choice": _chosen(body, state, name),
        "their_choice": _chosen(body, other, name),
        "why": filled(html, body, each),
    }


def _chosen(body: DayBody, state: State, name: str) -> str:
    """What one run chose at an interruption, as HTML; empty where it was none or did not come."""
    entry = state.entry(name, "answer")
    if entry is None:
        return ""
    call = state.variant.call(name)
    option = option_of(call, entry.to)
    return filled(option.html, body, call) if option else ""


def _title(state: State, name: str) -> str:
    if name in state.variant.by_call:
        return state.variant.call(name).interruption.title
    return state.variant.task(name).task.title


def _spent(body: DayBody, state: State, name: str) -> str:
    """What one run did with it, in words with times."""
    entry = state.entry(name, "do", "hand", "answer")
    if entry is None:
        missed = state.entry(name, "missed", "slipped")
        if missed is not None:
            return "Missed" if missed.what == "missed" else "Slipped"
        return "Left" if state.arrived(name) is not None else "Did not come"
    times = f"{clock(entry.begins)} to {clock(entry.ends)}"
    if len(body.days) > 1:
        times = f"{body.days[entry.begins // DAY].title[:3]} {times}"
    colleague = body.colleague(entry.to)
    return f"{times}, to {colleague.name}" if entry.what == "hand" and colleague else times


FACE = Face("labs/day.html", "labs/day_debrief.html", show, read, tell)
