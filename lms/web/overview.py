"""The overview: how many, by clinic, role, cohort and standing, today and at each month end; as files; never who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.people.permissions import Permission
from lms.readiness.overview.report import COLUMNS, MonthSeen, Overview, find_overview, nobody
from lms.readiness.rules import Word, day_words
from lms.readiness.rules.counts import BANDS, Cell, Wanted, by_band, by_standing, cohort_words, total
from lms.readiness.rules.words import month_words
from lms.sheets import Sheet, csv_text, xlsx_bytes
from lms.web.charts import MONTHS
from lms.web.door import actor, course, db, now, route
from lms.web.month_chart import Months, Point, month_chart
from lms.web.team import XLSX, as_of_words

bp = Blueprint("overview", __name__, url_prefix="/overview")

ON_A_PAGE = 30
"""Clinics in one table."""


@dataclass(frozen=True)
class Counts:
    """One line of a table: what is counted, and how many have each standing shown. `asked` narrows to it."""

    name: str
    asked: Mapping[str, str]
    numbers: Mapping[Word, int]
    total: int
    ready: int

    @property
    def share(self) -> str:
        """How many are ready, of all, in percent, rounded down so that 100 is all of them."""
        return f"{self.ready * 100 // self.total} %" if self.total else ""


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def overview() -> ResponseReturnValue:
    """The page."""
    found = find_overview(db(), actor(), course(), now=now(), given=request.args)
    lines = by_clinic(found)
    page, pages = _page(len(lines))
    return render_template(
        "overview.html",
        found=found,
        heading=heading_of(found),
        as_of=as_of_words(found.days),
        everything=line_of("All together", found, {}, found.cells),
        by_clinic=lines[(page - 1) * ON_A_PAGE : page * ON_A_PAGE],
        clinics=len(lines),
        page=page,
        pages=pages,
        by_role=by_role(found),
        by_cohort=by_cohort(found),
        months=[(each, by_band(each.cells), total(each.cells)) for each in reversed(found.months)],
        today=by_band(found.cells),
        bands=tuple(BANDS),
        chart=chart_of(found),
        nobody=nobody(found),
        narrows=found.wanted.narrows,
        cohorts=[(cohort_words(each), month_words(each)) for each in _cohorts(found)],
    )


def _page(lines: int) -> tuple[int, int]:
    pages = max(1, -(-lines // ON_A_PAGE))
    raw = request.args.get("page", "1")
    asked = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 6 else 1
    return min(max(asked, 1), pages), pages


def _cohorts(found: Overview) -> list[date]:
    """What may be chosen, with a month that stands in the address and is none of them."""
    return sorted({*found.cohorts, *([found.wanted.cohort] if found.wanted.cohort else [])})


def heading_of(found: Overview) -> str:
    """The answer."""
    number = total(found.cells)
    if not number:
        return "Nobody to count"
    return f"{by_band(found.cells)['ready']} of {number} ready"


def line_of(name: str, found: Overview, more: Mapping[str, str], cells: Iterable[Cell]) -> Counts:
    """One line over some cells; `more` are the parameters that narrow to it."""
    mine = tuple(cells)
    return Counts(name, found.parameters(**more), by_standing(mine), total(mine), by_band(mine)["ready"])


def by_clinic(found: Overview) -> list[Counts]:
    """A line for each clinic asked for, those without anybody too."""
    return [
        line_of(name, found, {"clinic": key}, Wanted(clinic=key).of(found.cells)) for key, name in found.asked
    ]  # fmt: skip


def by_role(found: Overview) -> list[Counts]:
    """A line for each role that anybody holds."""
    lines = [line_of(name, found, {"role": key}, Wanted(role=key).of(found.cells)) for key, name in found.roles]
    return [each for each in lines if each.total]


def by_cohort(found: Overview) -> list[Counts]:
    """A line for each month in which anybody starts."""
    lines = [
        line_of(month_words(each), found, {"cohort": cohort_words(each)}, Wanted(cohort=each).of(found.cells))
        for each in found.cohorts
    ]
    return [each for each in lines if each.total]


def chart_of(found: Overview) -> Months | None:
    """The picture of the month ends and of today."""
    points = [
        Point(_label(each.as_of), f"{month_words(each.as_of)}{_without(each)}", by_band(each.cells))
        for each in found.months
    ]
    return month_chart([*points, Point("Today", "Today", by_band(found.cells), now=True)])


def _label(day: date) -> str:
    return MONTHS[day.month - 1][:3]


def _without(each: MonthSeen) -> str:
    return f" (without {', '.join(each.lacking)})" if each.lacking else ""


@route(bp, "/counts.csv", allow=Permission.CLINIC_READINESS)
def as_csv() -> ResponseReturnValue:
    """Every cell of today and of the month ends, for a spreadsheet."""
    found = find_overview(db(), actor(), course(), now=now(), given=request.args)
    return _file(csv_text(sheet_of(found)).encode(), "text/csv; charset=utf-8", found, "csv")


@route(bp, "/counts.xlsx", allow=Permission.CLINIC_READINESS)
def as_xlsx() -> ResponseReturnValue:
    """The same as an Excel workbook."""
    found = find_overview(db(), actor(), course(), now=now(), given=request.args)
    return _file(xlsx_bytes(sheet_of(found), made_at=now()), XLSX, found, "xlsx")


def sheet_of(found: Overview) -> Sheet:
    """The cells as a table, with what they are for beside them."""
    asked = "; ".join(f"{key}: {value}" for key, value in found.parameters().items())
    rows: Sequence[Mapping[str, str | int | date | None]] = [each.values() for each in found.rows()]
    return Sheet(
        title="Overview",
        headers=COLUMNS,
        rows=[[each[name] for name in COLUMNS] for each in rows],
        about=[
            ("today", as_of_words(found.days)),
            ("counted", "roles held; somebody in two roles counts once in each"),
            ("counted_on", "when a month end was counted; empty: today"),
            *(
                ("not counted then", f"{day_words(each.as_of)}: {', '.join(each.lacking)}")
                for each in found.months
                if each.lacking
            ),
            ("filter", asked or "everybody"),
        ],
    )


def _file(content: bytes, kind: str, found: Overview, ending: str) -> Response:
    day = max((day for _, day in found.days), default=actor().today)
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="overview-{day.isoformat()}.{ending}"'
    return response
