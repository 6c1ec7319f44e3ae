"""Keeps every ID of the course: each is used once, has the right form, and old ones lead to new ones."""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass
class Names:
    """All IDs of the course, and the aliases that lead from old IDs to today's."""

    report: Report
    known: dict[str, Named] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    _claims: list[tuple[str, str, str, int]] = field(default_factory=list)

    def claim(self, named: Named) -> None:
        """Register an ID; the second use of it is reported."""
        if not named.id:
            return
        first = self.known.get(named.id)
        if first is not None:
            where = f"{first.path}, line {first.line}"
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
        if (first := self.known.get(named.id)) and first.path == named.path and first.kind == named.kind:
            self.known[named.id] = named

    def alias(self, old: str, new: str, path: str, line: int) -> None:
        """Note that `old` is found under `new` today."""
        self._claims.append((old, new, path, line))

    def close(self) -> None:
        """Once every ID is known: report aliases that clash."""
        for old, new, path, line in self._claims:
            if old in self.known:
                self.report.add("I104", path, line, f"The alias `{old}` is the ID of a {self.known[old].kind} in use.")
            elif old in self.aliases and self.aliases[old] != new:
                self.report.add("I104", path, line, f"The alias `{old}` already leads to `{self.aliases[old]}`.")
            else:
                self.aliases[old] = new
