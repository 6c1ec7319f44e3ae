"""Requests for erasure for administrators: which wait, what accepting one would do, accept or decline."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import DataRequired, Optional

from lms.acts.person.asked import accept as accept_request
from lms.acts.person.asked import holds_on
from lms.acts.person.erase import fates
from lms.errors import Invalid
from lms.people.erasure import actions
from lms.people.erasure.queries import answered_requests, answering, get_request_for, waiting_requests
from lms.people.erasure.rules import DAYS, DAYS_MOST, WORDS, is_late, left_words
from lms.people.models import Organisation
from lms.people.noting import REASON_MOST
from lms.people.permissions import Permission
from lms.readiness.history import names_of
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.people import show
from lms.web.words import zone_here

bp = Blueprint("erasure_requests", __name__, url_prefix="/admin/erasure")


class DaysForm(FlaskForm):  # type: ignore[misc]
    """Within how many days requests are answered."""

    days = IntegerField(
        "Days within which a request is answered",
        description=f"From 1 to {DAYS_MOST}. Requests that wait keep the day they were told.",
        validators=[Optional()],
    )


class AcceptForm(FlaskForm):  # type: ignore[misc]
    """That it is meant."""

    sure = BooleanField(
        "I have read what goes and what stays. Erase it for good.",
        validators=[DataRequired("Tick the box to say that you mean it.")],
    )


class DeclineForm(FlaskForm):  # type: ignore[misc]
    """Why not."""

    reason = StringField(
        "Why is it declined?",
        description=f"They read it on their account's page and in a letter. At most {REASON_MOST} characters; name no patient.",
        validators=[DataRequired("Say why; whoever asked reads the reason.")],
    )


@route(bp, "/", allow=Permission.PEOPLE_ERASE)
def requests() -> ResponseReturnValue:
    """Requests that wait, the one due soonest first, and what came of earlier ones."""
    return _list(None)


@route(bp, "/days", methods=["POST"], allow=Permission.PEOPLE_ERASE)
def days() -> ResponseReturnValue:
    """Say within how many days requests are answered."""
    form = DaysForm()
    if form.validate_on_submit():
        try:
            actions.set_days(db(), actor=actor(), now=now(), organisation_id=_organisation().id, days=form.days.data)
            flash("Saved.\nIt holds for requests from now on.", "ready")
            return see_other(url_for("erasure_requests.requests"))
        except Invalid as wrong:
            show(form, wrong)
    return _list(form)


@route(bp, "/<request_id>", allow=Permission.PEOPLE_ERASE)
def one(request_id: str) -> ResponseReturnValue:
    """One request: since when it waits, what accepting it would erase and keep, and the two answers."""
    return _one(request_id, AcceptForm(formdata=None), DeclineForm(formdata=None))


@route(bp, "/<request_id>/accept", methods=["POST"], allow=Permission.PEOPLE_ERASE)
def accept(request_id: str) -> ResponseReturnValue:
    """Erase, and answer the request."""
    form = AcceptForm()
    get_request_for(db(), actor(), request_id)
    if form.validate_on_submit():
        try:
            accept_request(db(), actor=actor(), now=now(), request_id=request_id)
            flash("Erased.\nThe account is closed; a last letter says so. Certificates can still be checked.", "ready")
            return see_other(url_for("erasure_requests.requests"))
        except Invalid as wrong:
            db().rollback()
            form.form_errors.append(wrong.sentence)
    return _one(request_id, form, DeclineForm(formdata=None))


@route(bp, "/<request_id>/decline", methods=["POST"], allow=Permission.PEOPLE_ERASE)
def decline(request_id: str) -> ResponseReturnValue:
    """Do not erase, and say why."""
    form = DeclineForm()
    get_request_for(db(), actor(), request_id)
    if form.validate_on_submit():
        try:
            actions.decline(
                db(), actor=actor(), now=now(), request_id=request_id, reason=form.reason.data or "",
                base_url=services().settings.base_url,
            )  # fmt: skip
            flash("Declined.\nNothing was erased; a letter tells them why.", "ready")
            return see_other(url_for("erasure_requests.requests"))
        except Invalid as wrong:
            show(form, wrong)
    return _one(request_id, AcceptForm(formdata=None), form)


def _organisation() -> Organisation:
    """The organisation whose days are set: the actor's own before another."""
    places = answering(actor())
    return db().get_one(Organisation, actor().organisation_id if actor().organisation_id in places else min(places))


def _list(form: DaysForm | None) -> ResponseReturnValue:
    days_now = _organisation().erasure_answer_days or DAYS
    form = form or DaysForm(formdata=None, data={"days": days_now})
    waiting, answered = waiting_requests(db(), actor()), answered_requests(db(), actor())
    shown = render_template(
        "erasure_requests.html",
        form=form,
        waiting=[(row, left_words(row.due_on, actor().today), is_late(row.due_on, actor().today)) for row in waiting],
        answered=answered,
        names=names_of(db(), [row.answered_by_account_id for row in answered]),
        words=WORDS,
        days=days_now,
        zone=zone_here(),
    )
    return shown, 422 if form.errors else 200


def _one(request_id: str, accepting: AcceptForm, declining: DeclineForm) -> ResponseReturnValue:
    row = get_request_for(db(), actor(), request_id)
    found = fates(db(), account_id=row.account_id, now=now()) if row.answered_at is None else ()
    failed = next((form for form in (accepting, declining) if form.errors), None)
    shown = render_template(
        "erasure_request.html",
        row=row,
        accepting=accepting,
        declining=declining,
        failed=failed,
        left=left_words(row.due_on, actor().today),
        is_own=row.account_id == actor().account_id,
        holds=holds_on(db(), row.account) if row.answered_at is None else (),
        gone=[each for each in found if each.gone],
        kept=[each for each in found if not each.gone],
        names=names_of(db(), [row.answered_by_account_id]),
        words=WORDS,
        zone=zone_here(),
    )
    return shown, 422 if failed is not None else 200
