"""Sharing the go-live board: a link to it as it stood, for people without an account, made, listed and revoked."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange

from lms.errors import Invalid, NotFound, Refusal, TooMany
from lms.people import throttling
from lms.people.models import Clinic
from lms.people.permissions import Permission
from lms.readiness.opening import shares
from lms.readiness.opening.board import WhatIf
from lms.readiness.rules.shared_board import DAYS_LEAST, DAYS_MOST, DAYS_USUAL, NOTE_MOST, tried_words
from lms.web.clinics import clinic_seen, query_of, tried_out
from lms.web.door import Access, actor, course, db, now, route, see_other, services
from lms.web.words import zone_words

bp = Blueprint("shares", __name__)
OPENINGS = throttling.Limit("shared-board", 60, 1)
MADE = "made_share"
"""Where the session holds the token of the link that was just made, until the page has shown it once."""


class ShareForm(FlaskForm):  # type: ignore[misc]
    """How a board is shared."""

    days = IntegerField(
        "How many days the link works",
        description=f"{DAYS_LEAST} to {DAYS_MOST}. You can revoke it at any time before.",
        validators=[
            InputRequired(f"Enter a number from {DAYS_LEAST} to {DAYS_MOST}."),
            NumberRange(DAYS_LEAST, DAYS_MOST, f"Choose {DAYS_LEAST} to {DAYS_MOST} days."),
        ],
    )
    note = TextAreaField(
        "A word to whoever opens it, if you like",
        description="It stands above the board. Name no patient.",
        validators=[Length(max=NOTE_MOST, message=f"Use at most {NOTE_MOST} characters.")],
    )
    named = BooleanField("Name the people, and show what was written about each item")


@route(bp, "/clinics/<clinic_id>/opening/share", allow=Permission.CLINIC_SETUP, methods=["GET", "POST"])
def share(clinic_id: str) -> ResponseReturnValue:
    """Make a link to the board as it stands now, and see those that were made."""
    here = clinic_seen(clinic_id, Permission.CLINIC_SETUP)
    day, tried = tried_out(here.opens_on)
    form = ShareForm()
    if request.method != "POST":
        form.days.data = DAYS_USUAL
    elif form.validate_on_submit():
        if day is None:
            raise Refusal("No first day is set, so there is no board to share. Set one, or try one out on the board.")
        try:
            row, token = shares.make_share(
                db(), actor=actor(), now=now(), course=course(), clinic_id=here.id, opening=day, what_if=tried,
                named=bool(form.named.data), note=form.note.data or "", days=form.days.data or 0,
            )  # fmt: skip
        except Invalid as wrong:
            if wrong.field not in form:
                raise
            form[wrong.field].errors = [str(wrong)]
        else:
            session[MADE] = [row.id, token]
            return see_other(url_for("shares.share", clinic_id=here.id, _anchor="links"))
    return _page(here, form, day, tried)


def _page(here: Clinic, form: ShareForm, day: date | None, tried: WhatIf) -> ResponseReturnValue:
    made = session.pop(MADE, None) if request.method == "GET" else None
    query = query_of(day, tried, here.opens_on) if day else {}
    board = None
    if day is not None:
        board = shares.board_to_share(
            db(), here, course(), now=now(), opening=day, what_if=tried, named=bool(form.named.data)
        )
    shown = render_template(
        "share.html",
        clinic=here,
        form=form,
        day=day,
        query=query,
        tried=tried_words(board) if board else "",
        answer=board.answer if board else "",
        links=shares.shares_of(db(), actor(), here.id, now()),
        made_id=made[0] if made else None,
        address=services().settings.base_url + url_for("shares.shared", share_token=made[1]) if made else None,
        zone=zone_words(here.zone),
    )
    return make_response(shown, 422 if form.errors else 200)


@route(bp, "/clinics/<clinic_id>/opening/share/<share_id>/revoke", allow=Permission.CLINIC_SETUP, methods=["POST"])
def revoke(clinic_id: str, share_id: str) -> ResponseReturnValue:
    """End a link at once."""
    shares.revoke_share(db(), actor=actor(), now=now(), clinic_id=clinic_id, share_id=share_id)
    flash("Revoked.\nWhoever opens that link from now on is told that it does not work.", "ready")
    return see_other(url_for("shares.share", clinic_id=clinic_id, _anchor="links"))


@route(bp, "/shared/<share_token>", allow=Access.ANYONE)
def shared(share_token: str) -> ResponseReturnValue:
    """The board behind a link. One that ran out, was revoked or never was answers alike."""
    _limit()
    try:
        found = shares.open_share(db(), share_token, now=now())
    except NotFound:
        return _private(make_response(render_template("shared_gone.html"), 404))
    if request.method == "GET":
        with services().database.independent() as writer:
            shares.count_opened(writer, found.row.id, now())
    board = found.board
    page = render_template(
        "shared.html", found=found, board=board, tried=tried_words(board), zone=board.zone, words=zone_words(board.zone)
    )
    return _private(make_response(page))


def _private(answer: Response) -> Response:
    """Never stored, never indexed, and no page that is opened from it learns the address."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _limit() -> None:
    """At most so many a minute from one place."""
    place = throttling.place(request.remote_addr)
    with services().database.independent() as writer:
        wait = throttling.count(writer, OPENINGS, place, secret=str(current_app.secret_key), now=now())
    if wait:
        raise TooMany(
            "Many shared pages were opened from your network just now. Wait a minute, then go on.", retry_after=wait
        )
