"""What a diagnostic may let somebody skip, and how her placement in a module stands. Pure; minutes are planned minutes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from lms.curriculum.course import RequirementKind

ROLE = "bhcm"
"""The role whose experienced holders may be placed: its pathway is the whole course."""
SKIPPABLE: tuple[RequirementKind, ...] = ("case", "lab")
"""Practice. A lesson is not skipped, and a test never: it is what shows the knowledge."""

State = Literal["none", "offered", "under way", "not passed", "passed", "skipped", "undone", "nothing open"]


def skippable(
    required: Sequence[str], kind_of: Mapping[str, RequirementKind], settled: Collection[str]
) -> tuple[str, ...]:
    """The required practice of a module that is still open, in order: neither done nor waived."""
    return tuple(each for each in required if kind_of[each] in SKIPPABLE and each not in settled)


def state_of(
    *,
    offered: bool,
    still_open: bool,
    under_way: bool,
    passed: bool | None,
    skipped: bool,
    undone: bool,
) -> State:
    """Where somebody stands with a module's diagnostic. `passed` is None before it is handed in.

    offered: there is one and her role may take it; still_open: there is practice to skip; skipped: it is skipped now;
    undone: whoever looks after her took the last choice back.
    """
    if skipped:
        return "skipped"
    if passed is not None:
        if not passed:
            return "not passed"
        return "undone" if undone else "passed" if still_open else "nothing open"
    if under_way:
        return "under way"
    if not offered:
        return "none"
    return "offered" if still_open else "nothing open"
