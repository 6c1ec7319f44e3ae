"""Readiness for supervisors: people of their clinics, most urgent first, each with a reason and a next action; and as files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from lms.clinic_pages.queries import overdue_of
from lms.people.permissions import Permission
from lms.readiness.rows import COLUMNS, Row
from lms.readiness.rules import GROUPS, STANDINGS, Filter, answer_words, day_words, group_of, why_words
from lms.readiness.rules.queue import heading
from lms.readiness.teams import Found, Line, Team, find_rows, find_team, stream_rows
from lms.sheets import Cell, Sheet, csv_lines, xlsx_bytes
from lms.web.door import actor, course, db, now, route
from lms.web.lanes import WIDTHS, lane_of, scale_of
from lms.web.queue import waits
from lms.web.words import zone_words

bp = Blueprint("team", __name__, url_prefix="/team")

ON_A_PAGE = 25
NAMED_AT_HOME = 3
STARTS_WITHIN = ((14, "Two weeks"), (28, "Four weeks"), (90, "Three months"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def team() -> ResponseReturnValue:
    """The list."""
    seen = find_team(db(), actor(), course(), now=now(), given=request.args, size=ON_A_PAGE)
    rows = [line.first for line in seen.lines]
    # What waits is asked of every subject: told where people arrive, not on each page and filter of a long list.
    landing = not request.args
    scales = {shape: scale_of(rows, width) for shape, width in WIDTHS.items()} if rows else {}
    return render_template(
        "team.html",
        team=seen,
        wanted=seen.found.filter,
        heading=heading_of(seen),
        overdue_pages=overdue_of(db(), actor()),
        waits=waits() if landing else None,
        waits_words=heading(waits()) if landing else "",
        why=why_words(seen.overdue, seen.counts["overdue"], seen.counts["at risk"]),
        as_of=as_of_words(seen.found.days),
        groups=[(group, seen.counts[group], lines) for group in GROUPS if (lines := _of(group, seen.lines))],
        scales=scales,
        lanes={row.role_held_id: {shape: lane_of(row, scale) for shape, scale in scales.items()} for row in rows},
        standings=tuple(STANDINGS),
        starts_within=_starts(seen.found.filter.starts_within),
        size=ON_A_PAGE,
        clear=Filter(as_of=seen.found.filter.as_of).parameters(),
    )


@dataclass(frozen=True)
class Answer:
    """Who needs help, short enough for home: the heading of the list, up to three people, and the day."""

    heading: str
    first: tuple[Row, ...]
    seen: int
    as_of: str


def answer_for_home() -> Answer | None:
    """The answer for whoever looks after people; None while nobody trains there."""
    seen = find_team(db(), actor(), course(), now=now(), size=NAMED_AT_HOME)
    if not seen.seen:
        return None
    needing = tuple(line.first for line in seen.lines if group_of(line.first.standing) != "fine")
    return Answer(heading_of(seen), needing, seen.seen, as_of_words(seen.found.days))


def _of(group: str, lines: Sequence[Line]) -> list[Line]:
    return [line for line in lines if group_of(line.first.standing) == group]


def _starts(asked: int | None) -> tuple[tuple[int, str], ...]:
    """The choices, with a number of days that stands in the address and is none of them."""
    if asked is None or asked in dict(STARTS_WITHIN):
        return STARTS_WITHIN
    return (*STARTS_WITHIN, (asked, f"{asked} days"))


def heading_of(seen: Team) -> str:
    """The answer."""
    if not seen.seen:
        return "No one trains here yet"
    return answer_words(seen.needing, seen.people) if seen.people else "No one matches"


def as_of_words(days: Sequence[tuple[str, date]]) -> str:
    """The day all figures are for, with its zone; where clinics have different days, each of them."""
    by_day: dict[date, list[str]] = {}
    for zone, day in days:
        by_day.setdefault(day, []).append(zone_words(zone))
    return " and ".join(f"{day_words(day)}, {', '.join(zones)}" for day, zones in sorted(by_day.items()))


@route(bp, "/readiness.csv", allow=Permission.CLINIC_READINESS)
def as_csv() -> ResponseReturnValue:
    """The rows of the filter for a spreadsheet, one for each role held, sent as they are read."""
    found, rows = stream_rows(db(), actor(), course(), now=now(), given=request.args)
    lines = csv_lines(COLUMNS, (_cells(row) for row in rows))
    sent = stream_with_context(line.encode() for line in lines)
    return _file(sent, "text/csv; charset=utf-8", found, "csv")


@route(bp, "/readiness.xlsx", allow=Permission.CLINIC_READINESS)
def as_xlsx() -> ResponseReturnValue:
    """The same rows as an Excel workbook."""
    found, rows = find_rows(db(), actor(), course(), now=now(), given=request.args)
    return _file(xlsx_bytes(sheet_of(found, rows), made_at=now()), XLSX, found, "xlsx")


def sheet_of(found: Found, rows: Sequence[Row]) -> Sheet:
    """The rows as a table, with the day, the zone and the filter beside them."""
    asked = "; ".join(f"{key}: {value}" for key, value in found.filter.parameters(page=None).items())
    return Sheet(
        title="Readiness",
        headers=COLUMNS,
        rows=[_cells(row) for row in rows],
        about=[("as of", as_of_words(found.days)), ("filter", asked or "everybody"), ("rows", len(rows))],
    )


def _cells(row: Row) -> list[Cell]:
    values = row.values()
    return [values[name] for name in COLUMNS]


def _file(content: bytes | Iterator[bytes], kind: str, found: Found, ending: str) -> Response:
    day = max((day for _, day in found.days), default=actor().today)
    response = Response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="readiness-{day.isoformat()}.{ending}"'
    return response
