"""The hash chain: how a line is sealed, and how to find the first one that was touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """The first line that does not hold, and why, in a sentence."""

    chain: str
    number: int
    reason: str


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
