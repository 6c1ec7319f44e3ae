"""What a clinic needs before its first patient: which roles, and lists of things to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

CHAMPION = "pcp-champion"
"""The PCP champion: a flag on a role held, and a role of its own where a clinic says what it needs."""

Need = Literal["required", "listed"]
NEEDS: tuple[Need, ...] = get_args(Need)


@dataclass(frozen=True)
class Item:
    """One thing to do, as a checklist names it.

    owner: who does it, in words. required: it stands in the way of being ready, or of the clinic's first day.
    without_licence: asked only of somebody hired without a listed licence. example: how long it takes somewhere, told as
    an example and never as a date. leads_to: ids of tools and lessons that help. facts: what it rests on.
    """

    id: str
    title: str
    why: str
    owner: str
    required: bool = True
    without_licence: bool = False
    example: str = ""
    leads_to: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Needed:
    """A role that a clinic needs, or lists unless it says why not (R.01, R.02)."""

    role: str
    need: Need


@dataclass(frozen=True)
class Checklists:
    """What the course asks of a clinic: roles, its own items, what a hand-over asks, and onboarding by role."""

    needs: tuple[Needed, ...] = ()
    clinic: tuple[Item, ...] = ()
    handover: tuple[Item, ...] = ()
    roles: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)

    def hashed(self) -> object:
        """All of it in a form that can be hashed."""
        return [self.needs, self.clinic, self.handover, sorted(self.roles.items())]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item of every list."""
        return (*self.clinic, *self.handover, *(item for items in self.roles.values() for item in items))
