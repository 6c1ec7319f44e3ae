"""Keeps every ID of the course: each is used once, has the right form, and old ones lead to new ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from lms.curriculum.report import Report


@dataclass(frozen=True)
class Named:
    """One released thing: its kind, where it stands, its revision and hash."""

    id: str
    kind: str
    path: str
    line: int
    revision: int = 1
    hash: str = ""


@dataclass(frozen=True)
class Alias:
    """An ID something had before, and where that is said."""

    old: str
    new: str
    path: str
    line: int


Claim = tuple[Literal["claim", "settle"], Named] | tuple[Literal["alias"], Alias]
"""Something a piece said of its ID while it was read."""


@dataclass
class Names:
    """All IDs of the course, and the aliases that lead from old IDs to today's."""

    report: Report
    known: dict[str, Named] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _aliases: list[Alias] = field(default_factory=list)
    _recorded: list[Claim] | None = None

    @contextmanager
    def recording(self) -> Iterator[list[Claim]]:
        """Write down what is claimed, settled and aliased meanwhile, for `again`."""
        before, here = self._recorded, list[Claim]()
        self._recorded = here
        try:
            yield here
        finally:
            self._recorded = before
            if before is not None:
                before += here

    def again(self, claim: Claim) -> None:
        """Say once more what was written down."""
        match claim:
            case ("claim", named):
                self.claim(named)
            case ("settle", named):
                self.settle(named)
            case ("alias", alias):
                self.alias(alias.old, alias.new, alias.path, alias.line)

    def _record(self, claim: Claim) -> None:
        if self._recorded is not None:
            self._recorded.append(claim)

    def claim(self, named: Named) -> None:
        """Register an ID; the second use of it is reported."""
        if not named.id:
            return
        self._record(("claim", named))
        first = self.known.get(named.id)
        if first is not None:
            where = f"{first.path}, line {first.line}"
            with self.report.aside():
                self.report.add(
                    "I101", named.path, named.line, f"The ID `{named.id}` is already that of a {first.kind} ({where})."
                )
            return
        self.known[named.id] = named

    def address(self, slug: str, path: str) -> None:
        """Register the name in a lab's address, of which the whole course has one set."""
        if slug in self.addresses:
            self.report.add("I101", path, None, f"Its address `{slug}` is already that of {self.addresses[slug]}.")
        self.addresses.setdefault(slug, path)

    def settle(self, named: Named) -> None:
        """Complete what was claimed with its revision and hash."""
        self._record(("settle", named))
        if (first := self.known.get(named.id)) and first.path == named.path and first.kind == named.kind:
            self.known[named.id] = named

    def alias(self, old: str, new: str, path: str, line: int) -> None:
        """Note that `old` is found under `new` today."""
        found = Alias(old, new, path, line)
        self._record(("alias", found))
        self._aliases.append(found)

    def close(self) -> None:
        """Once every ID is known: report aliases that clash."""
        for each in self._aliases:
            old, new = each.old, each.new
            if old in self.known:
                words = f"The alias `{old}` is the ID of a {self.known[old].kind} in use."
                self.report.add("I104", each.path, each.line, words)
            elif old in self.aliases and self.aliases[old] != new:
                words = f"The alias `{old}` already leads to `{self.aliases[old]}`."
                self.report.add("I104", each.path, each.line, words)
            else:
                self.aliases[old] = new
