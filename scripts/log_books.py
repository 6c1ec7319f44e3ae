"""What the logs have in common: a workbook with a table to type into, sheets that add up, limits and notes.

Used by write_logs.py. No macros, nothing locked, no merged cells; every color repeats a word that stands in the cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

MODULES = Path(__file__).resolve().parents[1] / "content/modules"
Row = Sequence[Any]
Count = tuple[str, str, float | str, str]
"""Label, formula, the value that it gives, what to do."""


def day(month: int, number: int) -> date:
    """A day of the examples' year."""
    return date(2026, month, number)


@dataclass(frozen=True)
class Column:
    """A heading. `kind`: text, day, number, or the words to choose from; with a formula the column follows."""

    head: str
    width: int
    kind: str = "text"
    formula: str = ""
    value: Callable[[Row], Any] | None = None


@dataclass(frozen=True)
class Limit:
    """A named cell to be changed, with what stands beside it."""

    name: str
    label: str
    value: date | float | str
    what: str


@dataclass(frozen=True)
class Table:
    """A table as written: where its columns are, and what every filled row holds."""

    name: str
    first: int
    last: int
    values: list[list[Any]]

    def area(self, column: int) -> str:
        """A column as a range for a formula of another sheet."""
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"{self.name}!${letter}${self.first}:${letter}${self.last}"

    def count(self, column: int, words: str) -> int:
        """How many of the filled rows say this."""
        return sum(row[column] == words for row in self.values)


