"""One's own addresses, all that is held on oneself as a file, and closing the account."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired

from lms.acts.person.erase import erase, fates, is_held
from lms.acts.person.export import export_person
from lms.errors import Invalid
from lms.people import addresses, further_addresses, links, throttling
from lms.people.models import Account
from lms.people.passwords import check_password
from lms.web.account import account_page, own
from lms.web.door import Access, actor, db, now, route, see_other, services
from lms.web.one_person import AddressForm
from lms.web.people import said_about_mail, show
from lms.web.sign_in import LinkForm, client, gone_page, not_stored, refuse_when_too_many

bp = Blueprint("own_data", __name__)


class CloseForm(FlaskForm):  # type: ignore[misc]
    """The password, and that it is meant."""

    password = PasswordField("Your password", validators=[DataRequired("Enter your password.")])
    sure = BooleanField(
        "I have saved what I want to keep. Close my account for good.",
        validators=[DataRequired("Tick the box to say that you mean it.")],
    )


@route(bp, "/account/addresses", methods=["POST"], allow=Access.SIGNED_IN)
def add_address() -> ResponseReturnValue:
    """Mail a link to a further address; it becomes one's own when the link's button is pressed."""
    form = AddressForm()
    if form.validate_on_submit():
        typed = form.email.data or ""
        here, to = client(), addresses.folded(typed)
        refuse_when_too_many(
            (throttling.MAIL_BOTH, f"{to} {here}"), (throttling.MAIL_CLIENT, here), (throttling.MAIL_ADDRESS, to)
        )
        try:
            further_addresses.ask(
                db(),
                actor=actor(),
                now=now(),
                base_url=services().settings.base_url,
                account_id=actor().account_id,
                email=typed,
            )
            flash(f"A letter to confirm the address is written.\n{said_about_mail(typed, 'three days')}", "ready")
            return see_other(url_for("account.account"))
        except Invalid as wrong:
            show(form, wrong)
    return account_page(address_form=form)


@route(bp, "/account/addresses/<own_address_id>/first", methods=["POST"], allow=Access.SIGNED_IN)
def first_address(own_address_id: str) -> ResponseReturnValue:
    """Mail goes to this address from now on."""
    row = further_addresses.make_first(
        db(), actor=actor(), now=now(), account_id=actor().account_id, address_id=own_address_id
    )
    flash(f"Saved.\nMail goes to {row.email} from now on.", "ready")
    return see_other(url_for("account.account"))


@route(bp, "/account/addresses/<own_address_id>/remove", methods=["POST"], allow=Access.SIGNED_IN)
def remove_address(own_address_id: str) -> ResponseReturnValue:
    """Take one of one's addresses away."""
    further_addresses.remove(db(), actor=actor(), now=now(), account_id=actor().account_id, address_id=own_address_id)
    flash("The address is taken away.\nNobody can sign in with it any more.", "ready")
    return see_other(url_for("account.account"))


@route(bp, "/account/addresses/waiting/<own_link_id>/withdraw", methods=["POST"], allow=Access.SIGNED_IN)
def withdraw_address(own_link_id: str) -> ResponseReturnValue:
    """Forget an address that was not confirmed."""
    further_addresses.withdraw(db(), actor=actor(), now=now(), account_id=actor().account_id, link_id=own_link_id)
    flash("Withdrawn.\nThe letter's link does not work any more.", "ready")
    return see_other(url_for("account.account"))


@route(bp, "/address/<token>", methods=["GET", "POST"], allow=Access.ANYONE)
def confirm_address(token: str) -> ResponseReturnValue:
    """The page that a letter links to: opening it changes nothing, the button makes the address the account's."""
    form = LinkForm()
    try:
        if form.validate_on_submit():
            row = further_addresses.confirm(db(), token=token, now=now())
            flash(f"Confirmed.\n{row.email} can be used to sign in from now on.", "ready")
            return see_other(url_for("account.account"))
        found = links.look(db(), kind=links.ADDRESS, token=token, now=now())
    except links.LinkGone as gone:
        return gone_page(links.ADDRESS, gone)
    return not_stored(render_template("address_confirm.html", form=form, found=found))


@route(bp, "/account/export.zip", allow=Access.SIGNED_IN)
def export() -> Response:
    """All that is held on oneself, as one ZIP."""
    name, content = export_person(db(), actor=actor(), now=now(), files=services().files, account_id=actor().account_id)
    answer = make_response(content)
    answer.mimetype = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@route(bp, "/account/close", methods=["GET", "POST"], allow=Access.SIGNED_IN, keep=False)
def close() -> ResponseReturnValue:
    """What closing erases and keeps; with the password it is done, for good."""
    form, who = CloseForm(), actor()
    if form.validate_on_submit():
        refuse_when_too_many((throttling.PASSWORD_ACCOUNT, who.account_id))
        with services().database.session() as reader:
            stored = reader.get_one(Account, who.account_id).password_hash
        if not check_password(stored, form.password.data or "", services().settings).fits:
            form.password.errors = ["This is not your present password."]
        else:
            try:
                erase(db(), actor=who, now=now(), account_id=who.account_id)
                session.clear()
                flash(
                    "Your account is closed.\nWhat was personal is erased. Certificates can still be checked.", "ready"
                )
                return see_other(url_for("sign_in.sign_in"))
            except Invalid as wrong:
                form.form_errors.append(wrong.sentence)
    found = fates(db(), account_id=who.account_id, now=now())
    shown = render_template(
        "close.html",
        form=form,
        person=own(),
        held=is_held(db(), who.account_id),
        gone=[each for each in found if each.gone],
        kept=[each for each in found if not each.gone],
    )
    return shown, 422 if form.errors else 200
