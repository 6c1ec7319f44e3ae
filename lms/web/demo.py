"""The demonstration's letterbox, and a file of people to try an import with. Exists only where the setting `demo` is on."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from lms.outbox.queries import letters
from lms.people.importing.sample import fifty_people
from lms.people.invitations import clinics_to_invite_to
from lms.people.permissions import SYSTEM
from lms.web.door import Access, db, now, route

bp = Blueprint("demo", __name__, url_prefix="/demo")
FIRST_DAY_IN = timedelta(weeks=8)


@route(bp, "/mail", allow=Access.ANYONE)
def mail() -> ResponseReturnValue:
    """Letters that would have been sent, newest first."""
    return render_template("demo_mail.html", letters=letters(db(), limit=50))


@route(bp, "/fifty-people.csv", allow=Access.ANYONE)
def people() -> ResponseReturnValue:
    """Fifty invented people for the clinics there are, with three lines that are wrong."""
    clinics = [clinic.name for clinic in clinics_to_invite_to(db(), SYSTEM)] or ["Mill Road"]
    answer = Response(fifty_people(clinics, now().date() + FIRST_DAY_IN), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename="fifty-people.csv")
    return answer
