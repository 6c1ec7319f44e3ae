"""The standings to come if nothing more happens, so that a long list can be read from stored rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lms.readiness.rules.dates import edges_of
from lms.readiness.rules.facts import Facts
from lms.readiness.rules.judge import RANKS, View, Word, view
from lms.readiness.rules.timeline import RoleTimeline, phases_for, preparation_of

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ScheduleRow:
    """From this local date on the standing is `standing`; `rank` sorts by risk, 0 first. `due_date`: None without one."""

    from_date: date
    standing: Word
    rank: int
    due_date: date | None


def schedule(timeline: RoleTimeline, facts: Facts, today: date) -> tuple[ScheduleRow, ...]:
    """Today's standing and every change to come, by date. The row in force on a day is the last one not after it.

    It agrees with the standing of every day from today on, as long as the facts do not change. When the role has ended,
    the standing of its last day stays.
    """
    return tuple(changes(timeline, facts, today))


def changes(timeline: RoleTimeline, facts: Facts, today: date) -> Iterator[ScheduleRow]:
    """The rows of `schedule`, one at a time."""
    seen = view(timeline, facts, today)
    yield _row(today, seen)
    for day in _days(timeline, facts, today):
        now = view(timeline, facts, day)
        if now.word != seen.word:
            seen = now
            yield _row(day, seen)


def _row(day: date, seen: View) -> ScheduleRow:
    return ScheduleRow(day, seen.word, RANKS[seen.word], seen.due_now)


def _days(timeline: RoleTimeline, facts: Facts, today: date) -> list[date]:
    """Every day after today on which the standing may change, in order.

    Three kinds: fixed edges (a window, a due date, a start, a pause); each day while the pace window still moves over
    completions and pauses; and, once it has come to rest, the one day on which the pace needed passes what was agreed.
    """
    preparation = preparation_of(phases_for(timeline, facts.start_date, facts.clinic_due_on, facts.window_weeks))
    opens, due = preparation.opens, preparation.due
    days = {facts.start_date, *edges_of(facts.resting)} | ({opens} if opens else set())
    if due is not None:
        days |= {due + _DAY} if due < date.max else set()
        if facts.minutes_left:
            first = max(today, opens or today)
            rest = min(due, _at_rest(timeline, facts, first))
            days |= {first + _DAY * step for step in range((rest - first).days + 1)}
            days |= _turn(timeline, facts, max(rest, first), due)
    return sorted(day for day in days if day > today and (facts.role_ended_on is None or day <= facts.role_ended_on))


def _at_rest(timeline: RoleTimeline, facts: Facts, first: date) -> date:
    """A day by which no completion or pause lies in the pace window any more and it is no longer too early to say."""
    marks = [first, *(day for day, _ in facts.done), *edges_of(facts.resting)]
    marks += [day for day in (facts.first_done_on, facts.joined_on) if day is not None]
    reach = timedelta(days=timeline.pace_window_days + timeline.too_early_days + 1)
    return max(marks) + reach if max(marks) < date.max - reach else date.max


def _turn(timeline: RoleTimeline, facts: Facts, low: date, high: date) -> set[date]:
    """The first day of (low, high] with another standing than `low`, found by halving: here it changes at most once."""
    if low >= high:
        return set()
    before = view(timeline, facts, low).word
    if view(timeline, facts, high).word == before:
        return set()
    while (high - low).days > 1:
        middle = low + _DAY * ((high - low).days // 2)
        low, high = (middle, high) if view(timeline, facts, middle).word == before else (low, middle)
    return {high}
