"""Check a certificate: open to everyone, rate limited, shows what the paper must say."""

from __future__ import annotations

import hashlib
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.credit import queries
from lms.credit.codes import in_fours, normalise
from lms.credit.models import Certificate
from lms.credit.rules import status_sentence, status_words
from lms.errors import TooMany
from lms.people import throttling
from lms.people.models import Account
from lms.web.door import Access, db, now, route, see_other, services

bp = Blueprint("verify", __name__, url_prefix="/verify")
CHECKS = throttling.Limit("verify", 60, 1)
UNKNOWN = "No certificate has this code. Compare it with the paper, character by character."


@route(bp, "/", allow=Access.ANYONE)
def form() -> ResponseReturnValue:
    """The form for a code; `?code=` works without a script."""
    typed = request.args.get("code", "")
    if not typed.strip():
        return render_template("verify.html", typed="", problem="", outcome=None, row=None, failed=False)
    code = normalise(typed)
    if code is None:
        problem = "A code has 16 characters, such as 7Q4M-20K9-XV3T-8HPD. It never holds the letter U."
        return make_response(
            render_template("verify.html", typed=typed, problem=problem, outcome=None, row=None, failed=True), 422
        )
    return redirect(url_for("verify.code", code=in_fours(code)), 303)


@route(bp, "/<code>", allow=Access.ANYONE)
def code(code: str) -> ResponseReturnValue:
    """The certificate with this code, or the plain word that there is none."""
    _limit()
    row = queries.by_code(db(), code)
    if row is None:
        page = render_template("verify.html", typed=code, problem=UNKNOWN, outcome=None, row=None, failed=True)
        return make_response(page, 404)
    return _page(row)


@route(bp, "/<code>/file", allow=Access.ANYONE, methods=["POST"])
def compare(code: str) -> ResponseReturnValue:
    """Whether a file is, byte for byte, the one that was issued. The file is not kept."""
    _limit()
    given = request.files.get("file")
    content = given.read() if given else b""
    digest = hashlib.sha256(content).hexdigest()
    row = queries.by_code(db(), code)
    if row is None:
        return see_other(url_for("verify.code", code=code))
    if not content:
        outcome = ("overdue", "No file was sent.", "Choose the PDF file first.")
    elif row.pdf_hash is None:
        outcome = ("at-risk", "The stored file is still being prepared.", "Try again in a minute.")
    elif digest == row.pdf_hash:
        outcome = ("ready", "The file is the one that was issued.", "Every byte is the same.")
    else:
        outcome = (
            "overdue",
            "The file is not the one that was issued.",
            "It was altered, or it is another file. Trust this page, not the file.",
        )
    return _page(row, outcome=outcome)


def _page(row: Certificate, *, outcome: tuple[str, str, str] | None = None) -> ResponseReturnValue:
    made, status = queries.payload(row), queries.status(row)
    changed = row.revoked_at or row.superseded_at
    sentence = status_sentence(
        status,
        issuer=made.issuer,
        issued_on=made.issued_on,
        changed_on=changed.astimezone(ZoneInfo(services().settings.zone)).date() if changed else None,
    )
    return make_response(
        render_template(
            "verify.html",
            row=row,
            payload=made,
            status=status,
            heading=status_words(status),
            sentence=sentence,
            typed="",
            problem="",
            outcome=outcome,
            closed=db().get_one(Account, row.account_id).erased_at is not None,
            failed=False,
        )
    )


def _limit() -> None:
    """At most so many checks a minute from one place."""
    place = throttling.place(request.remote_addr)
    with services().database.independent() as writer:
        wait = throttling.count(writer, CHECKS, place, secret=str(current_app.secret_key), now=now())
    if wait:
        raise TooMany(
            "Many codes were checked from your network just now. Wait a minute, then go on.", retry_after=wait
        )
