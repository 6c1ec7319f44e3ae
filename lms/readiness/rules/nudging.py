"""Which letter the program writes by itself, to whom and when: by date and by risk, few, and never in quiet hours (F35, C52, C68).

Pure: a moment on the local clock of the clinic goes in, at most one nudge comes out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Kind = Literal["due date", "at risk", "digest", "follow-up"]
KINDS: dict[Kind, str] = {
    "due date": "A date comes near: 30, 14, 7 and 1 days before it",
    "at risk": "Your plan will miss its date unless something changes",
    "digest": "One summary a week of the people you look after",
    "follow-up": "A short survey sixty days after you claim credit, once for each activity",
}
"""The letters that can be switched off, and what each is for."""

NUDGES: tuple[Kind, ...] = ("due date", "at risk")
STEPS = (1, 7, 14, 30)
"""So many days before a due date."""
EVERY_DAYS = 7
NEAR_DAYS = 7
REACHED = frozenset({"not started", "on track", "at risk"})
"""Standings of people who are written to: nobody on leave, ready, done, not yet open or past the date."""
DIGEST_WEEKDAY, DIGEST_FROM = 0, time(8)
_QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Choice:
    """What somebody chose about mail. `quiet_from` and `quiet_to` are local full hours, 0 to 23; the same twice: none are quiet."""

    off: frozenset[Kind] = frozenset()
    quiet_from: int = 18
    quiet_to: int = 8
    quiet_weekends: bool = True


@dataclass(frozen=True)
class Training:
    """One role held as it stands today. `since`: the day from which it has this standing; `left`: there is something to do."""

    role_held_id: str
    standing: str
    due: date | None
    recorded_on: date
    since: date
    left: bool = True


@dataclass(frozen=True)
class Told:
    """A letter written before: its key (empty for a reminder that a person sent), and the local day."""

    key: str
    on: date


@dataclass(frozen=True)
class Nudge:
    """A letter that is due. `step`: which of the days before the date; None at risk. `key` is unique for ever."""

    role_held_id: str
    kind: Kind
    due: date | None
    step: int | None

    @property
    def key(self) -> str:
        """Role, date and what is said: the same is never said twice."""
        return f"{_about(self.role_held_id, self.due)}{'risk' if self.step is None else self.step}"


def _about(role_held_id: str, due: date | None) -> str:
    return f"{role_held_id}:{due.isoformat() if due else 'undated'}:"


def nudge_for(trainings: Iterable[Training], *, today: date, told: Iterable[Told], choice: Choice) -> Nudge | None:
    """The one letter that is due to a person on a local day, the nearest date first; None when there is none.

    At most one in seven days, or one a day about a date within seven days. Quiet hours are asked of `is_quiet`.
    """
    said = tuple(told)
    last = max((each.on for each in said), default=None)
    found = [nudge for each in trainings for nudge in _due(each, today, said) if nudge.kind not in choice.off]
    found = [each for each in found if _may(each, today, last)]
    return min(found, key=lambda each: (each.due or date.max, each.step is None, each.role_held_id), default=None)


def _due(training: Training, today: date, told: tuple[Told, ...]) -> Iterable[Nudge]:
    due, keys = training.due, {each.key for each in told}
    if training.standing not in REACHED or not training.left:
        return
    about = _about(training.role_held_id, due)
    letters = [each.on for each in told if each.key.startswith(about)]
    if due is not None and 0 <= (due - today).days <= STEPS[-1]:
        step = next(each for each in STEPS if each >= (due - today).days)
        begins = due - timedelta(days=step)
        nudge = Nudge(training.role_held_id, "due date", due, step)
        # What was past before the role was recorded is no news, and a letter since then has named the date already.
        known = training.recorded_on > begins or any(on >= begins for on in letters)
        if nudge.key not in keys and not known:
            yield nudge
    if training.standing == "at risk":
        nudge = Nudge(training.role_held_id, "at risk", due, None)
        if nudge.key not in keys and not any(on >= training.since for on in letters):
            yield nudge


def _may(nudge: Nudge, today: date, last: date | None) -> bool:
    if last is None:
        return True
    near = nudge.due is not None and 0 <= (nudge.due - today).days <= NEAR_DAYS
    return last < today if near else today >= last + timedelta(days=EVERY_DAYS)


def coming(
    trainings: Iterable[Training], *, today: date, told: Iterable[Told], choice: Choice, days: int = 45
) -> tuple[date, Nudge] | None:
    """The next letter and its day, if nothing more happens: today's, or one of the days to come. None: none of them."""
    held, said = tuple(trainings), tuple(told)
    for later in range(days + 1):
        day = today + timedelta(days=later)
        nudge = nudge_for(held, today=day, told=said, choice=choice)
        if nudge is not None and not (choice.quiet_weekends and day.weekday() >= 5):
            return day, nudge
    return None


def is_quiet(choice: Choice, at: datetime) -> bool:
    """Whether no letter leaves at this moment on the local clock."""
    if choice.quiet_weekends and at.weekday() >= 5:
        return True
    first, last = choice.quiet_from, choice.quiet_to
    if first <= last:
        return first <= at.hour < last
    return at.hour >= first or at.hour < last


def leaves_at(choice: Choice, now: datetime, zone: str) -> datetime:
    """The instant (UTC) at which a letter leaves: now, or the quarter of an hour at which the quiet hours end."""
    there = ZoneInfo(zone)
    if not is_quiet(choice, now.astimezone(there)):
        return now
    moment = now.astimezone(UTC).replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + _QUARTER
    while is_quiet(choice, moment.astimezone(there)):
        moment += _QUARTER
    return moment


def digest_monday(choice: Choice, at: datetime) -> date | None:
    """The Monday whose digest is due at this moment on the local clock: that day from eight on; None at any other time."""
    if "digest" in choice.off or at.weekday() != DIGEST_WEEKDAY or at.time() < DIGEST_FROM or is_quiet(choice, at):
        return None
    return at.date()


def hours_problem(quiet_from: int, quiet_to: int) -> str | None:
    """Why quiet hours cannot be these, in a sentence, or None: letters need three hours of a working day."""
    if not (0 <= quiet_from <= 23 and 0 <= quiet_to <= 23):
        return "Choose full hours from 00:00 to 23:00."
    if quiet_from != quiet_to and (quiet_to - quiet_from) % 24 > 21:
        return "Leave at least three hours of the day in which a letter may come. To have none, switch the letters off."
    return None
