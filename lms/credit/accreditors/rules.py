"""Rule sets of accreditors: what each asks before credit, and how sure we are of it. Pure data with a few questions.

Source: sections 0.2, 1 and 5a of the fact sheet on continuing education. A rule set claims nothing: it is what a provider's
continuing-education administrator compares with the body's own handbook and confirms, before any credit rests on it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

Claiming = Literal["fixed", "learner"]
Basis = Literal["lowest", "words"]
Mark = Literal["P", "S", "U"]

MARKS: Mapping[str, str] = {
    "P": "read in the body's own text",
    "S": "read in a secondary source or with one provider",
    "U": "not confirmed; a safe choice stands here",
}
FORMAT = "asynchronous, self-paced, reading-based online (enduring material)"
"""The one format of this course, as approvals and certificates name it."""
PLACEHOLDERS = frozenset(
    {"provider", "accreditor", "number", "title", "credit", "unit", "term_start", "term_end", "completed_on"}
)


@dataclass(frozen=True)
class DailyCap:
    """The most credit that counts within a rolling window."""

    hours: Fraction
    window_hours: int


@dataclass(frozen=True, kw_only=True)
class CreditType:
    """One kind of credit. Shares and steps are exact; `pass_mark` is in per cent.

    claiming: 'fixed' gives what is designated, 'learner' lets the learner claim up to it. basis: 'words' for bodies that
    count words and never more than that. minimum_minutes: the smallest activity that carries this credit. true_false: the
    most true-or-false questions for an hour. statement: what stands on the certificate, with {placeholders}.
    """

    code: str
    label: str
    unit: str
    professions: tuple[str, ...]
    statement: str
    claiming: Claiming = "fixed"
    basis: Basis = "lowest"
    step: Fraction = Fraction(1, 4)
    pass_mark: int = 80
    questions_per_credit: int = 8
    true_false: int = 0
    minimum_minutes: int = 15
    daily_cap: DailyCap | None = None
    licence_number: bool = False


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """All that one body asks, in one version. `evidence` marks each rule P, S or U; `notes` says what is open."""

    accreditor: str
    name: str
    version: str
    effective_from: date
    effective_to: date | None = None
    credit_types: tuple[CreditType, ...]
    formats: tuple[str, ...] = (FORMAT,)
    evaluation: bool = True
    attestation: bool = True
    retention_years: int = 7
    certificate_fields: tuple[str, ...] = ()
    evidence: Mapping[str, Mark] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def credit_type(self, code: str) -> CreditType | None:
        """The type of credit with this code."""
        return next((each for each in self.credit_types if each.code == code), None)

    def in_force_on(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON: fractions as text, dates as YYYY-MM-DD."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self), default=str))
        return plain

    @property
    def hash(self) -> str:
        """SHA-256 of everything in it: another word is another rule set, and wants another confirmation."""
        told = json.dumps(self.as_dict(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The rules marked U, by name."""
        return tuple(name for name, mark in self.evidence.items() if mark == "U")

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> RuleSet:
        """The rule set that `as_dict` wrote."""
        values = dict(plain)
        for name in ("effective_from", "effective_to"):
            values[name] = date.fromisoformat(values[name]) if values.get(name) else None
        values["credit_types"] = tuple(_credit_type(each) for each in values["credit_types"])
        for name in ("formats", "certificate_fields", "sources", "notes"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


def _credit_type(plain: Mapping[str, Any]) -> CreditType:
    values = dict(plain)
    values["professions"] = tuple(values["professions"])
    values["step"] = Fraction(values.get("step", "1/4"))
    cap = values.get("daily_cap")
    values["daily_cap"] = DailyCap(Fraction(cap["hours"]), cap["window_hours"]) if cap else None
    return CreditType(**values)


def placeholders(statement: str) -> frozenset[str]:
    """The names in braces that a statement wants filled."""
    return frozenset(re.findall(r"\{([^{}]*)\}", statement))


def filled(statement: str, values: Mapping[str, str]) -> str:
    """The statement with its placeholders filled. Raises ValueError naming each that has nothing (5b.16)."""
    empty = sorted(name for name in placeholders(statement) if not values.get(name, "").strip())
    if empty:
        raise ValueError(f"The statement has nothing for {', '.join(empty)}.")
    return re.sub(r"\{([^{}]*)\}", lambda found: values[found[1]], statement)
