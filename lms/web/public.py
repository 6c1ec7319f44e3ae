"""Pages for everyone: landing, help, accessibility, privacy, health."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lms import migrations
from lms.acts import condition
from lms.credit.keys import problem
from lms.web.door import Access, course, db, now, route, services
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
    """Each part with `ok` or `not ok`, and no more for strangers; `lms doctor` says why. 503: send requests elsewhere.

    Worker, outbox, keys and course are told and leave 200: no other server would do better.
    """
    parts = dict.fromkeys(("database", "schema", "server", "course", "worker", "outbox", "keys"), False)
    parts["server"] = not services().stopping.is_set()
    parts["course"] = not any(each.severity == "error" for each in services().library.problems)
    try:
        db().execute(text("SELECT 1"))
        parts["database"] = True
        parts["schema"] = migrations.verdict(services().database).served
        if parts["schema"]:
            found = condition.look_at_outbox(db(), now())
            parts["worker"], parts["outbox"] = found.worker_runs(now()), not (found.is_stuck(now()) or found.given_up)
            parts["keys"] = problem(db(), services().keys) is None
    except SQLAlchemyError:
        parts["database"] = False
    whole = parts["database"] and parts["schema"] and parts["server"]
    said = {name: "ok" if good else "not ok" for name, good in parts.items()}
    return make_response(said, 200 if whole else 503)


@route(workbench, "/styleguide", allow=Access.ANYONE)
def styleguide() -> ResponseReturnValue:
    """Every component and state; only in development."""
    return render_template("styleguide.html", examples=examples())
