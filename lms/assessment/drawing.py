"""Drawing a test over the banks of all modules. Pure: the seed and what was seen before are handed in."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """An item as this draw sees it: the course objective and module it belongs to, and the id of its right option.

    `shows`: it has a table, chart, row or dialogue to read. `recalls`: it only asks to recall.
    """

    id: str
    objective: str
    module: str
    shows: bool
    recalls: bool
    key: str


@dataclass(frozen=True)
class Rules:
    """So many of each course objective (`counts`); at least `shown` that show something, at most `recall` that recall."""

    counts: Mapping[str, int]
    shown: int
    recall: int


def draw_over(bank: Sequence[Question], rules: Rules, seed: str, seen: Mapping[str, int]) -> tuple[Question, ...]:
    """The questions of one attempt, in the order they are asked.

    Each objective gets its number, those seen least often first. Then questions are exchanged within their objectives
    until the rules hold and every module shows something at least once, as far as the bank allows: each exchange is the
    one that mends most, and of those the one that brings back least of what was seen.
    The same bank, rules, seed and history give the same draw.
    """
    chance = random.Random(f"over {seed}")
    order = list(bank)
    chance.shuffle(order)
    order.sort(key=lambda each: seen.get(each.id, 0))
    chosen: list[Question] = []
    for objective, count in rules.counts.items():
        chosen += [each for each in order if each.objective == objective][:count]
    while (better := _exchange(chosen, order, rules, seen)) is not None:
        chosen = better
    chance.shuffle(chosen)
    return tuple(chosen)


def wanting(chosen: Sequence[Question], rules: Rules) -> int:
    """By how many questions a draw falls short of the rules; 0 when they hold."""
    shown = sum(each.shows for each in chosen)
    silent = {each.module for each in chosen} - {each.module for each in chosen if each.shows}
    recalled = sum(each.recalls for each in chosen)
    return max(0, rules.shown - shown) + len(silent) + max(0, recalled - rules.recall)


def _exchange(
    chosen: list[Question], order: Sequence[Question], rules: Rules, seen: Mapping[str, int]
) -> list[Question] | None:
    """The draw with one question exchanged that mends most; None when no exchange mends anything."""
    short = wanting(chosen, rules)
    if not short:
        return None
    taken = {each.id for each in chosen}
    best: tuple[int, int, list[Question]] | None = None
    for at, old in enumerate(chosen):
        for new in order:
            if new.objective != old.objective or new.id in taken or not _differs(old, new):
                continue
            tried = [*chosen[:at], new, *chosen[at + 1 :]]
            worth = (wanting(tried, rules), seen.get(new.id, 0) - seen.get(old.id, 0))
            if worth[0] < short and (best is None or worth < best[:2]):
                best = (*worth, tried)
    return best[2] if best else None


def _differs(old: Question, new: Question) -> bool:
    return (old.shows, old.recalls, old.module) != (new.shows, new.recalls, new.module)


def orders(chosen: Sequence[Question], option_ids: Sequence[str], seed: str) -> dict[str, tuple[str, ...]]:
    """For each question the order of its options: its key stands in each place as often as in the others, give or take one."""
    chance = random.Random(f"places {seed}")
    places = [number % len(option_ids) for number in range(len(chosen))]
    chance.shuffle(places)
    found: dict[str, tuple[str, ...]] = {}
    for question, place in zip(chosen, places, strict=True):
        others = [each for each in option_ids if each != question.key]
        chance.shuffle(others)
        found[question.id] = (*others[:place], question.key, *others[place:])
    return found
