"""My record: everything done, with its days, minutes and editions, to read, to print and to take along as a file."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.people.access import get_person_for
from lms.people.models import Account
from lms.people.permissions import Permission
from lms.readiness.transcript import Line, transcript
from lms.sheets import Sheet, csv_text, xlsx_bytes
from lms.web.door import actor, course, db, now, route
from lms.web.person_record import PersonRecord, record_of
from lms.web.words import zone_words

bp = Blueprint("record", __name__)

HEADERS = (
    "kind", "title", "module", "began", "ended", "outcome", "minutes", "try", "score_percent", "edition",
    "edition_first_served", "serial", "person", "as_of", "time_zone",
)  # fmt: skip
FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json", "xlsx": (
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What one person has done, up to a day in a zone."""

    person: str
    lines: tuple[Line, ...]
    as_of: date
    zone: str

    @property
    def minutes(self) -> int:
        """Planned minutes earned."""
        return sum(line.minutes for line in self.lines)

    @property
    def done(self) -> int:
        """How many parts are done."""
        return sum(line.outcome in ("completed", "passed") for line in self.lines)

    @property
    def zone_words(self) -> str:
        """The zone in words."""
        return zone_words(self.zone)


@route(bp, "/record/", allow=Permission.OWN_LEARNING)
def record() -> ResponseReturnValue:
    """The page."""
    account = db().get_one(Account, actor().account_id)
    return render_template("record.html", record=made(account, record_of(account, own=True)))


@route(bp, "/record/<any(csv, json, xlsx):form>", allow=Permission.OWN_LEARNING)
def download(form: str) -> ResponseReturnValue:
    """The record as a file."""
    account = db().get_one(Account, actor().account_id)
    return as_file(account, record_of(account, own=True), form)


@route(bp, "/team/<account_id>/record/<any(csv, json, xlsx):form>", allow=Permission.CLINIC_READINESS)
def download_for(account_id: str, form: str) -> ResponseReturnValue:
    """The same file, for those who look after her."""
    account = get_person_for(db(), actor(), account_id, Permission.CLINIC_READINESS)
    return as_file(account, record_of(account, own=False), form)


def made(account: Account, seen: PersonRecord) -> Record:
    """What an account has done, with its certificates, up to the day of its record."""
    lines = transcript(db(), account.id, course(), zone=seen.zone, until=seen.as_of)
    certificates = tuple(
        Line("certificate", each.title, "", each.completed_on, each.issued_on, each.state, reference=each.serial)
        for each in seen.certificates
    )
    return Record(account.name, (*lines, *certificates), seen.as_of, seen.zone)


def as_file(account: Account, seen: PersonRecord, form: str) -> Response:
    """The record in the form asked for."""
    found = made(account, seen)
    if form == "json":
        body: str | bytes = json.dumps(as_json(found, seen), indent=2, ensure_ascii=False, default=str) + "\n"
    elif form == "csv":
        body = csv_text(as_sheet(found))
    else:
        body = xlsx_bytes(as_sheet(found), made_at=now())
    answer = Response(body, mimetype=FORMS[form].partition(";")[0])
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(found)}.{form}"'
    return answer


def as_sheet(found: Record) -> Sheet:
    """The lines as a table; every row says for whom and as of when it is (C58)."""
    rows = [
        (
            line.kind, line.title, line.module, line.began, line.ended, line.outcome, line.minutes, line.number, line.score,
            line.edition, line.edition_on, line.reference, found.person, found.as_of, found.zone,
        )
        for line in found.lines
    ]  # fmt: skip
    about = (("person", found.person), ("as of", found.as_of), ("time zone", found.zone), ("minutes", found.minutes))
    return Sheet("Training record", HEADERS, rows, about)


def as_json(found: Record, seen: PersonRecord) -> dict[str, Any]:
    """The record with the standings and the history, as data."""
    return {
        "person": found.person,
        "as_of": found.as_of,
        "time_zone": found.zone,
        "minutes": found.minutes,
        "lines": [asdict(line) for line in found.lines],
        "roles": [
            {
                "role": each.held.role,
                "clinic": each.held.clinic.name,
                "start_date": each.shown.facts.start_date,
                "last_day": each.held.ended_on,
                "standing": each.standing.standing,
                "reason": each.standing.reason,
                "minutes_left": each.standing.minutes_left,
                "minutes_by_outside_training": each.shown.facts.minutes_elsewhere,
                "minutes_skipped_after_a_diagnostic": each.shown.facts.minutes_skipped,
                "pace_minutes_per_week": each.standing.pace_minutes_per_week,
                "agreed_minutes_per_week": each.standing.agreed_minutes_per_week,
                "own_minutes_per_week": each.standing.own_minutes_per_week,
                "forecast_date": each.standing.forecast_date,
                "due_date": each.standing.due_date,
                "next_action": each.standing.next_action,
            }
            for each in (*seen.roles, *seen.ended)
        ],
        "history": [{"on": each.on, "what": each.what, "who": each.who, "why": each.why} for each in seen.history],
    }


def file_name(found: Record) -> str:
    """`record-marisol-tavares-2026-05-04`; letters that a file name may not hold are left out."""
    plain = unicodedata.normalize("NFKD", found.person).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "person"
    return f"record-{words}-{found.as_of.isoformat()}"
