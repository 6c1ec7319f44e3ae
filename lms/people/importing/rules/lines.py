"""The cells of one line by the names of their columns, and what is wrong with them. The same for every kind of file."""

from __future__ import annotations

from lms.people.importing.rules.columns import Columns
from lms.people.importing.rules.facts import Problem
from lms.people.importing.rules.reading import Row, bare


class Cells:
    """The line that is being read; what is wrong with it is in `problems` and `remarks` afterwards."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._at = {field: columns.columns(field) for field in columns.kind.fields}
        self._row = Row(0, 0, ())
        self.problems: list[Problem] = []
        self.remarks: list[Problem] = []

    def begin(self, row: Row) -> None:
        """Take up the next line, refused already when it has more cells than the file has columns."""
        self._row, self.problems, self.remarks = row, [], []
        if any(cell.strip() for cell in row.cells[len(self._columns.headings) :]):
            self.refuse("", "", "The line has more cells than the first row has columns. Look for a stray separator.")

    def said(self, field: str) -> str:
        """What the line says in the columns of a field, without the space around it."""
        return " ".join(cell for at in self._at[field] if (cell := self.cell(at)))

    def cell(self, at: int) -> str:
        """What stands in one cell; empty where the line is shorter."""
        return bare(self._row.cells[at]) if at < len(self._row.cells) else ""

    def refuse(self, field: str, value: str, reason: str) -> None:
        """Something for which the line cannot come in."""
        self.problems.append(Problem(self._columns.heading(field) if field else "", value, reason))

    def remark(self, field: str, value: str, reason: str) -> None:
        """Something worth knowing that refuses nothing."""
        self.remarks.append(Problem(self._columns.heading(field), value, reason))
