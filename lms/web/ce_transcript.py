"""The CE transcript: one table of credit, totals by type, to read, to print and to take along as a file."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.credit.claiming.rules import amount_words
from lms.credit.claiming.transcript import entries, totals
from lms.errors import Invalid
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.sheets import Sheet, csv_text
from lms.web.ce_forms import day_or_none
from lms.web.door import actor, db, route
from lms.web.words import zone_here

bp = Blueprint("ce_transcript", __name__)
HEADERS = (
    "completed_on", "activity", "provider", "accreditor", "number", "type", "topics", "credit", "unit", "serial", "code", "standing", "person",
)  # fmt: skip


@route(bp, "/ce/transcript", allow=Permission.OWN_CERTIFICATE)
def transcript() -> ResponseReturnValue:
    """The page, for all days or for some."""
    problem, since, until = "", None, None
    try:
        since, until = _days()
    except Invalid as refusal:
        problem = str(refusal)
    found = entries(db(), actor().account_id, since=since, until=until)
    account = db().get_one(Account, actor().account_id)
    page = render_template(
        "ce_transcript.html", found=found, totals=totals(found), since=since, until=until, problem=problem,
        failed=bool(problem), name=account.legal_name or account.name, amount=amount_words,
        typed={each: text for each, text in request.args.items() if day_or_none(text)},
        zone=zone_here(),
        today=actor().today, may_learn=actor().may(Permission.OWN_LEARNING),
    )  # fmt: skip
    return make_response(page, 422 if problem else 200)


@route(bp, "/ce/transcript.csv", allow=Permission.OWN_CERTIFICATE)
def download() -> ResponseReturnValue:
    """The same as a file; every row says for whom it is."""
    since, until = _days()
    account = db().get_one(Account, actor().account_id)
    rows = [
        (
            each.completed_on, each.title, each.provider, each.line.accreditor, each.line.number, each.line.label,
            "; ".join(each.line.topics),
            each.line.credit / 100, each.line.unit, each.serial, each.code, each.status, account.legal_name or account.name,
        )
        for each in entries(db(), account.id, since=since, until=until)
    ]  # fmt: skip
    answer = Response(csv_text(Sheet("CE transcript", HEADERS, rows)), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ce-transcript.csv"'
    return answer


def _days() -> tuple[date | None, date | None]:
    """The first and the last day asked for. Raises Invalid."""
    try:
        since, until = (
            date.fromisoformat(text) if (text := request.args.get(name, "")) else None for name in ("from", "to")
        )
    except ValueError as error:
        raise Invalid("Write each day as year, month and day, such as 2026-05-04.", field="from") from error
    if since and until and since > until:
        raise Invalid("The first day lies after the last one. Change one of them.", field="from")
    return since, until
