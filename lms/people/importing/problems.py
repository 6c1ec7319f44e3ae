"""The lines that cannot come in, as a file to correct and send again; and an example of a file that can."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from lms.people.importing.rules import columns as col
from lms.people.importing.rules.columns import OURS, plain
from lms.people.importing.rules.facts import Outcome, Plan, W
from lms.people.importing.rules.reading import bare
from lms.sheets import BOM, safe

MORE = ("line", "column", "reason")
TEMPLATE = (
    (
        col.NAME, col.EMAIL, col.CLINIC, col.ROLE, col.START, col.CHAMPION, col.HOURS, col.ACCESS, col.LEGAL_NAME,
        col.INVITE,
    ),
    (
        "Wen Li", "wen.li@clinic.example", "", "Behavioral health care manager", "2026-05-04", "no", "4", "",
        "Wen Li-Castellanos", "yes",
    ),
)  # fmt: skip


def problem_file(plan: Plan[W]) -> bytes:
    """The refused lines as CSV: their own columns and separator, then line, column and reason. No cell is a formula."""
    header = plan.sheet.header
    own = [at for at, heading in enumerate(header) if plain(heading) not in OURS]
    rows = [[*(header[at] for at in own), *MORE]]
    for line in plan.of(Outcome.REFUSED):
        cells = [bare(line.row.cells[at]) if at < len(line.row.cells) else "" for at in own]
        columns = dict.fromkeys(problem.column for problem in line.problems if problem.column)
        reasons = [
            f"{problem.column}: {problem.reason}" if problem.column else problem.reason for problem in line.problems
        ]
        rows.append([*cells, line.place, ", ".join(columns), " ".join(reasons)])
    return written(rows, plan.sheet.separator)


def template_file(clinic: str) -> bytes:
    """A file to fill in, with one invented person at a clinic as the example."""
    names, example = TEMPLATE
    at = names.index(col.CLINIC)
    return written([names, [clinic if each == at else cell for each, cell in enumerate(example)]], ",")


def written(rows: Iterable[Sequence[str]], separator: str) -> bytes:
    """Rows as CSV that Excel opens as it is meant: UTF-8 with a mark, CRLF, guarded."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(
        [[safe(cell) for cell in row] for row in rows]
    )
    return (BOM + out.getvalue()).encode()
