"""Reads rule sets from their files; what is wrong with one is told in sentences, and that one is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from lms.credit.accreditors.rules import MARKS, PLACEHOLDERS, CreditType, DailyCap, RuleSet, placeholders
from lms.curriculum.library import course_folder
from lms.people.professions import PROFESSIONS

_TYPE = {each.name for each in fields(CreditType)}
_SET = {each.name for each in fields(RuleSet)}
_NEEDED_TYPE = ("code", "label", "unit", "professions", "statement")
_NEEDED_SET = ("accreditor", "name", "version", "effective_from", "credit_types", "evidence", "sources")
RULES = frozenset(
    {
        "pass_mark",
        "questions_per_credit",
        "claiming",
        "step",
        "evaluation",
        "retention_years",
        "statement",
        "certificate_fields",
    }
)
"""What every rule set must mark as read (P), read of (S) or unconfirmed (U)."""


@dataclass(frozen=True)
class Shelf:
    """Rule sets by accreditor, and sentences about files that could not be read."""

    sets: Mapping[str, RuleSet]
    problems: tuple[str, ...]


def read_shelf(*folders: Path) -> Shelf:
    """Every `*.yaml` of our own `certificates/accreditors/` and of these folders; of one name the last counts.

    A file with a problem gives its sentences and no rule set, not even that of an earlier folder.
    """
    sets: dict[str, RuleSet] = {}
    problems: list[str] = []
    for folder in (course_folder(None) / "certificates" / "accreditors", *folders):
        for path in sorted(folder.glob("*.yaml")):
            found, wrong = read_one(path.name, path.read_text(encoding="utf-8", errors="replace"))
            problems += wrong
            sets.pop(path.stem, None)
            if found is not None:
                sets[path.stem] = found
    return Shelf(sets, tuple(problems))


@lru_cache(maxsize=64)
def read_one(name: str, text: str) -> tuple[RuleSet | None, tuple[str, ...]]:
    """One file: the rule set, or None and why, each a sentence that begins with the file's name."""
    try:
        plain = yaml.safe_load(text)
    except yaml.YAMLError as error:
        return None, (f"{name}: this is no YAML: {' '.join(str(error).split())}",)
    if not isinstance(plain, dict):
        return None, (f"{name}: a rule set is a list of names and values.",)
    wrong = tuple(f"{name}: {said}" for said in _problems(plain, name.removesuffix(".yaml")))
    if wrong:
        return None, wrong
    try:
        return _made(plain), ()
    except (TypeError, ValueError, KeyError, ZeroDivisionError) as error:
        return None, (f"{name}: {error}",)


def _problems(plain: Mapping[str, Any], stem: str) -> Iterable[str]:
    yield from (f"{each} is missing." for each in _NEEDED_SET if not plain.get(each))
    yield from (f"{each} is no word of a rule set." for each in plain if each not in _SET)
    if plain.get("accreditor") not in (None, stem):
        yield f"accreditor is {plain['accreditor']}, and the file is called {stem}."
    if not isinstance(plain.get("effective_from"), date):
        yield "effective_from is a day, as in 2026-01-01."
    evidence = plain.get("evidence") or {}
    if not isinstance(evidence, dict):
        yield "evidence names a rule and P, S or U for each."
    else:
        yield from (f"evidence says nothing of {each}." for each in sorted(RULES - evidence.keys()))
        yield from (
            f"evidence of {each} is {mark}; it is P, S or U." for each, mark in evidence.items() if mark not in MARKS
        )
    types = plain.get("credit_types") or []
    if not isinstance(types, list):
        yield "credit_types is a list."
        return
    codes = [str(each.get("code")) for each in types if isinstance(each, dict)]
    yield from (f"{each} stands twice among credit_types." for each in sorted({c for c in codes if codes.count(c) > 1}))
    for each in types:
        yield from (
            _type_problems(each) if isinstance(each, dict) else ["a type of credit is a list of names and values."]
        )


def _type_problems(plain: Mapping[str, Any]) -> Iterable[str]:
    code = plain.get("code", "a type of credit")
    yield from (f"{code}: {each} is missing." for each in _NEEDED_TYPE if not plain.get(each))
    yield from (f"{code}: {each} is no word of a type of credit." for each in plain if each not in _TYPE)
    for each in plain.get("professions") or ():
        if each not in PROFESSIONS:
            yield f"{code}: {each} is no profession we know."
    for each in sorted(placeholders(str(plain.get("statement", ""))) - PLACEHOLDERS):
        yield f"{code}: the statement cannot be filled where it says {{{each}}}."
    if plain.get("claiming", "fixed") not in ("fixed", "learner"):
        yield f"{code}: claiming is fixed or learner."
    if plain.get("basis", "lowest") not in ("lowest", "words"):
        yield f"{code}: basis is lowest or words."
    mark = plain.get("pass_mark", 80)
    if not isinstance(mark, int) or not 1 <= mark <= 100:
        yield f"{code}: pass_mark is a whole number of per cent."
    step = plain.get("step", 0.25)
    if not isinstance(step, int | float) or step <= 0 or Fraction(str(step)) % Fraction(1, 4):
        yield f"{code}: step is a number of quarter hours."


def _made(plain: Mapping[str, Any]) -> RuleSet:
    values = {**plain}
    values["version"] = str(plain["version"])
    values["credit_types"] = tuple(_type(each) for each in plain["credit_types"])
    for name in ("formats", "certificate_fields", "sources", "notes"):
        if name in plain:
            values[name] = tuple(str(each) for each in plain[name])
    return RuleSet(**values)


def _type(plain: Mapping[str, Any]) -> CreditType:
    values = {
        **plain,
        "professions": tuple(plain["professions"]),
        "statement": " ".join(str(plain["statement"]).split()),
    }
    if "step" in plain:
        values["step"] = Fraction(str(plain["step"]))
    if plain.get("daily_cap"):
        cap = plain["daily_cap"]
        values["daily_cap"] = DailyCap(Fraction(str(cap["hours"])), int(cap["window_hours"]))
    return CreditType(**values)
