"""One's own tokens, with which programs ask: make one, see it once, revoke it."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, make_response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import DateField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired

from lms.errors import Invalid
from lms.people.tokens.actions import make_token, revoke_token, scopes_for, tokens_of
from lms.people.tokens.rules import SCOPES
from lms.web.door import Access, actor, db, now, route, see_other
from lms.web.people import show

bp = Blueprint("tokens", __name__, url_prefix="/account/tokens")
NEW = "new_token"
"""Where the browser's own cookie carries a new token to the one page that shows it."""
USUAL = timedelta(days=90)


class TokenForm(FlaskForm):  # type: ignore[misc]
    """A new token."""

    name = StringField(
        "What it is for", description="Such as: payroll reads who is ready.", validators=[DataRequired("Say what it is for.")]
    )  # fmt: skip
    scopes = SelectMultipleField("What it may be used for", validate_choice=False)
    last_day = DateField(
        "Last day", description="At most a year from today.", validators=[DataRequired("Enter the last day.")]
    )


def _form() -> TokenForm:
    form = TokenForm(data={"last_day": actor().today + USUAL})
    form.scopes.choices = [SelectChoice(each.id, f"{each.words} ({each.id})") for each in scopes_for(actor())]
    return form


@route(bp, "/", allow=Access.SIGNED_IN)
def tokens() -> ResponseReturnValue:
    """The list, and the form for another; a token just made is shown here, this once."""
    return _page(_form(), made=session.pop(NEW, None))


def _page(form: TokenForm, made: str | None = None) -> ResponseReturnValue:
    rows = tokens_of(db(), actor())
    page = render_template("tokens.html", form=form, rows=rows, scopes=SCOPES, made=made, today=actor().today)
    return make_response(page, 422 if form.errors or form.form_errors else 200)


@route(bp, "/new", allow=Access.SIGNED_IN, methods=["POST"], keep=False)
def make() -> ResponseReturnValue:
    """Make a token."""
    form = _form()
    if form.validate_on_submit() and form.last_day.data is not None:
        try:
            made = make_token(
                db(),
                actor=actor(),
                now=now(),
                name=form.name.data or "",
                scopes=form.scopes.data or (),
                last_day=form.last_day.data,
            )
            session[NEW] = made.secret
            return see_other(url_for("tokens.tokens"))
        except Invalid as wrong:
            show(form, wrong)
    return _page(form)


@route(bp, "/<own_token_id>/revoke", allow=Access.SIGNED_IN, methods=["POST"])
def revoke(own_token_id: str) -> ResponseReturnValue:
    """End a token at once."""
    row = revoke_token(db(), actor=actor(), now=now(), token_id=own_token_id)
    flash(f"Revoked.\n“{row.name}” opens nothing any more.", "ready")
    return see_other(url_for("tokens.tokens"))
