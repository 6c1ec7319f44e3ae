"""Webhooks of an organisation: addresses that are told what happens, and the log of what was sent."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from lms.errors import Invalid
from lms.people.models import Organisation
from lms.people.permissions import Permission
from lms.web.door import actor, db, now, route, see_other, services
from lms.web.people import show
from lms.web.sign_in import secret
from lms.webhooks import actions
from lms.webhooks.rules import EVENTS

bp = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")
NEW = "new_webhook_secret"
"""Where the browser's own cookie carries a new secret to the one page that shows it: the webhook's id and the secret."""


class WebhookForm(FlaskForm):  # type: ignore[misc]
    """A new webhook."""

    url = StringField(
        "Address", description="Such as https://hooks.example.org/linchpin.",
        validators=[DataRequired("Enter the address of your program.")],
    )  # fmt: skip
    events = SelectMultipleField("What it is told", validate_choice=False)
    organisation_id = SelectField("Organisation", validate_choice=False)


def _form() -> WebhookForm:
    form = WebhookForm()
    form.events.choices = [SelectChoice(each, f"{words} ({each})") for each, words in EVENTS.items()]
    form.organisation_id.choices = [
        SelectChoice(each, db().get_one(Organisation, each).name) for each in _administered()
    ]
    return form


def _administered() -> list[str]:
    """The organisations that the reader administers as a whole, her own first."""
    here = actor().organisations_with(Permission.WEBHOOK_ADMIN)
    return sorted(here, key=lambda each: (each != actor().organisation_id, each))


@route(bp, "/", allow=Permission.WEBHOOK_ADMIN)
def webhooks() -> ResponseReturnValue:
    """The list, and the form for another."""
    return _page(_form())


def _page(form: WebhookForm) -> ResponseReturnValue:
    rows = actions.webhooks_for(db(), actor())
    page = render_template("webhooks.html", form=form, rows=rows, events=EVENTS, host_of=actions.host_of)
    return make_response(page, 422 if form.errors or form.form_errors else 200)


@route(bp, "/new", allow=Permission.WEBHOOK_ADMIN, methods=["POST"], keep=False)
def add() -> ResponseReturnValue:
    """Add a webhook."""
    form = _form()
    if form.validate_on_submit():
        try:
            made = actions.add_webhook(
                db(),
                actor=actor(),
                now=now(),
                organisation_id=form.organisation_id.data or next(iter(_administered()), ""),
                url=form.url.data or "",
                events=form.events.data or (),
                key=secret(),
                loopback=services().settings.webhook_loopback,
            )
            return _show_secret(made)
        except Invalid as wrong:
            show(form, wrong)
    return _page(form)


def _show_secret(made: actions.Made) -> ResponseReturnValue:
    session[NEW] = [made.row.id, made.secret]
    return see_other(url_for("webhooks.webhook", webhook_id=made.row.id))


@route(bp, "/<webhook_id>", allow=Permission.WEBHOOK_ADMIN)
def webhook(webhook_id: str) -> ResponseReturnValue:
    """One webhook with the log of the last messages; a secret just made is shown here, this once."""
    row = actions.get_webhook_for(db(), actor(), webhook_id)
    made = session.pop(NEW)[1] if session.get(NEW, [""])[0] == row.id else None
    return render_template(
        "webhook.html",
        row=row,
        host=actions.host_of(row),
        made=made,
        log=actions.deliveries_of(db(), row.id),
        events=EVENTS,
        two=row.before_until is not None and now() < row.before_until,
        zone=services().settings.zone,
    )


@route(bp, "/<webhook_id>/rotate", allow=Permission.WEBHOOK_ADMIN, methods=["POST"], keep=False)
def rotate(webhook_id: str) -> ResponseReturnValue:
    """Make another secret."""
    return _show_secret(actions.rotate_secret(db(), actor=actor(), now=now(), webhook_id=webhook_id, key=secret()))


@route(bp, "/<webhook_id>/pause", allow=Permission.WEBHOOK_ADMIN, methods=["POST"])
def pause(webhook_id: str) -> ResponseReturnValue:
    """Send nothing more until it is resumed."""
    actions.pause_webhook(db(), actor=actor(), now=now(), webhook_id=webhook_id)
    flash("Paused.\nNothing is sent until you resume it.", "ready")
    return see_other(url_for("webhooks.webhook", webhook_id=webhook_id))


@route(bp, "/<webhook_id>/resume", allow=Permission.WEBHOOK_ADMIN, methods=["POST"])
def resume(webhook_id: str) -> ResponseReturnValue:
    """Send again."""
    actions.resume_webhook(db(), actor=actor(), now=now(), webhook_id=webhook_id)
    flash("Resumed.\nWhat happens from now on is sent.", "ready")
    return see_other(url_for("webhooks.webhook", webhook_id=webhook_id))


@route(bp, "/<webhook_id>/remove", allow=Permission.WEBHOOK_ADMIN, methods=["POST"])
def remove(webhook_id: str) -> ResponseReturnValue:
    """Take it away with its log."""
    row = actions.remove_webhook(db(), actor=actor(), now=now(), webhook_id=webhook_id)
    flash(f"Removed.\nNothing is sent to {actions.host_of(row)} any more.", "ready")
    return see_other(url_for("webhooks.webhooks"))


@route(bp, "/<webhook_id>/messages/<delivery_id>/send", allow=Permission.WEBHOOK_ADMIN, methods=["POST"])
def send_again(webhook_id: str, delivery_id: str) -> ResponseReturnValue:
    """Send a message again."""
    actions.resend(db(), actor=actor(), now=now(), webhook_id=webhook_id, delivery_id=delivery_id)
    flash("It is sent again.\nWhat comes of it stands below in a moment.", "ready")
    return see_other(url_for("webhooks.webhook", webhook_id=webhook_id))
