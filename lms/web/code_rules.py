"""Which year's billing rules apply: bands of minutes, payers, and what else holds, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.curriculum.code_tables import CodeTable, CodeYear, MonthTable, year_for
from lms.errors import NotFound
from lms.people.permissions import Permission
from lms.web.door import course, now, route, services

bp = Blueprint("code_rules", __name__)

SHOWN = 2
"""How many units of an added code stand in rows of their own; what follows is said in one more."""
MONTH_NAMES = {"initial": "First month of an episode", "subsequent": "Later month"}


@dataclass(frozen=True)
class Row:
    """One line of a table: the minutes, what they support, and the marks of the facts."""

    minutes: str
    supports: str
    facts_html: str


@dataclass(frozen=True)
class Shown:
    """One table as the page shows it: what it is called, its rows, and whose it is."""

    id: str
    title: str
    rows: tuple[Row, ...]
    payers: str


@route(bp, "/simulations/minutes/rules", allow=Permission.COURSE_READ)
def rules() -> ResponseReturnValue:
    """The rules of one year: that of today, or the one asked for."""
    years = sorted(course().billing)
    if not years:
        raise NotFound()
    this_year = now().astimezone(ZoneInfo(services().settings.zone)).year
    asked = request.args.get("year", "")
    if asked and (not asked.isascii() or not asked.isdigit() or int(asked[:9]) not in years):
        raise NotFound()
    year = course().billing[int(asked) if asked else year_for(years, this_year)]
    return render_template(
        "code_rules.html",
        year=year,
        years=years,
        this_year=this_year,
        tables=[shown for table in year.tables for shown in _shown(year, table)],
        added=[code for code in year.codes if code.note_html],
    )


def _shown(year: CodeYear, table: CodeTable) -> list[Shown]:
    names = [payer.name for payer in year.payers if table.id in payer.tables]
    service = "Collaborative Care" if table.service == "cocm" else "General integration"
    whose = "; ".join(names)
    first, later = (_rows(table.of(month)) for month in ("initial", "subsequent"))
    if first == later:
        return [Shown(f"{table.id}-any", f"{service}, any month", first, whose)]
    return [
        Shown(f"{table.id}-{month}", f"{service}, {MONTH_NAMES[month].lower()}", rows, whose)
        for month, rows in (("initial", first), ("subsequent", later))
    ]


def _rows(table: MonthTable) -> tuple[Row, ...]:
    rows = [Row(_span(band.least, band.most), band.code or "No code", band.facts_html) for band in table.bands]
    add, base = table.add, table.bands[-1].code
    if add is not None:
        for units in range(1, SHOWN + 1):
            begins = add.least + add.every * (units - 1)
            times = "" if units == 1 else f" × {units}"
            rows.append(Row(_span(begins, begins + add.every - 1), f"{base} and {add.code}{times}", add.facts_html))
        further = add.least + add.every * SHOWN
        text = f"One more {add.code} for each further {add.every}, as far as the payer takes it"
        rows.append(Row(_span(further, None), text, ""))
    return tuple(rows)


def _span(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} or more"
    return str(least) if least == most else f"{least} to {most}"
