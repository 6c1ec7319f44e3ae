"""What in a free text looks as if it could name a real patient: a record number, a birth date, a phone number.

Training needs no real patient, so whoever writes is warned. A warning never stops or changes what is written:
it may be wrong, as it only looks at the shape of figures. Codes that are taught, such as 99492, 988 or the number
that veterans text, are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Every gap has an end, so that the time to look grows with the length of a text and not with its square.
_GAP = r"\s{1,3}"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_FIGURES = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})"
_WRITTEN = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?{_GAP}{_MONTH},?{_GAP}\d{{4}}|{_MONTH}{_GAP}\d{{1,2}}(?:st|nd|rd|th)?,?{_GAP}\d{{4}})"
_DAY = rf"(?:{_FIGURES}|\d{{4}}-\d{{1,2}}-\d{{1,2}}|{_WRITTEN})"
_LONG_AGO = r"(?:19\d\d|200\d|201\d)"
_SHAPES = (
    ("an identity number", r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"),
    ("a birth date", rf"\b(?:dob|d\.o\.b\.|born|birth(?:day|date)?|date of birth)\b[^\w\n]{{0,3}}(?:\w{{1,5}}\s)?{_DAY}"),
    ("a birth date", rf"(?<!\d)\d{{1,2}}[/.-]\d{{1,2}}[/.-]{_LONG_AGO}(?!\d)|(?<!\d){_LONG_AGO}-\d{{1,2}}-\d{{1,2}}(?!\d)"),
    ("a birth date", rf"\b\d{{1,2}}(?:st|nd|rd|th)?{_GAP}{_MONTH},?{_GAP}{_LONG_AGO}\b|\b{_MONTH}{_GAP}\d{{1,2}}(?:st|nd|rd|th)?,?{_GAP}{_LONG_AGO}\b"),
    ("a phone number", r"(?<![\d-])(?:\+?1[ .-]?)?(?:\(\d{3}\)\s?|\d{3}[ .-])\d{3}[ .-]\d{4}(?![\d-])"),
    ("a phone number", r"(?<![\d-])\d{3}-\d{4}(?![\d-])|(?<!\d)\+\d[\d ]{7,14}\d|(?<!\d)1?\d{10}(?!\d)"),
    ("a record number", rf"\b(?:mrn|record|chart|patient|case|account|member)(?:{_GAP}(?:no\.?|number|id))?\s{{0,3}}[:#]?\s{{0,3}}#?[a-z]{{0,3}}-?\d{{4,}}\b"),
    ("a record number", r"\b[a-z]{1,3}-?\d{6,}\b|(?<![\d,.])\d{6,9}(?![\d,.]\d|\d)"),
)  # fmt: skip
_PATTERNS = tuple((kind, re.compile(shape, re.IGNORECASE)) for kind, shape in _SHAPES)
TAUGHT = frozenset({"838255"})
"""Numbers that the course itself gives: the one that veterans text."""


@dataclass(frozen=True)
class Finding:
    """One piece of a text and what it looks like, with its article: `a phone number`."""

    kind: str
    text: str


def identifying(text: str) -> tuple[Finding, ...]:
    """Everything in a text that looks like it, in order, each piece once and as the first thing it looks like."""
    taken = bytearray(len(text))
    found: list[tuple[int, Finding]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            first, last = match.span()
            if match[0] in TAUGHT or any(taken[first:last]):
                continue
            taken[first:last] = b"\1" * (last - first)
            found.append((first, Finding(kind, match[0])))
    return tuple(finding for _, finding in sorted(found, key=lambda each: each[0]))


def pieces(text: str) -> list[str]:
    """What in a text looks like a real patient, each with its kind: `“555-0140” like a phone number`."""
    return [f"“{each.text}” like {each.kind}" for each in identifying(text)]


def warning(text: str) -> str | None:
    """A sentence or two for whoever wrote the text; None when nothing looks like a real patient's."""
    found = identifying(text)
    if not found:
        return None
    first = found[0]
    more = f" There {'is' if len(found) == 2 else 'are'} {len(found) - 1} more like it." if len(found) > 1 else ""
    return (
        f"“{first.text}” looks like {first.kind}.{more} Never write about a real patient here. "
        "If this is one, take it out; your text is kept as you wrote it."
    )
