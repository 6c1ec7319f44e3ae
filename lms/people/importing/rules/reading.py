"""A file of comma-separated values as spreadsheets really write it: encoding, separator and line numbers found out, and said.

Standard library only. Sources: RFC 4180, and what Excel saves in different countries.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass

BYTES_MOST = 2_000_000
ROWS_MOST = 5_000
COLUMNS_MOST = 60
CELL_MOST = 1_000

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
SAVE_AS = "open it in Excel, choose File, Save As, and the type “CSV UTF-8 (comma delimited)”, then send that file"

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BINARY = (
    (b"PK\x03\x04", f"This is an Excel workbook, not a CSV file. To make one: {SAVE_AS}."),
    (b"\xd0\xcf\x11\xe0", f"This is an old Excel workbook, not a CSV file. To make one: {SAVE_AS}."),
    (b"%PDF", "This is a PDF file. Save the list from your spreadsheet as CSV, then send that file."),
)
_GUARDED = re.compile("'[\\s\u200b-\u200f\u2060\ufeff]*[=+@＝＋－＠\\t\\r\\n-]")
"""A text that a spreadsheet would calculate, behind the apostrophe that keeps it from that (lms/sheets.py)."""


class Unreadable(Exception):
    """The bytes are no table that can be read; `str(error)` is a sentence for the screen."""


@dataclass(frozen=True)
class Row:
    """One row below the header. `line` is where it begins in the file, line breaks within cells counted; `number` the row in a spreadsheet."""

    line: int
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """What a file holds, and how it was read."""

    encoding: str
    separator: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def said(self) -> str:
        """How the file was read: `Windows-1252, semicolons, 53 rows`."""
        rows = "1 row" if len(self.rows) == 1 else f"{len(self.rows):,} rows"
        return f"{self.encoding}, {SEPARATORS[self.separator]}, {rows}"


def read(content: bytes, fit: Callable[[str], bool] = lambda _: False) -> Sheet:
    """The sheet in a file. `fit` tells whether a heading is a known one, which decides between separators.

    Raises Unreadable with a sentence: empty, too large, a workbook, an unknown encoding, an open quotation mark.
    """
    encoding, text = decoded(content)
    lines = _LINES.findall(text)
    skipped = 0
    separator = _declared(lines[0]) if lines else None
    if separator:
        skipped, lines = 1, lines[1:]
    separator = separator or _separator_of(lines, fit)
    found = _split(lines, separator, skipped)
    if not found:
        raise Unreadable(
            "The file is empty. Its first row names the columns, and what is to be imported stands below it."
        )
    header, rows = found[0], found[1:]
    if not rows:
        raise Unreadable("The file has a first row with the names of the columns and nothing below it.")
    if len(rows) > ROWS_MOST:
        raise Unreadable(f"The file has {len(rows):,} rows; {ROWS_MOST:,} can be taken at once. Split it in parts.")
    wide = max(len(row.cells) for row in found)
    if wide > COLUMNS_MOST:
        raise Unreadable(f"The file has {wide} columns; {COLUMNS_MOST} can be read. Take out what is not needed.")
    names = tuple(bare(cell) for cell in header.cells)
    while names and not names[-1]:
        names = names[:-1]
    return Sheet(encoding, separator, names, rows)


def decoded(content: bytes) -> tuple[str, str]:
    """(name of the encoding, text). Raises Unreadable."""
    if len(content) > BYTES_MOST:
        raise Unreadable(f"The file is larger than {BYTES_MOST // 1_000_000} MB. Split it in parts.")
    for mark, reason in _BINARY:
        if content.startswith(mark):
            raise Unreadable(reason)
    name, codec = _codec_of(content)
    try:
        text = content.decode(codec)
    except UnicodeDecodeError as error:
        unknown = "The letters of this file are stored in a way we cannot read."
        raise Unreadable(f"{unknown} To mend that, {SAVE_AS}.") from error
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = len(_LINES.findall(text[: text.index("\0") + 1]))
        raise Unreadable(f"Line {line} holds a character that cannot be stored (NUL). Save the list as CSV again.")
    return name, text


def _codec_of(content: bytes) -> tuple[str, str]:
    if content.startswith(b"\xef\xbb\xbf"):
        return "UTF-8 with a mark", "utf-8"
    if content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return "UTF-32", "utf-32"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16", "utf-16"
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if max(even, odd) > len(content) // 8:
        return "UTF-16", "utf-16-be" if even > odd else "utf-16-le"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "Windows-1252", "cp1252"
    return "UTF-8", "utf-8"


def _declared(line: str) -> str | None:
    """The separator that Excel was told by a first line `sep=;`."""
    said = line.strip("\r\n").strip('"')
    return said[4:] if said.casefold().startswith("sep=") and said[4:] in SEPARATORS else None


def _separator_of(lines: list[str], fit: Callable[[str], bool]) -> str:
    """The separator with which the first row names most known columns, then the one that makes most columns."""

    def worth(separator: str) -> tuple[int, int]:
        try:
            first = next((row for row in csv.reader(lines, delimiter=separator) if any(row)), [])
        except csv.Error:
            return 0, 0
        return sum(fit(cell) for cell in first), len(first)

    return max(SEPARATORS, key=worth)


def _split(lines: list[str], separator: str, skipped: int) -> tuple[Row, ...]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[Row] = []
    begins, number = skipped + 1, skipped
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                _refuse_long(cells, begins)
                rows.append(Row(begins, number, tuple(cells)))
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        reason = f"From line {begins} on a quotation mark does not fit"
        raise Unreadable(f"{reason}: each one opened must be closed at the end of its cell.") from error
    return tuple(rows)


def _refuse_long(cells: list[str], line: int) -> None:
    longest = max(len(cell) for cell in cells)
    if longest > CELL_MOST:
        reason = f"In line {line} one cell holds {longest:,} characters; {CELL_MOST:,} can be read"
        raise Unreadable(f"{reason}. A quotation mark that is not closed does that.")


def bare(cell: str) -> str:
    """A cell without the space around it and without the apostrophe that kept a spreadsheet from calculating it."""
    text = cell.strip().replace("\u00a0", " ").strip()
    return text[1:] if _GUARDED.match(text) else text
