"""What a page may point to: facts, sources, terms, other pages, the crisis wording; and the wording of references."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from html import escape

from lms.curriculum.code_tables import CodeYear
from lms.curriculum.course import Fact, Reference, Source, Term

UNVERIFIED = "General professional knowledge, awaiting clinical review."
SAMPLE = "Our sample, made for this course; not a published standard."
DERIVED = "Worked out for this course"
DATED = "Check current rules."
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Shelf:
    """The look-ups a renderer needs.

    `definitions` holds each term's wording as written; `addresses` maps a lesson or case ID to its address.
    """

    facts: Mapping[str, Fact] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    billing: Mapping[int, CodeYear] = field(default_factory=dict)
    crisis: str = ""
    crisis_line: int = 1

    def term(self, words: str) -> Term | None:
        """The glossary term that is written so, in the singular or plural, or has this ID."""
        key = normal(words)
        return self._spellings.get(key) or self._spellings.get(key.removesuffix("s"))

    @cached_property
    def _spellings(self) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for term in self.terms.values():
            for spelling in (term.term, term.id, *term.also):
                found.setdefault(normal(spelling), term)
        return found


def normal(words: str) -> str:
    """A term as it is looked up: lower case, hyphens and blanks alike."""
    return " ".join(words.lower().replace("-", " ").split())


def reference_group(fact: Fact) -> tuple[str, ...]:
    """Facts of one group share a number on the page: the same sources, or the same lack of them."""
    if fact.mark in ("U", "C"):
        return (fact.mark,)
    return ("D", *sorted(fact.sources)) if fact.mark == "D" else ("", *sorted(fact.sources))


def write_reference(number: int, anchor: str, facts: Sequence[Fact], sources: Mapping[str, Source]) -> Reference:
    """One entry of a reference list. What nobody verified is never given the look of a citation."""
    names = [fact.id for fact in facts]
    lead = f"Fact {names[0]}. " if len(names) == 1 else f"Facts {', '.join(names[:-1])} and {names[-1]}. "
    mark = facts[0].mark
    known = [sources[each] for each in sorted(facts[0].sources) if each in sources]
    if mark == "U":
        text = escape(UNVERIFIED)
    elif mark == "C":
        text = escape(SAMPLE)
    else:
        text = " ".join(_cite(source) for source in known)
        if mark == "D":
            text = f"{DERIVED}{' from' if text else ''}{': ' if text else '.'}{text}"
    dated = any(fact.dated for fact in facts)
    return Reference(number, anchor, tuple(names), f"{escape(lead)}{text}{' ' + DATED if dated else ''}", dated)


def _cite(source: Source) -> str:
    title = escape(source.title)
    if source.url:
        title = f'<a href="{escape(source.url)}" rel="noopener noreferrer">{title}</a>'
    rest = ", ".join(escape(str(part)) for part in (source.publisher, source.year) if part)
    checked = f" Checked {written(source.checked)}." if source.checked else ""
    return f"<cite>{title}</cite>{'. ' + rest if rest else ''}.{checked}"


def written(day: date) -> str:
    """A day as a reader writes it, with the year: 4 May 2027."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
