"""Markdown files with front matter: their two halves, and the hash by which an edition is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import date
from typing import Any

from lms.curriculum.folder import Folder, slug_of
from lms.curriculum.shape import Reader

NOT_HASHED = ("review", "review_by")


@dataclass(frozen=True)
class Draft:
    """A lesson or case as its file has it, before anything is rendered; `line` is the number of the first body line."""

    path: str
    slug: str
    module_id: str
    id: str
    reader: Reader
    lines: tuple[str, ...]
    line: int


def read_draft(folder: Folder, path: str, module_id: str, what: str) -> Draft | None:
    """Split a file into front matter and body; None when it has no front matter to speak of."""
    text = folder.text(path)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        folder.report.add("S106", path, 1, "The file does not begin with front matter between lines of three dashes.")
        return None
    end = next((index for index, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        folder.report.add("S106", path, 1, "The front matter is not closed by a line of three dashes.")
        return None
    value = folder.parse(path, "\n".join(lines[1:end]) + "\n", first_line=2)
    if value is None:
        return None
    reader = Reader(value, folder.report, path, what)
    if not reader.sound:
        return None
    return Draft(path, slug_of(path), module_id, reader.id(), reader, tuple(lines[end + 1 :]), end + 2)


def hash_of(*values: Any) -> str:
    """SHA-256, 64 hex digits, of values that make up a piece of content; who reviewed it is left out."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=_plainly, ensure_ascii=False).encode()).hexdigest()


def hashed(table: Mapping[str, Any]) -> dict[str, Any]:
    """What of a front matter counts for the hash."""
    return {key: value for key, value in table.items() if key not in NOT_HASHED}


def _plainly(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, date) else str(value)
