"""Worksheets: inputs that can be changed, formulas that are shown, results that are worked out anew, sources that are named.

A page has inputs (a number, or a choice that sets several), results with their formulas, findings that hold or do not,
and perhaps a decision to take on what came out. A seed draws the starting value of an input with `vary`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from lms.curriculum.exercises.formula import FormulaProblem, names_in, work_out
from lms.curriculum.exercises.kind import Kind, own_duty
from lms.curriculum.exercises.text import Text
from lms.curriculum.shape import Reader

NAMED = (
    re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*"),
    "lower case letters, digits and underscores, as a formula names it",
)


@dataclass(frozen=True)
class Sets:
    """One choice of an input: its words, and the numbers it sets by name, as written."""

    id: str
    text: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Input:
    """One number, or one choice when `choices` are there. `value` is the start; `vary` its least, most and step, or empty."""

    id: str
    label: str
    unit: str
    value: str
    least: int
    most: int
    vary: tuple[int, ...]
    hint_html: str
    choices: tuple[Sets, ...]


@dataclass(frozen=True)
class Result:
    """One result: `formula` over inputs and the results before it, shown with so many decimals, and where it comes from."""

    id: str
    label: str
    unit: str
    formula: str
    decimals: int
    why_html: str


@dataclass(frozen=True)
class Finding:
    """What is said where a comparison holds."""

    when: str
    html: str


@dataclass(frozen=True)
class Way:
    """One answer to a decision; it is the better one where `right` holds for the numbers that were used."""

    id: str
    text: str
    right: str
    why_html: str


@dataclass(frozen=True)
class Decision:
    """What to decide on the results, and under which duty it is marked."""

    ask_html: str
    duty: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class SheetPage:
    """One page of a worksheet."""

    id: str
    title: str
    ask_html: str
    inputs: tuple[Input, ...]
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]
    decision: Decision | None


@dataclass(frozen=True)
class WorksheetBody:
    """The pages in order."""

    pages: tuple[SheetPage, ...]


def numbers_of(page: SheetPage, given: Mapping[str, str]) -> dict[str, Fraction]:
    """The named numbers that inputs stand for: as given, a number as its text or a choice by its ID. Raises KeyError, ValueError."""
    found: dict[str, Fraction] = {}
    for each in page.inputs:
        if each.choices:
            chosen = {choice.id: choice.numbers for choice in each.choices}[given[each.id]]
            found |= {name: Fraction(number) for name, number in chosen}
        else:
            found[each.id] = Fraction(given[each.id])
    return found


def worked(page: SheetPage, given: Mapping[str, str]) -> dict[str, Fraction]:
    """All named numbers, results among them, worked out in order. Raises FormulaProblem."""
    found = numbers_of(page, given)
    for each in page.results:
        found[each.id] = work_out(each.formula, found)
    return found


def read_body(reader: Reader, text: Text) -> WorksheetBody:
    """The key `pages` of a worksheet."""
    pages = tuple(_page(entry, text, reader) for entry in reader.entries("pages", "A page"))
    if not pages:
        reader.problem("X911", "The worksheet has no pages.", key="pages")
    return WorksheetBody(pages)


def _page(reader: Reader, text: Text, lab: Reader) -> SheetPage:
    name = reader.id()
    text.page.forget_terms()
    title, ask = reader.text("title"), text.inline(reader, "ask", place=name)
    inputs = tuple(_input(entry, text, name) for entry in reader.entries("inputs", "An input"))
    results = tuple(_result(entry, text, name) for entry in reader.entries("results", "A result"))
    findings = tuple(
        Finding(entry.text("when"), text.inline(entry, "text", place=name))
        for entry in reader.entries("findings", "A finding", required=False)
    )
    inner = reader.reader("decision", "`decision`", required=False)
    decision = _decision(inner, text, name, lab) if inner else None
    page = SheetPage(name, title, ask, inputs, results, findings, decision)
    _watch(reader, page)
    return page


def _input(reader: Reader, text: Text, place: str) -> Input:
    name = reader.id(*NAMED)
    choices = tuple(_sets(entry) for entry in reader.entries("choices", "A choice", required=False))
    label, unit = reader.text("label"), reader.text("unit", required=False)
    hint = text.inline(reader, "hint", required=False, place=place)
    if choices:
        return Input(name, label, unit, reader.text("value"), 0, 0, (), hint, choices)
    vary = tuple(row for row, _ in reader.rows("vary", required=False) if type(row) is int)
    if vary and (len(vary) != 3 or not vary[0] <= vary[1] or vary[2] < 1):
        reader.problem("S104", "`vary` must be least, most and step, such as [100, 180, 10].", key="vary")
        vary = ()
    least, most = reader.whole("least"), reader.whole("most", least=1)
    value = reader.number("value")
    if not least <= value <= most or any(not least <= each <= most for each in vary[:2]):
        reader.problem("X912", f"`{name}` begins outside its bounds, {least} to {most}.", key="value")
    return Input(name, label, unit, _plainly(value), least, most, vary, hint, ())


def _sets(reader: Reader) -> Sets:
    name, words = reader.id(), reader.text("text")
    inner = reader.reader("sets", "`sets`")
    numbers = tuple((key, _plainly(inner.number(key))) for key in inner.table) if inner else ()
    return Sets(name, words, numbers)


def _result(reader: Reader, text: Text, place: str) -> Result:
    return Result(
        reader.id(*NAMED),
        reader.text("label"),
        reader.text("unit", required=False),
        reader.text("formula"),
        reader.whole("decimals", required=False),
        text.inline(reader, "why", place=place),
    )


def _decision(reader: Reader, text: Text, place: str, lab: Reader) -> Decision:
    duty = own_duty(reader, lab)
    ask = text.inline(reader, "ask", place=place)
    ways = tuple(
        Way(
            entry.id(),
            text.plain(entry, "text", place=place, voice="other"),
            entry.text("right"),
            text.inline(entry, "why", place=place),
        )
        for entry in reader.entries("options", "An option")
    )
    reader.close()
    return Decision(ask, duty, ways)


def _watch(reader: Reader, page: SheetPage) -> None:
    """Every formula can be read, names what stands before it, and can be worked out at the start; one way is the better one."""
    if not page.inputs or not page.results:
        reader.problem(
            "X911", f"The page `{page.id}` has {len(page.inputs)} inputs and {len(page.results)} results.", key="inputs"
        )
    for each in page.inputs:
        if each.choices and each.value not in {choice.id for choice in each.choices}:
            reader.problem(
                "X912", f"`{each.id}` begins with `{each.value}`, which is not among its choices.", key="inputs"
            )
            return
        if len({tuple(name for name, _ in choice.numbers) for choice in each.choices}) > 1:
            reader.problem("X912", f"The choices of `{each.id}` do not set the same numbers.", key="inputs")
            return
    given = {each.id: each.value for each in page.inputs}
    known = numbers_of(page, given)
    if len(known) < sum(len(each.choices[0].numbers) if each.choices else 1 for each in page.inputs):
        reader.problem("I101", f"Two inputs of `{page.id}` share a name.", key="inputs")
    for result in page.results:
        if result.id in known:
            reader.problem("I101", f"`{result.id}` stands twice on the page.", key="results")
        if _sound(reader, result.formula, known, "results"):
            known[result.id] = work_out(result.formula, known)
        else:
            return
    ways = page.decision.ways if page.decision else ()
    sound = [_sound(reader, each.when, known, "findings") for each in page.findings]
    sound += [_sound(reader, each.right, known, "decision") for each in ways]
    if ways and all(sound) and sum(bool(work_out(each.right, known)) for each in ways) != 1:
        reader.problem("X914", "With the values it begins with, not exactly one option is right.", key="decision")


def _sound(reader: Reader, formula: str, known: Mapping[str, Fraction], key: str) -> bool:
    try:
        unknown = [name for name in names_in(formula) if name not in known]
        if unknown:
            raise FormulaProblem(f"it names `{unknown[0]}`, which is not there")
        work_out(formula, known)
    except FormulaProblem as problem:
        reader.problem("X913", f"The formula `{formula}` cannot be worked out: {problem}.", key=key)
        return False
    return True


def _plainly(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else str(float(value))


KIND = Kind("worksheet", "Worksheet", WorksheetBody, read_body, lambda body: len(body.pages))
