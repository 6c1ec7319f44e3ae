"""Ask for what is held on oneself to be erased, see how the request stands, withdraw it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired

from lms.acts.person.erase import fates, is_held
from lms.errors import Invalid
from lms.people import throttling
from lms.people.erasure import actions
from lms.people.erasure.queries import open_request, requests_of
from lms.people.erasure.rules import DAYS, WORDS, left_words
from lms.people.merged import accounts_of
from lms.people.models import Account, Organisation
from lms.people.passwords import check_password
from lms.web.account import own
from lms.web.door import Access, actor, db, now, route, see_other, services
from lms.web.sign_in import refuse_when_too_many
from lms.web.words import zone_here

bp = Blueprint("erasure", __name__, url_prefix="/account/erasure")


class AskForm(FlaskForm):  # type: ignore[misc]
    """The password, where there is one, and that it is meant."""

    password = PasswordField("Your password", validators=[DataRequired("Enter your password.")])
    sure = BooleanField(
        "I have read what is erased and what is kept, and ask for it.",
        validators=[DataRequired("Tick the box to say that you mean it.")],
    )


@route(bp, "", methods=["GET", "POST"], allow=Access.SIGNED_IN, keep=False)
def page() -> ResponseReturnValue:
    """What would be erased and kept; how the request stands; or the form to ask.

    Whoever has a second step proves it first, and whoever has a password types it. Somebody who has neither signs in by
    a mailed link or through a provider, and asks with that session: nothing is erased before an administrator accepts,
    and a letter tells her.
    """
    form, who = AskForm(), actor()
    # Read apart: counting tries writes in a transaction of its own, which would wait for this one.
    with services().database.session() as reader:
        stored = reader.get_one(Account, who.account_id).password_hash
    if stored is None:
        del form.password
    if form.validate_on_submit() and _is_she(form, stored):
        try:
            row = actions.ask(db(), actor=who, now=now(), base_url=services().settings.base_url)
            flash(f"Your request is received.\nYou have an answer by {row.due_on:%-d %B %Y}.", "ready")
            return see_other(url_for("erasure.page"))
        except Invalid as wrong:
            form.form_errors.append(wrong.sentence)
    organisation = db().get_one(Organisation, own().organisation_id)
    ids = accounts_of(db(), who.account_id)
    waiting = open_request(db(), who.account_id)
    found = fates(db(), account_id=who.account_id, now=now())
    shown = render_template(
        "erasure.html",
        form=form,
        organisation_here=organisation,
        days=organisation.erasure_answer_days or DAYS,
        waiting=waiting,
        left=left_words(waiting.due_on, who.today) if waiting else "",
        before=[row for row in requests_of(db(), ids) if row.answered_at is not None and row.outcome != "joined"],
        words=WORDS,
        held=is_held(db(), who.account_id),
        gone=[each for each in found if each.gone],
        kept=[each for each in found if not each.gone],
        zone=zone_here(),
    )
    return shown, 422 if form.errors else 200


@route(bp, "/withdraw", methods=["POST"], allow=Access.SIGNED_IN)
def withdraw() -> ResponseReturnValue:
    """Take the request back."""
    actions.withdraw(db(), actor=actor(), now=now())
    flash("Withdrawn.\nNothing is erased; a letter says so.", "ready")
    return see_other(url_for("erasure.page"))


def _is_she(form: AskForm, stored: str | None) -> bool:
    """Whether the password is right, where one is asked for; else the field says so. Raises TooMany."""
    if stored is None:
        return True
    refuse_when_too_many((throttling.PASSWORD_ACCOUNT, actor().account_id))
    if check_password(stored, form.password.data or "", services().settings).fits:
        return True
    form.password.errors = ["This is not your present password."]
    return False
