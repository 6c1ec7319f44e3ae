"""Rows on the terminal, as JSON or as CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TextIO

from lms.sheets import safe


def write_json(value: Any, out: TextIO) -> None:
    """`value` as indented JSON; dates as ISO text, other languages as they are."""
    json.dump(value, out, indent=2, ensure_ascii=False, default=_plain)
    out.write("\n")


def write_rows(
    rows: Sequence[Mapping[str, Any]], columns: Sequence[str], form: str, out: TextIO, *, empty: str
) -> None:
    """Rows in the form asked for; `empty` is said where a table would have no rows."""
    if form == "json":
        write_json([{name: row[name] for name in columns} for row in rows], out)
    elif form == "csv":
        writer = csv.writer(out)
        writer.writerow(columns)
        writer.writerows([[safe(row[name]) for name in columns] for row in rows])
    elif not rows:
        out.write(empty + "\n")
    else:
        _table(rows, columns, out)


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], out: TextIO) -> None:
    cells = [[name.replace("_", " ") for name in columns]]
    cells += [["" if row[name] is None else str(row[name]) for name in columns] for row in rows]
    widths = [max(len(line[at]) for line in cells) for at in range(len(columns))]
    for line in cells:
        out.write("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
