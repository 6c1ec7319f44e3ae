"""What a programme is shown, as rows: the same for files, the JSON door and the command."""

from __future__ import annotations

from collections.abc import Iterable

from lms.people.rules import ROLES
from lms.readiness.programmes.queries import MonthTable, Seen
from lms.readiness.rules.hiding import OTHERS, Parts, Split, View

COLUMNS = (
    "month", "organisation", "by", "name", "number", "ready", "on_the_way", "overdue_or_at_risk", "not_ready_yet",
)  # fmt: skip
"""The columns, in order. Empty numbers are hidden: below five, or one below five could be worked out from them."""
Cell = str | int | None
FINE = 3


def rows_of(seen: Iterable[Seen]) -> list[dict[str, Cell]]:
    """A row for each number that is shown, organisation by organisation, the newest month first."""
    return [row for each in seen for month in each.months for row in _rows(each.organisation.name, month)]


def _rows(organisation: str, month: MonthTable) -> Iterable[dict[str, Cell]]:
    table, as_of = month.table, month.as_of.isoformat()
    head: dict[str, Cell] = {"month": as_of, "organisation": organisation}
    yield {
        **head,
        "by": "all",
        "name": "All clinics shared",
        "number": table.number,
        **parts_of(table.split, table.parts),
    }
    views = (("clinic", table.clinics, dict(month.clinics)), ("role", table.roles, ROLES))
    for by, view, names in views:
        for row in view.rows:
            name = names[row.key] if row.key != OTHERS else others_words(by, view)
            yield {**head, "by": by, "name": name, "number": row.number, **parts_of(table.split, row.parts)}


def others_words(by: str, view: View) -> str:
    """How the row is called in which several stand together."""
    return f"{len(view.hidden)} {'clinics' if by == 'clinic' else 'roles'} together"


def parts_of(split: Split, parts: Parts | None) -> dict[str, Cell]:
    """The parts by their columns; None where they are not shown."""
    shown = parts or ()
    ready = shown[0] if shown else None
    fine = shown if len(split) == FINE and shown else (None, None, None)
    rest = sum(shown[1:]) if shown else None
    return {"ready": ready, "on_the_way": fine[1], "overdue_or_at_risk": fine[2], "not_ready_yet": rest}
