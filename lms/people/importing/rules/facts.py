"""What a line asks for, what is known already, and what will become of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from lms.people.importing.rules.columns import Columns
from lms.people.importing.rules.reading import Row, Sheet


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, or worth knowing of it: the column as the file calls it, the value, the reason."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class ClinicFact:
    """A clinic of the organisation. `may_invite`: whether this actor may take people in there."""

    id: str
    name: str
    may_invite: bool
    today: date
    may_give: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HeldFact:
    """A role that somebody holds now."""

    id: str
    start_date: date
    champion: bool
    minutes: int | None


@dataclass(frozen=True)
class PersonFact:
    """Somebody who has one of the addresses of the file. `reachable`: this actor may see them."""

    account_id: str
    name: str
    reachable: bool
    deactivated: bool
    keys: frozenset[str]
    legal_name: str | None = None
    roles: Mapping[tuple[str, str], HeldFact] = field(default_factory=dict)
    access: frozenset[tuple[str, str | None]] = frozenset()


@dataclass(frozen=True)
class Wish:
    """A line read: every cell understood. None: the file says nothing about it. `emails` are (as typed, folded) pairs."""

    name: str
    emails: tuple[tuple[str, str], ...]
    clinic: ClinicFact | None
    role: str | None
    start_date: date | None
    champion: bool | None
    minutes: int | None
    access: tuple[tuple[str, str | None], ...]
    legal_name: str | None
    invite: bool | None


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Change:
    """One thing that will be different for somebody who is here already: the field, what stands now, what will stand."""

    what: str
    before: str
    after: str


class Named(Protocol):
    """What any line asks for says whom it is about."""

    @property
    def name(self) -> str:
        """The person, as the file calls them."""


W = TypeVar("W", bound=Named)


@dataclass(frozen=True)
class Judged(Generic[W]):
    """One line and what becomes of it. `account_id` is None for somebody new, `held_id` for a new role; `remarks` refuse nothing."""

    row: Row
    outcome: Outcome
    wish: W | None
    account_id: str | None = None
    held_id: str | None = None
    known_as: str | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """Who it is about: as known here, else as the file says."""
        return self.known_as or (self.wish.name if self.wish else "")

    @property
    def place(self) -> str:
        """Where the line is: in the file, and in the spreadsheet where that is another number."""
        row = self.row
        return f"{row.line}" if row.line == row.number else f"{row.line} (row {row.number} of the sheet)"


@dataclass(frozen=True)
class Plan(Generic[W]):
    """What an import will do, line by line. Nothing has been written."""

    sheet: Sheet
    columns: Columns
    lines: tuple[Judged[W], ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are new, changed, unchanged, refused."""
        found = Counter(line.outcome for line in self.lines)
        return {str(outcome): found[outcome] for outcome in Outcome}

    def of(self, outcome: str) -> tuple[Judged[W], ...]:
        """The lines with one outcome, in the order of the file."""
        return tuple(line for line in self.lines if line.outcome == outcome)

    @property
    def good(self) -> int:
        """How many lines can be taken in."""
        return len(self.lines) - len(self.of(Outcome.REFUSED))

    @property
    def fingerprint(self) -> str:
        """Differs when what was shown is no longer what would be done."""
        told = [
            (line.row.line, line.outcome, line.account_id, line.changes, line.problems, line.wish)
            for line in self.lines
        ]
        return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
