"""The hash chain: how a line is sealed, and how to find the first one that was touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
INSTALLATION = "installation"


@dataclass(frozen=True)
class Line:
    """One line as stored; `salt` and `details` are None when the details were erased."""

    chain: str
    number: int
    at: datetime
    actor_id: str | None
    act: str
    subject_kind: str
    subject_id: str
    details_hash: str
    previous_hash: str
    hash: str
    salt: str | None = None
    details: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Break:
    """The first line that does not hold, and why, in a sentence. `fields` are those of which one cannot be right."""

    chain: str
    number: int
    reason: str
    fields: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """The fields in words: `what was done (act)`; empty where no field of a line is to blame."""
        return " or ".join(f"{FIELDS[each]} ({each})" for each in self.fields)

    @property
    def sentence(self) -> str:
        """All of it for a person: which line, why, and what of it cannot be right."""
        return f"{self.reason} What cannot be right: {self.what}." if self.fields else self.reason


FIELDS = {
    "number": "its number",
    "at": "when",
    "actor_id": "who",
    "act": "what was done",
    "subject_kind": "the kind of thing it was done to",
    "subject_id": "which thing it was done to",
    "details_hash": "the hash of its details",
    "details": "its details",
    "previous_hash": "the hash of the line before",
    "hash": "its own hash",
}
"""Field of a line → what it says, in words."""
SAID = ("at", "actor_id", "act", "subject_kind", "subject_id")
"""The fields whose value nothing else in the line repeats."""


def _digest(parts: list[Any]) -> str:
    # A JSON array keeps the parts apart: no value can pretend to be two.
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of_details(salt: str, details: Mapping[str, Any]) -> str:
    """SHA-256 (64 hex digits) of a random salt and the details; without the salt nothing can be guessed from it."""
    return _digest([salt, dict(details)])


def hash_of_line(
    *,
    chain: str,
    number: int,
    at: datetime,
    actor_id: str | None,
    act: str,
    subject_kind: str,
    subject_id: str,
    details_hash: str,
    previous_hash: str,
) -> str:
    """SHA-256 over everything the line says and the hash before it; `at` is a UTC instant."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return _digest([chain, number, moment, actor_id, act, subject_kind, subject_id, details_hash, previous_hash])


def first_break(chain: str, lines: Iterable[Line], head: tuple[int, str] | None) -> Break | None:
    """The first line of a chain that does not hold, or None. `lines` come by number; `head` is (number, hash)."""
    number, previous = 0, START
    for line in lines:
        number += 1
        if line.number != number:
            return Break(chain, number, f"Line {number} is missing.")
        if line.previous_hash != previous:
            return Break(chain, number, f"Line {number} does not follow the line before it.")
        if line.hash != _sealed(line):
            return Break(chain, number, f"Line {number} was changed after it was written.")
        if line.salt is not None and hash_of_details(line.salt, line.details or {}) != line.details_hash:
            return Break(chain, number, f"The details of line {number} were changed after they were written.")
        previous = line.hash
    last = head or (0, START)
    if last[0] > number:
        return Break(chain, number + 1, f"Line {number + 1} is missing at the end of the chain.")
    if last != (number, previous):
        return Break(chain, number, f"The head of the chain does not point to line {number}.")
    return None


def cannot_be_right(
    line: Line, *, previous: str, following: str | None, seen: Mapping[str, Iterable[Any]]
) -> tuple[str, ...]:
    """The fields of a line that does not hold of which one was changed; empty where the line is whole in itself.

    `previous` is the hash of the line before it and `following` what the line after it holds as the hash of this one
    (None: nothing is after it). `seen` are values that stand in other lines, by field: where one of them in place of
    this line's makes it hold again, that field was changed.
    """
    if line.salt is not None and hash_of_details(line.salt, line.details or {}) != line.details_hash:
        told = hash_of_details(line.salt, line.details or {})
        return ("details_hash",) if _sealed(replace(line, details_hash=told)) == line.hash else ("details",)
    if line.hash == _sealed(line):
        return ()
    if _sealed(replace(line, previous_hash=previous)) == line.hash:
        return ("previous_hash",)
    if following is not None and _sealed(line) == following:
        return ("hash",)
    for field in SAID:
        if any(_sealed(replace(line, **{field: value})) == line.hash for value in seen.get(field, ())):
            return (field,)
    erased = ("details_hash",) if line.salt is None else ()
    return (*SAID, *erased) if following == line.hash else (*SAID, *erased, "hash")


def _sealed(line: Line) -> str:
    return hash_of_line(
        chain=line.chain,
        number=line.number,
        at=line.at,
        actor_id=line.actor_id,
        act=line.act,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        details_hash=line.details_hash,
        previous_hash=line.previous_hash,
    )
