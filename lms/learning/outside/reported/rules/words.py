"""What a report is called wherever it is shown, and what an import of reports does, in words."""

from __future__ import annotations

from datetime import date
from typing import Literal

from lms.learning.outside.reported.rules.lines import Completed
from lms.people.importing.rules.facts import Change
from lms.people.importing.rules.words import day

State = Literal["reported, not verified here", "taken up, not decided yet", "accepted here", "not accepted here"]
NOT_VERIFIED: State = "reported, not verified here"


def state_of(*, taken_up: bool, accepted: bool | None) -> State:
    """Where a report stands: `accepted` is what was decided on the training that a supervisor made of it."""
    if not taken_up:
        return NOT_VERIFIED
    if accepted is None:
        return "taken up, not decided yet"
    return "accepted here" if accepted else "not accepted here"


def minutes_words(minutes: int | None) -> str:
    """`90 min`, or that nothing was said."""
    return f"{minutes:,} min" if minutes is not None else "time not said"


def what_words(title: str, provider: str, completed_on: date, minutes: int | None) -> str:
    """`Motivational interviewing, Estuary School, 4 May 2026, 90 min`, at most as long as an effect keeps."""
    return f"{title[:120]}, {provider[:100]}, {day(completed_on.isoformat())}, {minutes_words(minutes)}"


def completed_words(wish: Completed) -> str:
    """What a line reports."""
    return what_words(wish.title, wish.provider, wish.completed_on, wish.minutes)


def change_words(change: Change) -> str:
    """What changes of a report that is here already; only its minutes can."""
    before = minutes_words(int(change.before) if change.before else None)
    return f"{before} becomes {minutes_words(int(change.after))}"


def effect_words(kind: str, before: str | None, after: str | None) -> str:
    """What an import did, by the kind of effect."""
    if kind == "training":
        return f"Reported: {after}" if after else "Reported"
    before_words = minutes_words(int(before) if before else None)
    return f"Minutes: {before_words} becomes {minutes_words(int(after or 0))}" if after else "Minutes changed"
