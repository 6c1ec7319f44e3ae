"""Check a certificate: open to everyone, rate limited, shows what the paper must say and what it means for a board."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge

from lms.credit import queries
from lms.credit.codes import in_fours, normalise
from lms.credit.models import Certificate
from lms.credit.rules import CertificatePayload, date_words, list_words, status_sentence
from lms.credit.verdicts import LARGEST, TOO_LARGE, Verdict
from lms.credit.verifying import verdict_of, verify_file
from lms.errors import TooMany
from lms.people import throttling
from lms.people.models import Account
from lms.web.door import Access, db, now, route, see_other, services

bp = Blueprint("verify", __name__, url_prefix="/verify")
CHECKS = throttling.Limit("verify", 60, 1)
UNKNOWN = "No certificate has this code. Compare it with the paper, character by character."
BY_ITSELF = ("expired approval at completion", "being prepared")
"""Verdicts that are told by what was found; the others by the day on which something happened."""
TAKES_FILES = ("verify.file", "verify.compare")
AROUND = 64 * 1024
"""Bytes that a form needs around its file."""


def install(app: Flask) -> None:
    """The limit on a stranger's file, before anything of the request is read: what is larger is no certificate of ours."""

    @app.before_request
    def limit_file() -> None:
        if request.endpoint in TAKES_FILES:
            request.max_content_length = LARGEST + AROUND


@bp.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """A file that cannot be one of ours, refused by its size: nothing of it was read or kept."""
    return _file_page(Verdict("unknown", TOO_LARGE), status=413)


@route(bp, "/", allow=Access.ANYONE)
def form() -> ResponseReturnValue:
    """The form for a code; `?code=` works without a script."""
    typed = request.args.get("code", "")
    if not typed.strip():
        return render_template("verify.html", typed="", problem="", outcome=None, row=None, failed=False)
    code, elsewhere = _code_in(typed)
    if code is None:
        problem = "A code has 16 characters, such as 7Q4M-20K9-XV3T-8HPD. It never holds the letter U."
        if elsewhere:
            problem = f"This address leads to {elsewhere[:80]}, another site. Only the issuer’s own page can say what its certificate is worth; here no certificate of another site is known."
        return make_response(
            render_template("verify.html", typed=typed, problem=problem, outcome=None, row=None, failed=True), 422
        )
    return redirect(url_for("verify.code", code=in_fours(code)), 303)


def _code_in(typed: str) -> tuple[str | None, str]:
    """The code that was typed, or that stands in the address a QR code held; and the other site that it leads to."""
    try:
        parts = urlsplit(typed.strip())
        host = parts.netloc if parts.scheme in ("http", "https") else ""
    except ValueError:
        return None, ""
    if not host:
        return normalise(typed), ""
    ours = {urlsplit(services().settings.base_url).netloc, request.host}
    return (normalise(parts.path.rsplit("/", maxsplit=1)[-1]), "") if host in ours else (None, host)


@route(bp, "/file", allow=Access.ANYONE, methods=["POST"])
def file() -> ResponseReturnValue:
    """What a file is that somebody was sent: one of ours, one that was ours, or none. The file is not kept."""
    _limit()
    given = request.files.get("file")
    if given is None or not given.filename:
        page = render_template(
            "verify.html",
            typed="",
            problem="",
            no_file="Choose the PDF file first.",
            outcome=None,
            row=None,
            failed=True,
        )
        return make_response(page, 422)
    with given.stream as stream:
        content = stream.read()
    with services().database.session() as reader:  # Nothing is written, so that nobody who writes waits for it.
        verdict, row = verify_file(reader, content, ring=services().keys)
        if row is None:
            return _file_page(verdict)
        made = queries.payload(row)
        return _file_page(verdict, made, lines_of(made, verdict, closed=_closed(reader, row)))


def _file_page(
    verdict: Verdict,
    made: CertificatePayload | None = None,
    lines: Sequence[tuple[str, str]] = (),
    *,
    status: int = 200,
) -> ResponseReturnValue:
    runs = services().settings.base_url
    page = render_template("verify_file.html", verdict=verdict, payload=made, lines=lines, runs=runs)
    return make_response(page, status)


def lines_of(made: CertificatePayload, verdict: Verdict, *, closed: bool) -> list[tuple[str, str]]:
    """All that a stranger may see of a certificate, line by line: never a licence, a score or an e-mail address."""
    told = [
        ("Certificate", made.code),
        ("Name on it", made.name),
        ("Completed", f"{made.title} of {made.course_title}"),
        ("Parts", "; ".join(made.parts)),
        ("Date", date_words(made.completed_on)),
        ("Training time", made.time_words),
    ]
    for line in made.credits:
        term = " to ".join(date_words(date.fromisoformat(day)) for day in (line.term_start, line.term_end))
        told += [
            ("CE credit", f"{line.amount} {line.unit}, {line.label}"),
            ("Approval", f"Number {line.number}, {term}"),
            *([("Designated for", list_words(line.topics).capitalize())] if line.topics else []),
        ]
    if not made.credits:
        told.append(("CE credit", "None. The certificate records training only."))
    if made.provider is not None:
        place = ", ".join((made.provider.legal_name, *made.provider.address.split("\n"), made.provider.url))
        told += [("Provider", place), ("Format", made.format)]
    if made.joint_statement:
        told.append(("Provided jointly", made.joint_statement))
    told.append(("Issued by", f"{made.issuer}, {date_words(made.issued_on)}, serial {made.serial}"))
    told.append(("Standing", verdict.word.capitalize()))
    if closed:
        told.append(("Holder", "Holder’s account closed. That changes nothing about the certificate."))
    return told


def _closed(session: Session, row: Certificate) -> bool:
    return session.get_one(Account, row.account_id).erased_at is not None


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
    made, status, verdict = queries.payload(row), queries.status(row), verdict_of(db(), row)
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
            verdict=verdict,
            sentence=verdict.found if verdict.word in BY_ITSELF else sentence,
            typed="",
            problem="",
            outcome=outcome,
            lines=lines_of(made, verdict, closed=_closed(db(), row)),
            runs=services().settings.base_url,
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
