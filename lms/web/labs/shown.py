"""Runs that learners showed to their clinical supervisors, and what she answers."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import Invalid
from lms.people.access import get_person_for
from lms.people.permissions import Permission
from lms.practice.feedback import asked_of, get_asked, give_feedback
from lms.web.door import actor, course, db, now, route, see_other
from lms.web.labs.faces import FACES
from lms.web.words import zone_here

bp = Blueprint("shown", __name__, url_prefix="/team/<account_id>/written")


@route(bp, "/", allow=Permission.FEEDBACK_GIVE)
def listed(account_id: str) -> ResponseReturnValue:
    """Every run that this person showed."""
    person = get_person_for(db(), actor(), account_id, Permission.FEEDBACK_GIVE)
    return render_template(
        "labs/shown_all.html", person=person, rows=asked_of(db(), [person.id]), course=course(), zone=zone_here()
    )


@route(bp, "/<run_id>", allow=Permission.FEEDBACK_GIVE, methods=["GET", "POST"])
def shown(account_id: str, run_id: str) -> ResponseReturnValue:
    """One run as its writer sees it, and the words for her."""
    problem: Invalid | None = None
    if request.method == "POST":
        try:
            give_feedback(
                db(),
                actor=actor(),
                now=now(),
                account_id=account_id,
                run_id=run_id,
                text=request.form.get("text", ""),
            )
        except Invalid as wrong:
            problem = wrong
        else:
            flash("Sent.\nIt stands on the debrief of her lab. You may change it here.", "ready")
            return see_other(url_for("shown.shown", account_id=account_id, run_id=run_id))
    asked = get_asked(db(), actor=actor(), account_id=account_id, run_id=run_id)
    played = asked.played
    page = render_template(
        "labs/shown.html",
        person=get_person_for(db(), actor(), account_id, Permission.FEEDBACK_GIVE),
        exercise=played.exercise,
        asked=asked.row,
        text=request.form.get("text", asked.row.text or ""),
        problem=problem,
        failed=problem is not None,
        zone=zone_here(),
        **FACES[played.exercise.kind].tell(played),
    )
    return make_response(page, 422 if problem else 200)
