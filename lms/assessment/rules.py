"""Drawing, grading and retaking a post-test. Pure: seeds and instants are handed in."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

PAUSE = timedelta(minutes=15)
FAILURES_BEFORE_PAUSE = 3
SURENESS = ("sure", "fairly", "guessing")
UNSAID = "unsaid"


@dataclass(frozen=True)
class BankItem:
    """An item as the draw sees it."""

    id: str
    objective: str


@dataclass(frozen=True)
class Past:
    """An attempt that was handed in, at a UTC instant."""

    handed_in_at: datetime
    passed: bool


@dataclass(frozen=True)
class Share:
    """Right answers for one objective."""

    objective: str
    right: int
    of: int


@dataclass(frozen=True)
class Judged:
    """One graded answer; `sureness` is one of SURENESS, None when the learner did not say."""

    item_id: str
    objective: str
    right: bool
    sureness: str | None


@dataclass(frozen=True)
class Misjudged:
    """The items of one objective of which a learner was sure, and wrong."""

    objective: str
    item_ids: tuple[str, ...]


@dataclass(frozen=True)
class Calibration:
    """Of the answers with this sureness (None: not said), how many were right."""

    sureness: str | None
    right: int
    of: int


def needed(drawn: int, pass_mark: Fraction) -> int:
    """Right answers needed: the pass mark of what was drawn, rounded up (15 at 80 % are 12)."""
    return math.ceil(pass_mark * drawn)


def percentage(part: int, whole: int) -> int:
    """The true percentage, rounded down, so that nothing reads better than it is. A whole of 0 is 0."""
    return part * 100 // whole if whole else 0


def draw(bank: Sequence[BankItem], count: int, seed: str, seen: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """Item ids for one attempt: every objective covered as evenly as the bank allows, least seen items first.

    The same bank, count, seed and history give the same draw. `count` above the bank takes the whole bank.
    """
    seen = seen or {}
    chance = random.Random(f"draw {seed}")
    piles: dict[str, list[BankItem]] = {}
    for item in bank:
        piles.setdefault(item.objective, []).append(item)
    for pile in piles.values():
        chance.shuffle(pile)
        pile.sort(key=lambda item: seen.get(item.id, 0), reverse=True)
    order = list(piles)
    chance.shuffle(order)
    chosen: list[str] = []
    while len(chosen) < min(count, len(bank)):
        for objective in order:
            if piles[objective] and len(chosen) < count:
                chosen.append(piles[objective].pop().id)
    chance.shuffle(chosen)
    return tuple(chosen)


def option_order(option_ids: Sequence[str], seed: str, item_id: str) -> tuple[str, ...]:
    """The order in which one attempt shows an item's options."""
    order = list(option_ids)
    random.Random(f"options {seed} {item_id}").shuffle(order)
    return tuple(order)


def may_start_at(past: Sequence[Past]) -> datetime | None:
    """The earliest instant of the next attempt, or None for at once.

    Attempts are unlimited; from the third failure without a pass on, fifteen minutes lie between them.
    """
    failures = [each for each in past if not each.passed]
    if any(each.passed for each in past) or len(failures) < FAILURES_BEFORE_PAUSE:
        return None
    return max(each.handed_in_at for each in failures) + PAUSE


def shares(graded: Sequence[tuple[str, bool]]) -> tuple[Share, ...]:
    """Right answers by objective, in order of first appearance, from (objective, right) pairs."""
    total: dict[str, list[int]] = {}
    for objective, right in graded:
        count = total.setdefault(objective, [0, 0])
        count[0] += right
        count[1] += 1
    return tuple(Share(objective, right, of) for objective, (right, of) in total.items())


def pass_sentence(needed_count: int, drawn: int) -> str:
    """What passing takes, said before the start; the one wording for every page (C62)."""
    return f"To pass you need {needed_count} of {drawn} right ({percentage(needed_count, drawn)} %)."


def sure_but_wrong(judged: Sequence[Judged]) -> tuple[Misjudged, ...]:
    """What a learner is sure of and wrong about, by objective in order of first appearance (C69).

    Such a mistake is the one she would carry to a patient unasked. An answer left empty counts as said by nobody.
    """
    found: dict[str, list[str]] = {}
    for each in judged:
        if each.sureness == "sure" and not each.right:
            found.setdefault(each.objective, []).append(each.item_id)
    return tuple(Misjudged(objective, tuple(items)) for objective, items in found.items())


def calibration(judged: Sequence[Judged]) -> tuple[Calibration, ...]:
    """How often she was right, by how sure she was: surest first, what was not said last. Empty when she never said."""
    if all(each.sureness is None for each in judged):
        return ()
    rows = ((said, [each.right for each in judged if each.sureness == said]) for said in (*SURENESS, None))
    return tuple(Calibration(said, sum(rights), len(rights)) for said, rights in rows if rights)


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
class Wanted:
    """So many of each course objective (`counts`); at least `shown` that show something, at most `recall` that recall."""

    counts: Mapping[str, int]
    shown: int
    recall: int


def draw_over(bank: Sequence[Question], wanted: Wanted, seed: str, seen: Mapping[str, int]) -> tuple[Question, ...]:
    """The questions of one attempt, in the order they are asked.

    Each objective gets its number, those seen least often first. Then questions are exchanged within their objectives
    until enough is shown, little only recalled, and every module shows something at least once, as far as the bank
    allows: each exchange is the one that mends most, and of those the one that brings back least of what was seen.
    The same bank, numbers, seed and history give the same draw.
    """
    chance = random.Random(f"over {seed}")
    order = list(bank)
    chance.shuffle(order)
    order.sort(key=lambda each: seen.get(each.id, 0))
    chosen: list[Question] = []
    for objective, count in wanted.counts.items():
        chosen += [each for each in order if each.objective == objective][:count]
    while (better := _exchange(chosen, order, wanted, seen)) is not None:
        chosen = better
    chance.shuffle(chosen)
    return tuple(chosen)


def shortfall(chosen: Sequence[Question], wanted: Wanted) -> int:
    """By how many questions a draw falls short of what is wanted; 0 when it does not."""
    shown = sum(each.shows for each in chosen)
    silent = {each.module for each in chosen} - {each.module for each in chosen if each.shows}
    recalled = sum(each.recalls for each in chosen)
    return max(0, wanted.shown - shown) + len(silent) + max(0, recalled - wanted.recall)


def _exchange(
    chosen: list[Question], order: Sequence[Question], wanted: Wanted, seen: Mapping[str, int]
) -> list[Question] | None:
    """The draw with one question exchanged that mends most; None when no exchange mends anything."""
    short = shortfall(chosen, wanted)
    if not short:
        return None
    taken = {each.id for each in chosen}
    best: tuple[int, int, list[Question]] | None = None
    for at, old in enumerate(chosen):
        for new in order:
            if new.objective != old.objective or new.id in taken or not _differs(old, new):
                continue
            tried = [*chosen[:at], new, *chosen[at + 1 :]]
            worth = (shortfall(tried, wanted), seen.get(new.id, 0) - seen.get(old.id, 0))
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
