"""Days of leave: pauses of a plan, and arithmetic over the days that are not paused. Pure; dates are a clinic's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple


class Pause(NamedTuple):
    """Leave, from its first to its last day, both included. `last` is None while no end is known."""

    first: date
    last: date | None = None
    reason: str = ""


def rests(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, those that touch or overlap made one; an open end is `date.max` here."""
    merged: list[Pause] = []
    for first, last, reason in sorted(pauses, key=lambda pause: pause.first):
        end = last or date.max
        if merged and (first - (merged[-1].last or date.max)).days <= 1:
            before = merged[-1]
            reasons = "; ".join(dict.fromkeys(text for text in (before.reason, reason) if text))
            merged[-1] = Pause(before.first, max(before.last or date.max, end), reasons)
        else:
            merged.append(Pause(first, end, reason))
    return tuple(merged)


def pause_on(day: date, resting: Iterable[Pause]) -> Pause | None:
    """The pause in force on a day. `resting` comes from `rests`."""
    return next((pause for pause in resting if pause.first <= day <= (pause.last or date.max)), None)


def free_days(first: date, last: date, resting: Iterable[Pause]) -> int:
    """How many days from `first` to `last`, both included, are not paused; 0 when `last` is before `first`."""
    days = max(0, (last - first).days + 1)
    for pause in resting:
        overlap = (min(last, pause.last or date.max) - max(first, pause.first)).days + 1
        days -= max(0, overlap)
    return max(0, days)


def free_day_after(day: date, count: int, resting: Iterable[Pause]) -> date | None:
    """The `count`-th day after `day` that is not paused (`count` at least 1); None when there is no such day."""
    for pause in resting:
        end = pause.last or date.max
        if end <= day:
            continue
        before = max(0, (pause.first - day).days - 1)
        if before >= count:
            break
        count -= before
        day = end
    return day + timedelta(days=count) if count <= (date.max - day).days else None


def edges_of(resting: Iterable[Pause]) -> tuple[date, ...]:
    """The first day of every pause, and the day after every pause that ends."""
    begins = [pause.first for pause in resting]
    ends = [pause.last + timedelta(days=1) for pause in resting if pause.last is not None and pause.last < date.max]
    return tuple(begins + ends)
