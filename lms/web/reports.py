"""Reports of CE activities for whoever administers credit: on the page, as CSV and as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.acts import credit_pack
from lms.credit.activities.models import ActivityVersion
from lms.credit.packing.reports import REPORTS, Report
from lms.errors import Invalid, NotFound
from lms.people.permissions import Permission
from lms.sheets import Cell, Sheet, csv_text, xlsx_bytes
from lms.web.audit_pages import day_in, file_answer
from lms.web.door import actor, course, db, now, route, services
from lms.web.team import XLSX

bp = Blueprint("reports", __name__, url_prefix="/reports")


@route(bp, "/", allow=Permission.CERTIFICATE_ADMIN)
def reports() -> ResponseReturnValue:
    """The first report."""
    return _page("participation")


@route(bp, "/<report_name>", allow=Permission.CERTIFICATE_ADMIN)
def report(report_name: str) -> ResponseReturnValue:
    """One report of one activity for some days."""
    return _page(report_name)


@route(bp, "/<report_name>.csv", allow=Permission.CERTIFICATE_ADMIN)
def as_csv(report_name: str) -> ResponseReturnValue:
    """Its tables one below the other."""
    title, made = _asked_for(report_name)
    text = "\r\n".join(csv_text(Sheet(title, each.headers, each.rows)).lstrip("\ufeff") for each in made.tables)
    return file_answer(("\ufeff" + text).encode(), "text/csv; charset=utf-8", f"{report_name}.csv")


@route(bp, "/<report_name>.xlsx", allow=Permission.CERTIFICATE_ADMIN)
def as_xlsx(report_name: str) -> ResponseReturnValue:
    """Its first table, with what it says and the further ones beside it."""
    title, made = _asked_for(report_name)
    first, *further = made.tables
    about = [
        ("report", made.says),
        *((each.title, _line(row)) for each in further for row in (each.headers, *each.rows)),
    ]
    return file_answer(
        xlsx_bytes(Sheet(title, first.headers, first.rows, about), made_at=now()), XLSX, f"{report_name}.xlsx"
    )


def _line(row: Sequence[Cell]) -> str:
    return " | ".join("" if each is None else str(each) for each in row)


def _asked_for(name: str) -> tuple[str, Report]:
    _, chosen, first, last = _choice(name)
    if chosen is None:
        raise NotFound()
    return REPORTS[name][0], _made(name, chosen, first, last)


def _choice(name: str) -> tuple[list[ActivityVersion], ActivityVersion | None, date, date]:
    if name not in REPORTS:
        raise NotFound()
    places = actor().organisations_with(Permission.CERTIFICATE_ADMIN)
    known = [each for each in credit_pack.activities_for(db(), actor()) if each.organisation_id in places]
    units = list({each.unit: each for each in known}.values())
    wanted = request.args.get("activity", "")
    chosen = next((each for each in units if each.unit == wanted), units[0] if units else None)
    today = actor().today
    first = day_in(request.args.get("from", "")) or today.replace(month=1, day=1)
    return units, chosen, first, day_in(request.args.get("to", "")) or today


def _made(name: str, chosen: ActivityVersion, first: date, last: date) -> Report:
    frame = credit_pack.frame_of(
        db(), services().files, course(), activity=chosen, first=first, last=last, redacted=False
    )
    return REPORTS[name][1](frame)


def _page(name: str) -> ResponseReturnValue:
    units, chosen, first, last = _choice(name)
    made, problem = None, None
    try:
        made = _made(name, chosen, first, last) if chosen else None
    except Invalid as wrong:
        problem = wrong
    filters = {"activity": chosen.unit if chosen else "", "from": first.isoformat(), "to": last.isoformat()}
    page = render_template(
        "report.html",
        name=name,
        title=REPORTS[name][0],
        reports=[(key, words) for key, (words, _) in REPORTS.items()],
        units=units,
        chosen=chosen,
        made=made,
        problem=problem,
        failed=problem is not None,
        filters=filters,
        may_items=actor().may(Permission.ITEM_STATISTICS),
    )
    return make_response(page, 422 if problem else 200)
