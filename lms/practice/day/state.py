"""Where a day stands: the clock, the inbox, who is at the door, and everything that happened so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lms.practice.day.rules import Given
from lms.practice.day.variant import Variant

What = Literal["do", "hand", "answer", "missed", "slipped", "wait"]


@dataclass(frozen=True)
class Lying:
    """Something at a moment: in the inbox since then, or on its way until then."""

    at: int
    id: str


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `to` is the colleague or the option; `right` what an experienced care manager would say."""

    what: What
    id: str
    begins: int
    ends: int
    to: str = ""
    right: bool = True


@dataclass(frozen=True)
class State:
    """A run of one variant. `block` counts from 0 and stands behind the last one when the run is over."""

    variant: Variant
    block: int
    clock: int
    inbox: tuple[Lying, ...] = ()
    coming: tuple[Lying, ...] = ()
    calls: tuple[Lying, ...] = ()
    pending: str | None = None
    met: tuple[Lying, ...] = ()
    put_off: tuple[str, ...] = ()
    log: tuple[Entry, ...] = ()
    over: bool = False

    @property
    def open(self) -> tuple[Given, ...]:
        """The tasks in the inbox, in the order in which they came."""
        return tuple(self.variant.task(each.id) for each in self.inbox)

    @property
    def danger(self) -> tuple[str, ...]:
        """Matters of safety that lie open."""
        return tuple(given.id for given in self.open if given.safety)

    def arrived(self, name: str) -> int | None:
        """When something came; None: it has not."""
        return next((each.at for each in self.met if each.id == name), None)

    def entry(self, name: str, *whats: What) -> Entry | None:
        """The first thing of these kinds that happened to a task or an interruption."""
        return next((each for each in self.log if each.id == name and each.what in whats), None)