class Book:
    """A workbook that is the same bytes each time."""

    def __init__(self, title: str, *, good: Sequence[str], care: Sequence[str], stop: Sequence[str]) -> None:
        self.out = BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.out, {"in_memory": True, "strings_to_formulas": False})
        self.book.set_properties({
            "title": title, "subject": "Sample to adapt. Fictional examples.", "author": "Linchpin",
            "comments": "Never enter a real patient's data into this sample. Not yet reviewed by a licensed clinician.",
            "created": datetime(2026, 11, 27),  # noqa: DTZ001 - a file's date, the same everywhere
        })  # fmt: skip
        self.book.set_calc_mode("auto")
        plain = {"font_name": "Arial", "font_size": 11, "valign": "top", "text_wrap": True}
        edge = {**plain, "bottom": 1, "bottom_color": "#B9BFB4", "align": "left"}
        yours = {**plain, "bg_color": "#F6EDC9", "border": 1, "border_color": "#767E77", "align": "left"}
        form = self.book.add_format
        self.look = {
            "title": form({"font_name": "Georgia", "font_size": 18, "bold": True}),
            "text": form({**plain, "text_wrap": False, "font_color": "#4C5751"}),
            "note": form(plain),
            "head": form({**plain, "bold": True, "bottom": 2}),
            "head_yours": form({**plain, "bold": True, "bottom": 2, "bg_color": "#F6EDC9"}),
            "label": form({**edge, "bold": True}),
            "cell": form(edge),
            "share": form({**edge, "num_format": "0%"}),
            "whole": form({**edge, "num_format": "0"}),
            "soft": form({**edge, "font_color": "#4C5751"}),
            "yours": form(yours),
            "yours_day": form({**yours, "num_format": "mm/dd/yyyy"}),
        }
        self.colors = (
            (good, form({"bg_color": "#DCEBDD", "font_color": "#14522D"})),
            (care, form({"bg_color": "#F6E3C0", "font_color": "#5C3A00", "bold": True})),
            (stop, form({"bg_color": "#F7E0DA", "font_color": "#7A2415", "bold": True})),
        )

    def sheet(self, name: str, lines: tuple[str, str], *, wide: bool = False) -> Any:
        """An empty sheet with its title, set up for printing."""
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, lines[0], self.look["title"])
        sheet.write_string(1, 0, lines[1], self.look["text"])
        if wide:
            sheet.set_landscape()
        else:
            sheet.set_portrait()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.set_footer(
            "&LSample to adapt. Fictional examples. Never enter a real patient's data into this sample.&RPage &P of &N"
        )
        sheet.hide_gridlines(2)
        return sheet

    def table(
        self, name: str, lines: tuple[str, str], limits: Sequence[Limit], columns: Sequence[Column], rows: Sequence[Row], size: int
    ) -> Table:  # fmt: skip
        """Limits above a table that is typed into; the columns with a formula follow."""
        sheet = self.sheet(name, lines, wide=True)
        for at, limit in enumerate(limits, 3):
            self._limit(sheet, name, at, limit)
        head = 4 + len(limits) - (not limits)
        first, last = head + 2, head + 1 + size
        sheet.freeze_panes(head + 1, 1)
        sheet.repeat_rows(head)
        kept = []
        for column, one in enumerate(columns):
            sheet.set_column(column, column, one.width)
            sheet.write_string(head, column, one.head, self.look["head" if one.formula else "head_yours"])
        empty = [None] * sum(not one.formula for one in columns)
        for number in range(size):
            typed = rows[number] if number < len(rows) else empty
            values = []
            for column, one in enumerate(columns):
                at = head + 1 + number
                if one.formula:
                    value = one.value(typed) if one.value else ""
                    sheet.write_formula(at, column, one.formula.format(r=at + 1), self.look["cell"], value)
                else:
                    value = typed[column]
                    self._write(sheet, at, column, value, "yours_day" if one.kind == "day" else "yours")
                values.append(value)
            if number < len(rows):
                kept.append(values)
        for column, one in enumerate(columns):
            self._allow(sheet, (first - 1, column, last - 1, column), one)
        sheet.autofilter(head, 0, last - 1, len(columns) - 1)
        sheet.print_area(0, 0, last - 1, len(columns) - 1)
        return Table(name, first, last, kept)

    def counts(self, name: str, lines: tuple[str, str], counts: Sequence[Count], head: tuple[str, str, str]) -> None:
        """Labels, formulas with their values, and what to do."""
        sheet = self.sheet(name, lines)
        self._heads(sheet, head, (46, 14, 60))
        for at, (label, formula, value, what) in enumerate(counts, 4):
            sheet.write_string(at, 0, label, self.look["label"])
            look = "share" if label.startswith("Share") else "whole"
            sheet.write_formula(at, 1, formula, self.look[look], value)
            sheet.write_string(at, 2, what, self.look["soft"])
        sheet.print_area(0, 0, 3 + len(counts), 2)

    def form(self, name: str, lines: tuple[str, str], example: str, rows: Sequence[tuple[str, str]]) -> None:
        """A page to fill in beside an example."""
        sheet = self.sheet(name, lines)
        self._heads(sheet, ("Line", "To fill in", example), (32, 46, 52))
        for at, (label, words) in enumerate(rows, 4):
            sheet.write_string(at, 0, label, self.look["label"])
            sheet.write_blank(at, 1, None, self.look["yours"])
            sheet.write_string(at, 2, words, self.look["soft"])
        sheet.write_string(5 + len(rows), 0, DANGER, self.look["text"])
        sheet.print_area(0, 0, 5 + len(rows), 2)

    def limits(self, name: str, lines: tuple[str, str], limits: Sequence[Limit]) -> None:
        """A sheet of limits, each a named cell."""
        sheet = self.sheet(name, lines, wide=True)
        self._heads(sheet, ("Limit", "Value", "What it is, and the fact"), (54, 12, 66))
        for at, limit in enumerate(limits, 4):
            self._limit(sheet, name, at, limit)
        sheet.print_area(0, 0, 3 + len(limits), 2)

    def notes(self, notes: Sequence[str], *, crisis: bool = True) -> None:
        """How it works, on what it rests."""
        every = [*notes, "Colors repeat the words and add nothing. No macros, nothing locked. To add rows, insert them above the last one and copy the formulas down."]  # fmt: skip
        if crisis:
            every.append(f"{DANGER} (F4.71, F4.74). Check the numbers on your own page.")
        every.append("The facts with their sources stand on the page of this tool in Linchpin. Not yet reviewed by a licensed clinician. 27 November 2026.")  # fmt: skip
        sheet = self.sheet("Notes", ("How it works, and on what it rests", ""))
        sheet.set_column(0, 0, 110)
        for at, words in enumerate(every, 2):
            sheet.write_string(at, 0, words, self.look["note"])
        sheet.print_area(0, 0, 1 + len(every), 0)

    def close(self) -> bytes:
        """The bytes of the file."""
        self.book.close()
        return self.out.getvalue()

    def _heads(self, sheet: Any, head: Sequence[str], widths: Sequence[int]) -> None:
        for column, (words, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(3, column, words, self.look["head"])
        sheet.freeze_panes(4, 1)
        sheet.repeat_rows(3)

    def _limit(self, sheet: Any, name: str, at: int, limit: Limit) -> None:
        sheet.write_string(at, 0, limit.label, self.look["label"])
        self._write(sheet, at, 1, limit.value, "yours_day" if isinstance(limit.value, date) else "yours")
        sheet.write_string(at, 2, limit.what, self.look["text"])
        self.book.define_name(limit.name, f"={name}!$B${at + 1}")
        if isinstance(limit.value, (int, float)):
            told = {"error_title": "Not a number", "error_message": "Type a number, 0 or more."}
            sheet.data_validation(at, 1, at, 1, {"validate": "decimal", "criteria": ">=", "value": 0, **told})

    def _write(self, sheet: Any, at: int, column: int, value: Any, look: str) -> None:
        if value is None or value == "":
            sheet.write_blank(at, column, None, self.look[look])
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
            sheet.write_datetime(at, column, moment, self.look[look])
        elif isinstance(value, str):
            sheet.write_string(at, column, value, self.look[look])
        else:
            sheet.write_number(at, column, value, self.look[look])

    def _allow(self, sheet: Any, where: tuple[int, int, int, int], one: Column) -> None:
        told = {"error_title": one.head[:32], "ignore_blank": True}
        if one.formula:
            for words, look in self.colors:
                for said in words:
                    rule = {"type": "cell", "criteria": "==", "value": f'"{said}"', "format": look}
                    sheet.conditional_format(*where, rule)
        elif one.kind == "day":
            rule = {"validate": "date", "criteria": ">=", "value": date(2020, 1, 1), "error_message": "Type a date."}
            sheet.data_validation(*where, {**rule, **told})
        elif one.kind == "number":
            rule = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": "Type a number, 0 or more."}
            sheet.data_validation(*where, {**rule, **told})
        elif one.kind != "text":
            sheet.data_validation(*where, {"validate": "list", "source": one.kind.split(","), **told})


DANGER = "In danger now: 911, and stay. Anyone may call or text 988, at any hour. Then your clinic's protocol; tell the PCP and the supervisor."
