"""One variant as data: the inbox, the interruptions, and tasks for an outsider whose keys follow by the rules. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lms.curriculum.exercises.workday import YOU, Block, DayBody, Interruption, Task, clock
from lms.practice.day.machine import begin
from lms.practice.day.rules import (
    DUE_AFTER,
    Call,
    Given,
    due_day,
    latest_start,
    may_take,
    must_today,
    right_option,
)
from lms.practice.day.variant import Variant, deal
from lms.practice.day.words import filled

RULES = {
    "today": (
        "Something in the inbox must happen today if it is a matter of safety (item9 above 0, or now is true); or if it has a window "
        "that closes today (by); or if it is a contact and days since the last one are at least due_after for its phase. "
        "Everything else can wait. Facts F2.73, F2.58, F2.17."
    ),
    "first": (
        "Of what lies in the inbox when the day begins: a matter of safety before all else; then what must happen today, "
        "the earliest latest_start first (a contact without a window has until the end of the day, less its minutes); "
        "of equals the one listed first. Facts F2.73, F4.96."
    ),
    "item-9": (
        "Right is each option in which somebody whose role assesses risk (you, or a colleague whose does names risk) "
        "acts now and the PCP is told; an option for later, for another day, or for anybody else is wrong. "
        "Facts F2.73, F2.77, F4.96."
    ),
    "hand": (
        "Something may be handed to a colleague whose does names what it needs; a matter of safety needs risk, whatever "
        "its needs say. Facts AUX.02, AUX.19, F2.30."
    ),
    "minutes": (
        "Three numbers: the minutes of all blocks; of everything in the inbox; of what is in the key of today."
    ),
}


def sample(exercise_id: str, body: DayBody, seed: int) -> dict[str, Any]:
    """The variant of a seed: blocks, people, inbox, interruptions, rules, and tasks with keys. Times as "8:05"."""
    variant = deal(body, seed)
    tasks = [given for given in variant.tasks if given.arrives is not None]
    calls = [call for call in variant.calls if call.at is not None]
    return {
        "exercise": exercise_id,
        "seed": seed,
        "blocks": [_block(each) for each in body.blocks],
        "people": [{"id": each.id, "role": each.role, "does": list(each.does)} for each in body.people],
        "due_after": dict(DUE_AFTER),
        "inbox": [_task(body, each) for each in tasks],
        "interruptions": [_call(body, each) for each in calls],
        "caused": [_caused(each) for each in _caused_of(variant)],
        "rules": RULES,
        "tasks": _questions(body, tasks, calls, seed),
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "id": block.id,
        "title": block.title,
        "begins": clock(block.begins),
        "ends": clock(block.ends),
        "minutes": block.minutes,
    }


def _task(body: DayBody, given: Given) -> dict[str, Any]:
    task, latest = given.task, latest_start(given)
    contact = {"phase": task.contact.phase, "days": given.days} if task.contact else None
    return {
        "id": task.id,
        "title": task.title,
        "text": filled(task.text, body, given, html=False),
        "who": given.who.name if given.who else None,
        "minutes": given.minutes,
        "arrives": clock(given.arrives or 0),
        "opens": None if task.opens is None else clock(task.opens),
        "by": None if task.by is None else clock(task.by),
        "latest_start": None if latest is None else clock(latest),
        "contact": contact,
        "item9": given.item9,
        "now": task.now,
        "needs": task.needs,
        "hands": [{"to": hand.to, "minutes": hand.minutes} for hand in task.hands],
        "duties": list(task.duties),
    }


def _call(body: DayBody, call: Call) -> dict[str, Any]:
    return {
        "id": call.id,
        "title": call.interruption.title,
        "text": filled(call.interruption.text, body, call, html=False),
        "who": call.who.name if call.who else None,
        "at": clock(call.at or 0),
        "item9": call.item9,
        "options": _options(body, call),
    }


def _options(body: DayBody, call: Call) -> list[dict[str, Any]]:
    found = []
    for option in call.interruption.options:
        text = filled(option.text, body, call, html=False)
        shown: dict[str, Any] = {"id": option.id, "text": text, "minutes": option.minutes}
        if option.response is not None:
            shown |= {"when": option.response.when, "by": option.response.by, "tells_pcp": option.response.tells_pcp}
        found.append(shown)
    return found


def _caused_of(variant: Variant) -> list[Task | Interruption]:
    tasks: list[Task | Interruption] = [each.task for each in variant.tasks if each.arrives is None]
    return [*tasks, *(each.interruption for each in variant.calls if each.at is None)]


def _caused(each: Task | Interruption) -> dict[str, Any]:
    return {"id": each.id, "title": each.title}


def _questions(body: DayBody, tasks: list[Given], calls: list[Call], seed: int) -> list[dict[str, Any]]:
    today = [given for given in tasks if must_today(given, given.arrives or 0, 0)]
    found = [
        _question("today", "What in the inbox must happen today?", [given.id for given in today]),
        _question("first", "It is the start of the day. What comes first?", [_first(body, seed)]),
    ]
    found += [
        _question("item-9", f"{call.interruption.title}. What do you do?", _right(body, call), about=call.id)
        for call in calls
        if call.interruption.safety
    ]
    hands = [f"{given.id}:{hand.to}" for given in tasks for hand in given.task.hands if _may(body, given, hand.to)]
    found.append(_question("hand", "What may be handed to whom (id:colleague)?", hands))
    minutes = [
        sum(block.minutes for block in body.blocks),
        sum(given.minutes for given in tasks),
        sum(given.minutes for given in today),
    ]
    return [
        *found,
        _question("minutes", "How many minutes are there, asked for, and needed for what must happen?", minutes),
    ]


def _question(name: str, words: str, key: Sequence[object], about: str | None = None) -> dict[str, Any]:
    return {"id": name, "about": about, "question": words, "rule": RULES[name], "key": list(key)}


def _right(body: DayBody, call: Call) -> list[str]:
    return [option.id for option in call.interruption.options if right_option(body, option)]


def _may(body: DayBody, given: Given, name: str) -> bool:
    colleague = body.colleague(name)
    return colleague is not None and name != YOU and may_take(colleague, given)


def _first(body: DayBody, seed: int) -> str:
    """The task of the first inbox that comes first; the day begins with something in it."""
    ends = body.ends(0)

    def rank(given: Given) -> tuple[int, int]:
        if given.safety:
            return 0, 0
        if due_day(given, given.arrives or 0) == 0:
            latest = latest_start(given)
            return 1, ends - given.minutes if latest is None else latest
        return 2, 0

    return min(begin(body, seed).open, key=rank).id
