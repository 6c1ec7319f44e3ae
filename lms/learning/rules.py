"""What is done, what is left and what comes next; what a note may hold. Pure; minutes are planned minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

NOTE_MOST = 20_000
"""Characters that a note may have."""


@dataclass(frozen=True)
class Done:
    """A completed requirement: the local day and the planned minutes it earned."""

    requirement_id: str
    on: date
    minutes: int


@dataclass(frozen=True)
class Progress:
    """A person against a set of requirements."""

    required: tuple[str, ...]
    done: tuple[Done, ...]
    minutes_required: int
    minutes_done: int
    next_id: str | None

    @property
    def complete(self) -> bool:
        """All required parts are done. False on an empty set: nothing to do yet is not done (C61)."""
        return bool(self.required) and self.next_id is None

    @property
    def finished_on(self) -> date | None:
        """The day of the last required completion, or None while something is open."""
        return max(each.on for each in self.done) if self.complete else None


def progress(required: Sequence[str], minutes_of: Mapping[str, int], done: Sequence[Done]) -> Progress:
    """Progress over `required`, each counted once however many roles ask for it.

    Done parts count with the minutes they earned on the day, open parts with today's planned minutes.
    """
    wanted = tuple(dict.fromkeys(required))
    by_id = {each.requirement_id: each for each in done}
    counted = tuple(by_id[each] for each in wanted if each in by_id)
    earned = sum(each.minutes for each in counted)
    left = sum(minutes_of[each] for each in wanted if each not in by_id)
    upcoming = next((each for each in wanted if each not in by_id), None)
    return Progress(wanted, counted, earned + left, earned, upcoming)


def tidy_note(text: str) -> str:
    """The text as it is kept: line ends alike, nothing else touched but blank space at its end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip()


def note_problem(text: str) -> str | None:
    """Why a text cannot be kept as a note, in a sentence; None when it can."""
    if len(text) <= NOTE_MOST:
        return None
    return (
        f"A note holds {NOTE_MOST:,} characters, and this one has {len(text):,}. "
        "Nothing is lost: shorten it, or put a part of it under a heading of the lesson."
    )


def join_notes(above: str, below: str) -> str:
    """Two notes as one, a blank line between them."""
    return "\n\n".join(part for part in (above, below) if part)


def matches(text: str, title: str, heading: str, words: str) -> bool:
    """Whether a note, with the names of what it is about, holds every word; capitals do not matter."""
    held = f"{text} {title} {heading}".casefold()
    return all(word in held for word in words.casefold().split())


@dataclass(frozen=True)
class Read:
    """The text somebody knows: its hash and revision, and the local day on which she completed or looked at it."""

    hash: str
    revision: int
    on: date


Change = Literal["edited", "changed"]


def change_since(read: Read, content_hash: str, revision: int) -> Change | None:
    """What became of a text since somebody read it: edited (nothing to do), changed (a raised revision), or nothing."""
    if read.hash == content_hash:
        return None
    return "changed" if revision > read.revision else "edited"


def new_since_finished(
    required: Sequence[str], done_at: Mapping[str, datetime], served_at: Mapping[str, datetime]
) -> tuple[str, ...]:
    """The open parts that came after everything required before them had been done (C47, C71).

    `done_at` and `served_at` are instants: when a part was completed, and when it was first there. Somebody who still
    had something to do when a part came has no news in it.
    """
    found = []
    for each in required:
        older = [part for part in required if served_at[part] < served_at[each]]
        finished = older and all(part in done_at and done_at[part] <= served_at[each] for part in older)
        if each not in done_at and finished:
            found.append(each)
    return tuple(found)
