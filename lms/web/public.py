"""Pages for everyone: landing, help, accessibility, privacy, health."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms import migrations
from lms.web.door import Access, course, db, route, services
from lms.web.examples import examples

bp = Blueprint("public", __name__)
workbench = Blueprint("workbench", __name__)


@route(bp, "/", allow=Access.ANYONE)
def landing() -> ResponseReturnValue:
    """Who this is for, how long it takes, what it costs, and the CE status."""
    if current_user.is_authenticated:
        return redirect(url_for("home.home"), 303)
    return render_template("landing.html", course=course())


@route(bp, "/help/", allow=Access.ANYONE)
def help_page() -> ResponseReturnValue:
    """How things work here, and whom to ask."""
    return render_template("help.html", course=course())


@route(bp, "/accessibility", allow=Access.ANYONE)
def accessibility() -> ResponseReturnValue:
    """What was tested and what was not."""
    return render_template("accessibility.html")


@route(bp, "/privacy", allow=Access.ANYONE)
def privacy() -> ResponseReturnValue:
    """What is kept and who sees it."""
    return render_template("privacy.html")


@route(bp, "/healthz", allow=Access.ANYONE)
def healthz() -> ResponseReturnValue:
    """The process answers."""
    return make_response({"status": "ok"}, 200)


@route(bp, "/readyz", allow=Access.ANYONE)
def readyz() -> ResponseReturnValue:
    """The database answers at this program's schema, and the course is whole, and nobody told this server to stop; 503 names what is not."""
    served = False
    found = {"database": "ok", "schema": "ok", "course": "ok", "server": "ok"}
    if services().stopping.is_set():
        found["server"] = "stopping; send requests elsewhere"
    try:
        db().execute(text("SELECT 1"))
        schema = migrations.verdict(services().database)
        found["schema"], served = schema.value, schema.served
    except SQLAlchemyError:
        found["database"] = "no answer"
    if any(problem.severity == "error" for problem in services().library.problems):
        found["course"] = "errors; the last good edition is served"
    whole = served and found["database"] == found["server"] == "ok"
    return make_response(found, 200 if whole else 503)


@route(workbench, "/styleguide", allow=Access.ANYONE)
def styleguide() -> ResponseReturnValue:
    """Every component and state; only in development."""
    return render_template("styleguide.html", examples=examples())
