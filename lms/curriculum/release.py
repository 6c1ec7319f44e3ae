"""The list of every ID ever released, content/ids.lock, and the rules that hold the course to it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from lms.curriculum.names import Named, Names
from lms.curriculum.report import Report

LOCK = "content/ids.lock"
HEADER = "# Every ID ever released: id, kind, revision, hash. Written by `lms content release`; do not edit."
_LINE = re.compile(
    r"(\S+)\t(module|objective|lesson|check|case|exercise|quiz|item|term|tool|skill|stop)\t([1-9]\d{0,5})\t([0-9a-f]{64}|-)"
)


@dataclass(frozen=True)
class Released:
    """One line of ids.lock."""

    id: str
    kind: str
    revision: int
    hash: str
    line: int


def read_lock(text: str, report: Report | None = None) -> tuple[Released, ...]:
    """The lines of ids.lock; damaged ones are reported and left out."""
    found: list[Released] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.rstrip())
        if match:
            found.append(Released(match.group(1), match.group(2), int(match.group(3)), match.group(4), number))
        elif report:
            report.add("I107", LOCK, number, "This line is not `id kind revision hash`, parted by tabs.")
    return tuple(found)


def watch_lock(released: Collection[Released], names: Names, retired: Collection[str], report: Report) -> None:
    """What was released stays: under its ID, under an alias, or named as retired."""
    for old in released:
        current = names.known.get(names.aliases.get(old.id, old.id))
        if current is None:
            if old.id not in retired:
                report.add(
                    "I103", LOCK, old.line, f"The {old.kind} `{old.id}` was released and is not in the course any more."
                )
        elif current.kind != old.kind:
            report.add(
                "I106",
                current.path,
                current.line,
                f"`{old.id}` was released as a {old.kind} and is now a {current.kind}.",
            )
        elif current.revision < old.revision:
            message = f"`{current.id}` has revision {current.revision}; revision {old.revision} was released."
            report.add("I105", current.path, current.line, message)


def lock_text(names: Names, released: Collection[Released]) -> str:
    """The new text of ids.lock: all IDs of today and every ID that was ever released, sorted."""
    lines = {old.id: f"{old.id}\t{old.kind}\t{old.revision}\t{old.hash}" for old in released}
    lines |= {each.id: _line_of(each) for each in names.known.values()}
    return "\n".join((HEADER, *(lines[each] for each in sorted(lines)))) + "\n"


def _line_of(named: Named) -> str:
    return f"{named.id}\t{named.kind}\t{named.revision}\t{named.hash or '-'}"


def put_lock(folder: Path, text: str) -> Path:
    """Write ids.lock whole or not at all; answers where it is."""
    target = folder / LOCK
    temporary = target.with_name(f".{target.name}.new")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(target)
    return target
