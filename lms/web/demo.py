"""The demonstration's letterbox. Exists only where the setting `demo` is on."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.outbox.queries import letters
from lms.web.door import Access, db, route

bp = Blueprint("demo", __name__, url_prefix="/demo")


@route(bp, "/mail", allow=Access.ANYONE)
def mail() -> ResponseReturnValue:
    """Letters that would have been sent, newest first."""
    return render_template("demo_mail.html", letters=letters(db(), limit=50))
