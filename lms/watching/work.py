"""One request or job while it is being done: its number, and what it costs the database.

The number is the one that a visitor reads on an error page, such as R-5C81-0447; the log, the answer's header and the jobs
that a request put down carry the same.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from lms.clock import stopwatch

LONGEST = 64
SAFE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")

Told = Callable[[str, float, float], None]
"""Hears of each statement once it was answered: its text without values, the stopwatch before it, seconds it took."""


@dataclass(slots=True)
class Work:
    """One request or job. `begun` and `asked` are readings of the stopwatch."""

    number: str
    begun: float
    told: tuple[Told, ...] = ()
    statements: int = 0
    database_seconds: float = 0.0
    asked: float = 0.0

    def seconds(self) -> float:
        """How long it has taken so far."""
        return stopwatch() - self.begun

    def cost(self) -> dict[str, Any]:
        """What it took so far, for the log: milliseconds in all and of the database, and how many statements."""
        return {
            "ms": round(self.seconds() * 1000, 1),
            "statements": self.statements,
            "database_ms": round(self.database_seconds * 1000, 1),
        }


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def begin(number: str | None = None, *, told: tuple[Told, ...] = ()) -> Work:
    """Begin the work of this thread; `number`: one that it has already."""
    made = Work(number or new_number(), stopwatch(), told)
    _current.set(made)
    return made


def current() -> Work | None:
    """What this thread works on; None: nothing that is watched."""
    return _current.get()


def end() -> None:
    """The work of this thread is over."""
    _current.set(None)


def current_number() -> str | None:
    """The number of what this thread works on; None: nothing that is watched."""
    work = _current.get()
    return None if work is None else work.number


def new_number() -> str:
    """A number that a person can read out, such as R-5C81-0447."""
    digits = secrets.token_hex(4).upper()
    return f"R-{digits[:4]}-{digits[4:]}"


def safe_number(sent: str | None) -> str | None:
    """A number that a proxy sent, if it is 8 to 64 letters, digits and hyphens; else None."""
    if sent is None or not 8 <= len(sent) <= LONGEST or not SAFE.fullmatch(sent):
        return None
    return sent
