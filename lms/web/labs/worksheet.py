"""Worksheets: inputs to change, each result with its formula in words and in figures, and what came out, to print or to take along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.curriculum.exercises.formula import figure, in_figures, in_words, work_out
from lms.curriculum.exercises.worksheet import SheetPage
from lms.practice.lab_queries import Fields, Played
from lms.practice.worksheet.lab import Worked, WorksheetState
from lms.sheets import Sheet, csv_text
from lms.web.labs.face import Download, Face, first, under

PREFIX = "in-"


def show(played: Played, fields: Fields) -> dict[str, Any]:
    """The page with its values and, once worked out, its results."""
    state: WorksheetState = played.state
    now = state.now
    given = {**state.start, **(now.given if now else {}), **under(fields, PREFIX)}
    decision = state.page.decision
    return {
        "sheet": state.page,
        "place": len(state.done) + 1,
        "of": len(state.pages),
        "given": given,
        "told": tell_page(now) if now else None,
        "changed": now is not None and given != dict(now.given),
        "chosen": first(fields, "way"),
        "deciding": now is not None and decision is not None and not now.way,
        "last": len(state.done) + 1 == len(state.pages),
    }


def read(form: MultiDict[str, str]) -> dict[str, Any]:
    """Values to work out, a decision, or that the learner goes on; the button says which."""
    if form.get("go") == "on":
        return {"go": "on"}
    if form.get("go") == "decide":
        return {"way": form.get("way", "")}
    return {"values": {name.removeprefix(PREFIX): form[name] for name in form if name.startswith(PREFIX)}}


def tell(played: Played) -> dict[str, Any]:
    """Every page with its inputs, formulas, results and decision."""
    state: WorksheetState = played.state
    return {"sheets": [tell_page(each) for each in state.done]}


def tell_page(worked: Worked) -> dict[str, Any]:
    """One page as it was worked out: inputs in words, results with their formula, what holds, what was decided."""
    page, numbers = worked.page, worked.numbers
    labels = labels_of(page)
    ways = page.decision.ways if page.decision else ()
    better = {way.id for way in worked.better}
    return {
        "sheet": page,
        "inputs": [(each.label, _said(page, each.id, worked.given), each.hint_html) for each in page.inputs],
        "results": [
            {
                "label": each.label,
                "value": with_unit(figure(numbers[each.id], each.decimals), _unsaid(each.unit, each.label)),
                "words": in_words(each.formula, labels),
                "figures": in_figures(each.formula, numbers),
                "why": each.why_html,
            }
            for each in page.results
        ],
        "findings": [each.html for each in page.findings if work_out(each.when, numbers)],
        "way": next((way for way in ways if way.id == worked.way), None),
        "fits": worked.way in better,
        "better": worked.better,
    }


def labels_of(page: SheetPage) -> dict[str, str]:
    """The words for each named number of a page."""
    found = {each.id: each.label for each in page.inputs if not each.choices}
    for each in page.inputs:
        for name in dict.fromkeys(name for choice in each.choices for name, _ in choice.numbers):
            found[name] = name.replace("_", " ")
    found |= {each.id: each.label for each in page.results}
    return {name: label[:1].lower() + label[1:] for name, label in found.items()}


def _said(page: SheetPage, name: str, given: Mapping[str, str]) -> str:
    wanted = next(each for each in page.inputs if each.id == name)
    if wanted.choices:
        return next(choice.text for choice in wanted.choices if choice.id == given[name])
    return with_unit(given[name], wanted.unit)


def _unsaid(unit: str, label: str) -> str:
    """The unit, unless its label says it already."""
    return "" if unit in label.lower() else unit


def with_unit(value: str, unit: str) -> str:
    """`1 post`, `2 posts`, `0.5 posts`."""
    return f"{value} {unit.removesuffix('s') if value == '1' else unit}".strip()


def sheet_file(played: Played) -> Download:
    """Inputs, results and formulas of the pages that are done, for a spreadsheet."""
    state: WorksheetState = played.state
    rows: list[tuple[str, ...]] = []
    for told in map(tell_page, state.done):
        title = told["sheet"].title
        rows += [(title, "Input", label, said, "", "") for label, said, _ in told["inputs"]]
        rows += [
            (title, "Result", each["label"], each["value"], each["words"], each["figures"]) for each in told["results"]
        ]
        rows += [(title, "Decision", told["way"].text, "", "", "")] if told["way"] else []
    columns = ("Page", "Kind", "What", "Value", "Formula", "In figures")
    return Download(csv_text(Sheet("Worksheet", columns, tuple(rows))).encode(), "text/csv; charset=utf-8")


FACE = Face("labs/worksheet.html", "labs/worksheet_debrief.html", show, read, tell, {"worksheet.csv": sheet_file})
