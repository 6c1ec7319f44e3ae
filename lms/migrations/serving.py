"""Which schema a program may serve: its own, or a newer one that says it still fits. Pure.

A step that only adds what older programs need not know of (`expands = True` in its module) leaves them able to go on.
The database keeps beside its revision the oldest one whose program still fits; docs/operations.md has the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Verdict(Enum):
    """What a database's schema is to a program."""

    SAME = "ok"
    FITS = "ok, newer than this program"
    BEHIND = "another revision; run lms db upgrade"
    NEWER = "of a later version, which this program does not fit; start that version"

    @property
    def served(self) -> bool:
        """Whether the program may answer requests on it."""
        return self in (Verdict.SAME, Verdict.FITS)


@dataclass(frozen=True)
class Step:
    """One step of the schema's history; `expands`: programs made before it can go on after it."""

    revision: str
    expands: bool


def fits_from(steps: Sequence[Step]) -> str | None:
    """The oldest revision whose program fits a schema that was made by these steps, the oldest first; None: no step."""
    position = len(steps) - 1
    while position > 0 and steps[position].expands:
        position -= 1
    return steps[position].revision if steps else None


def judge(known: Sequence[str], at: str | None, fits: str | None) -> Verdict:
    """What a database at revision `at`, which programs from `fits` on fit, is to a program that knows these revisions, the newest last."""
    if at is None or not known:
        return Verdict.BEHIND
    if at == known[-1]:
        return Verdict.SAME
    if at in known:
        return Verdict.BEHIND
    return Verdict.FITS if fits in known else Verdict.NEWER
