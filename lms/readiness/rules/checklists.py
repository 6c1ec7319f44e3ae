"""Lists of things to do before the first patient: where an item stands on a day, and what is still open. Pure.

Dates are the clinic's local dates. Nothing here has a date of its own: whoever sets one is named with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

State = Literal["not started", "in progress", "done", "not needed"]
STATES: tuple[State, ...] = get_args(State)
NOTE_MOST = 500
OWNER_MOST = 200
TITLE_MOST = 200


@dataclass(frozen=True)
class Entry:
    """One entry about an item. `due_on` is the clinic's own date; None: none was set."""

    item_id: str
    number: int
    state: State
    on: date
    owner: str = ""
    due_on: date | None = None
    note: str = ""
    by: str | None = None
    """The account that made it; None: the command line, or nobody yet."""


@dataclass(frozen=True)
class Asked:
    """An item as one list asks it; `own`: the clinic put it there. Given from the course or the clinic's own."""

    id: str
    title: str
    owner: str
    required: bool
    own: bool = False
    since: date | None = None
    """The day on which the clinic put it there; None: the course asks it."""
    withdrawn_on: date | None = None

    def stands_on(self, day: date) -> bool:
        """Whether it is on the list on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.withdrawn_on is None or day < self.withdrawn_on)


@dataclass(frozen=True)
class Line:
    """An item with the entry that counts on a day, and how many entries there are by then."""

    item: Asked
    state: State
    last: Entry | None
    entries: int

    @property
    def owner(self) -> str:
        """Who sees to it: named by the clinic, else as the list says."""
        return (self.last.owner if self.last else "") or self.item.owner

    @property
    def due_on(self) -> date | None:
        """The clinic's own date; None: nobody set one."""
        return self.last.due_on if self.last else None

    @property
    def closed(self) -> bool:
        """Whether nothing is left to do about it: done, or not needed here."""
        return self.state in {"done", "not needed"}

    def late_on(self, day: date) -> bool:
        """Whether the clinic's own date is over and the item is open."""
        return not self.closed and self.due_on is not None and self.due_on < day


def lines(items: Sequence[Asked], entries: Iterable[Entry], day: date) -> tuple[Line, ...]:
    """Every item that stands on the list on `day`, in order, with what had been entered by then."""
    by_item: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.on <= day:
            by_item.setdefault(entry.item_id, []).append(entry)
    found = []
    for item in items:
        if not item.stands_on(day):
            continue
        known = sorted(by_item.get(item.id, []), key=lambda entry: entry.number)
        last = known[-1] if known else None
        found.append(Line(item, last.state if last else "not started", last, len(known)))
    return tuple(found)


def open_required(found: Iterable[Line]) -> int:
    """How many required items stand in the way."""
    return sum(line.item.required and not line.closed for line in found)


def closed_of(found: Sequence[Line]) -> tuple[int, int]:
    """How many items are closed, and of how many."""
    return sum(line.closed for line in found), len(found)


def problems(entry: Entry, today: date) -> Mapping[str, str]:
    """What cannot be taken of an entry, by field, each in a sentence; empty: all of it can."""
    found: dict[str, str] = {}
    if entry.state not in STATES:
        found["state"] = "Choose how it stands."
    if entry.state == "not needed" and not entry.note.strip():
        found["note"] = "Say why it is not needed here; the reason stays with the list."
    for field, text, most in (("note", entry.note, NOTE_MOST), ("owner", entry.owner, OWNER_MOST)):
        if len(text) > most:
            found[field] = f"Use at most {most} characters."
        elif any(not character.isprintable() and character not in "\n\r" for character in text):
            found[field] = "There is a character here that cannot be printed. Type it again."
    if entry.due_on is not None and entry.state not in {"done", "not needed"} and entry.due_on < today:
        found["due_on"] = "Choose a day that is still to come, or none."
    elif entry.due_on is not None and entry.due_on.year > today.year + 10:
        found["due_on"] = "Choose a day within ten years, or none."
    return found
