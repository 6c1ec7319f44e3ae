"""Tables as files for spreadsheets: CSV text and XLSX bytes from headers and typed rows. Neither ever holds a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

import xlsxwriter

Cell = str | int | float | date | None

# How a text begins that some spreadsheet would take for a formula; the wide forms are those of East Asian keyboards.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\ufeff"
# What a reader does not see before a text, and some spreadsheets drop before they look for a formula.
UNSEEN = " \u00a0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    chr(number) for number in (*range(0x2000, 0x200B), 0x0B, 0x0C, 0x85)
)
CELL_MOST = 32_767  # Characters in one cell of a spreadsheet.
WIDTHS = (10, 60)


@dataclass(frozen=True)
class Sheet:
    """A table with its headers. `about` is (what, value) pairs that say what it is, such as the day it is for."""

    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    about: Sequence[tuple[str, Cell]] = field(default=())


def begins_formula(text: str) -> bool:
    """Whether a text begins as a formula does, also behind what nobody sees."""
    return text.startswith(RISKY) or text.lstrip(UNSEEN).startswith(RISKY)


def safe(value: Cell) -> str:
    """A CSV cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe before it."""
    text = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return "'" + text if begins_formula(text) and not isinstance(value, int | float) else text


def csv_text(sheet: Sheet) -> str:
    """The table as CSV in which Excel finds every letter: a byte order mark, commas, CRLF; dates as 2027-05-04."""
    return "".join(csv_lines(sheet.headers, sheet.rows))


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same line by line, so that a long table need not be in memory whole."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write(BOM)
    for row in chain([headers], rows):
        writer.writerow([safe(each) for each in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def xlsx_bytes(sheet: Sheet, *, made_at: datetime) -> bytes:
    """The table as an Excel workbook: dates are dates, numbers numbers, and texts stay texts whatever they begin with.

    The head stays in sight and can be filtered. `about` stands on a second sheet. `made_at` is the instant in the
    file's properties.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": sheet.title, "created": made_at.replace(tzinfo=None)})
    pen = _Pen(book)
    page = book.add_worksheet(sheet.title[:31])
    pen.write(page, [list(sheet.headers), *sheet.rows])
    page.freeze_panes(1, 1)
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.headers) - 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    if sheet.about:
        pen.write(book.add_worksheet("About"), [["what", "value"], *sheet.about])
    book.close()
    return out.getvalue()


class _Pen:
    """Writes cells by their type, with the few formats they need."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        wrapped = {"text_wrap": True, "valign": "top"}
        self.head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
        self.text = book.add_format(wrapped)
        # Excel's own way to say that a cell holds a text although it begins with a sign: nothing is added to the text.
        self.quoted = book.add_format({**wrapped, "quote_prefix": True})
        self.number = book.add_format({"valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"})

    def write(self, page: xlsxwriter.worksheet.Worksheet, rows: Sequence[Sequence[Cell]]) -> None:
        """The rows, the first of them as the head, each column as wide as its longest text within limits."""
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                self._cell(page, number, column, value, head=number == 0)
        for column in range(len(rows[0])):
            longest = max(len(str(row[column])) for row in rows if row[column] is not None)
            page.set_column(column, column, min(max(longest + 2, WIDTHS[0]), WIDTHS[1]))

    def _cell(self, page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell, *, head: bool) -> None:
        if value is None:
            return
        if isinstance(value, datetime):
            page.write_datetime(row, column, value.replace(tzinfo=None), self.moment)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, self.day)
        elif isinstance(value, int | float):
            page.write_number(row, column, value, self.number)
        else:
            form = self.head if head else self.quoted if begins_formula(value) else self.text
            page.write_string(row, column, value[:CELL_MOST], form)
