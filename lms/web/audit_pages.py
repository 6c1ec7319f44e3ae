"""For auditors and CE administrators: who did what in their organisation, and whether the record still holds. Reads alone."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.acts.retention.night import LATE, last_run
from lms.acts.retention.periods import PERIODS, STAYS, Chosen, kept_words
from lms.audit.queries import verify
from lms.people import who_did_what
from lms.people.models import Organisation
from lms.people.permissions import Permission
from lms.people.who_did_what import Wanted
from lms.sheets import Sheet, csv_text
from lms.web.door import actor, db, now, route, services
from lms.web.words import zone_here

bp = Blueprint("audit_pages", __name__, url_prefix="/audit")

CHECKED_AT_ONCE = 20_000
"""Up to so many lines the chain is recomputed whenever the page is opened; a longer one when somebody asks."""
COLUMNS = ("number", "at", "who", "act", "what", "thing", "thing_id", "hash")


@route(bp, "/", allow=Permission.AUDIT_READ)
def lines() -> ResponseReturnValue:
    """The record, newest first, with what was found when its chain was recomputed."""
    wanted, not_read = _wanted()
    page = request.args.get("page", "1")
    chain = who_did_what.audited(actor())
    found = who_did_what.find_entries(
        db(), actor(), wanted, zone=zone_here(), page=int(page) if page.isdecimal() and len(page) < 8 else 1
    )
    checked = found.length <= CHECKED_AT_ONCE or "check" in request.args
    return render_template(
        "audit.html",
        found=found,
        wanted=wanted,
        not_read=not_read,
        acts=who_did_what.acts_in(db(), actor()),
        checked=checked,
        broken=verify(db(), chain) if checked else None,
        zone=zone_here(),
        today=actor().today,
        organisation_read=db().get_one(Organisation, chain).name,
        filters=_asked(wanted),
    )


@route(bp, "/lines.csv", allow=Permission.AUDIT_READ)
def as_csv() -> ResponseReturnValue:
    """Every line that fits, oldest first, for a spreadsheet."""
    wanted, _ = _wanted()
    entries = who_did_what.all_entries(db(), actor(), wanted, zone=zone_here())
    rows = [[*(getattr(each, name) for name in COLUMNS)] for each in entries]
    sheet = Sheet("Record", COLUMNS, [[row[0], row[1].isoformat(), *row[2:]] for row in rows])
    return file_answer(csv_text(sheet).encode(), "text/csv; charset=utf-8", f"record-{actor().today.isoformat()}.csv")


@route(bp, "/retention", allow=Permission.AUDIT_READ)
def retention() -> ResponseReturnValue:
    """For how long what is kept in this installation, and what the last night let go of."""
    run, chosen = last_run(db()), Chosen.of(services().settings)
    return render_template(
        "retention.html",
        run=run,
        late=run is not None and now() - run.at > LATE,
        periods=[(each, kept_words(each, chosen)) for each in PERIODS],
        stays=STAYS,
        zone=zone_here(),
    )


def file_answer(content: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    response = make_response(content)
    response.headers["Content-Type"] = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def day_in(text: str) -> date | None:
    """A day as YYYY-MM-DD; None: nothing, or nothing that is a day."""
    try:
        return date.fromisoformat(text) if len(text) == len("2027-05-04") else None
    except ValueError:
        return None


def _wanted() -> tuple[Wanted, list[str]]:
    """What is asked for, and what of the address could not be read."""
    wanted = Wanted(
        day_in(request.args.get("from", "")), day_in(request.args.get("to", "")), request.args.get("act", "")[:64]
    )
    not_read = [
        name
        for name, read in (("from", wanted.from_day), ("to", wanted.to_day))
        if request.args.get(name) and read is None
    ]
    return wanted, not_read


def _asked(wanted: Wanted) -> dict[str, str]:
    told = {
        "from": wanted.from_day.isoformat() if wanted.from_day else "",
        "to": wanted.to_day.isoformat() if wanted.to_day else "",
        "act": wanted.act,
    }
    return {name: value for name, value in told.items() if value}
