"""Scoring labs: a patient's answers on the PHQ-9 or GAD-7, to be added up, read and acted on.

The file gives ranges and reasons; the answers themselves are drawn anew for each variant by `lms/practice/scoring.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader

Tool = Literal["phq-9", "gad-7"]
_TOOLS: tuple[Tool, ...] = get_args(Tool)
ITEMS: Mapping[str, int] = {"phq-9": 9, "gad-7": 7}
REASONS = ("total", "band-phq-9", "band-gad-7", "change", "response", "item9")


@dataclass(frozen=True)
class Form:
    """One form: the total lies in `totals`, the answer to item 9 is one of `item9`, the first score lies in `before`."""

    id: str
    who: str
    tool: Tool
    duty: str
    totals: tuple[int, int]
    item9: tuple[int, ...]
    before: tuple[int, int] | None


@dataclass(frozen=True)
class Path:
    """One thing to do about item 9. `fits` says for which answer it is right: `zero`, `above` or, for none, empty."""

    id: str
    text: str
    fits: str


@dataclass(frozen=True)
class ScoringBody:
    """The forms in order, what could be done about item 9, and the reason behind each kind of question."""

    forms: tuple[Form, ...]
    paths: tuple[Path, ...]
    reasons: Mapping[str, str]


def read_body(reader: Reader, text: Text) -> ScoringBody:
    """The keys `forms`, `paths` and `reasons` of a scoring lab."""
    forms = tuple(_read_form(each, reader) for each in reader.entries("forms", "A form"))
    if not forms:
        reader.problem("X705", "The lab has no forms.", key="forms")
    paths = tuple(
        Path(each.id(), text.plain(each, "text", place="known", voice="other"), each.text("fits", required=False))
        for each in reader.entries("paths", "A path")
    )
    if sorted(each.fits for each in paths if each.fits) != ["above", "zero"]:
        reader.problem("X705", "One path must fit `zero` and one `above`.", key="paths")
    reasons = reader.reader("reasons", "`reasons`")
    told = {name: text.inline(reasons, name, place="known") for name in REASONS} if reasons else {}
    if reasons:
        reasons.close()
    return ScoringBody(forms, paths, told)


def _read_form(reader: Reader, lab: Reader) -> Form:
    tool, duty = reader.word("tool", _TOOLS), own_duty(reader, lab)
    totals = _pair(reader, "totals", 0, 3 * ITEMS[tool])
    ninth = tuple(row for row, _ in reader.rows("item9", required=False) if type(row) is int and 0 <= row <= 3) or (0,)
    if tool == "gad-7" and reader.has("item9"):
        reader.problem("X704", "The GAD-7 has no item 9.", key="item9")
    if tool == "phq-9" and (totals[1] - min(ninth) > 24 or totals[0] < max(ninth)):
        reader.problem(
            "X704", f"Not every total from {totals[0]} to {totals[1]} can come with this item 9.", key="totals"
        )
    before = _pair(reader, "before", 10, 3 * ITEMS[tool]) if reader.has("before") else None
    return Form(reader.id(), reader.text("who"), tool, duty, totals, ninth, before)


def _pair(reader: Reader, key: str, least: int, most: int) -> tuple[int, int]:
    rows = [row for row, _ in reader.rows(key)]
    if len(rows) == 2 and isinstance(rows[0], int) and isinstance(rows[1], int) and least <= rows[0] <= rows[1] <= most:
        return rows[0], rows[1]
    reader.problem("X704", f"`{key}` must be [from, to] between {least} and {most}.", key=key)
    return least, least


KIND = Kind("scoring", "Scoring", ScoringBody, read_body, lambda body: len(body.forms))
