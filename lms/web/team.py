"""Readiness for supervisors: people of their clinics, most urgent first, each with a reason and a next action."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.people.permissions import Permission
from lms.readiness.queries import readiness_rows, standings_for
from lms.readiness.rules import day_words
from lms.web.door import actor, course, db, now, route

bp = Blueprint("team", __name__, url_prefix="/team")


@route(bp, "/", allow=Permission.CLINIC_READINESS)
def team() -> ResponseReturnValue:
    """The list."""
    standings = standings_for(db(), actor(), course(), now=now())
    return render_template(
        "team.html",
        rows=readiness_rows(db(), standings),
        standings=standings,
        as_of=day_words(actor().today),
        people=len({each.held.account_id for each in standings}),
        urgent=len({each.held.account_id for each in standings if each.standing.rank <= 1}),
    )
