"""One's own account: first-run questions, names, password, sessions."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from lms.errors import Invalid
from lms.people import further_addresses, own_account, queries, throttling
from lms.people import sign_in as sessions
from lms.people.erasure.queries import open_request
from lms.people.factors.queries import factors_of
from lms.people.identity.linking import identities_of
from lms.people.models import Account
from lms.people.passwords import check_password, hash_password, new_password_problem
from lms.people.rules import ROLES, strength_words
from lms.readiness.meetings.feeds import feeds_of
from lms.web.door import Access, actor, db, now, route, see_other, services
from lms.web.meetings import addresses_of
from lms.web.one_person import AddressForm
from lms.web.sign_in import HINT_FOR_NEW, refuse_when_too_many
from lms.web.words import count

bp = Blueprint("account", __name__)


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name as colleagues know it."""

    name = StringField("Your name, as colleagues know it", validators=[DataRequired("Enter your name.")])


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and a new one."""

    current_password = PasswordField("Present password", validators=[DataRequired("Enter your present password.")])
    new_password = PasswordField("New password", validators=[DataRequired("Choose a new password.")])


def own() -> Account:
    """The account of whoever is signed in."""
    return db().get_one(Account, actor().account_id)


@route(bp, "/welcome", methods=["GET", "POST"], allow=Access.SIGNED_IN)
def welcome() -> ResponseReturnValue:
    """First run: the name, and the role and date as they were recorded."""
    account = own()
    if account.welcomed_at is not None:
        return see_other(url_for("home.home"))
    form = NameForm(data={"name": account.name})
    if form.validate_on_submit():
        try:
            own_account.welcome(db(), actor=actor(), now=now(), name=form.name.data or "")
            return see_other(url_for("home.home"))
        except Invalid as wrong:
            form.name.errors = [wrong.sentence]
    held = queries.roles_of(db(), account.id)
    return render_template("welcome.html", form=form, held=held, roles=ROLES), 422 if form.errors else 200


@route(bp, "/account/", allow=Access.SIGNED_IN)
def account() -> ResponseReturnValue:
    """Everything about one's own account."""
    return account_page()


def account_page(
    name_form: NameForm | None = None,
    password_form: PasswordForm | None = None,
    address_form: AddressForm | None = None,
) -> ResponseReturnValue:
    """The page, with what went wrong in one of its forms; the others are as they were."""
    person = own()
    name_form = name_form or NameForm(formdata=None, data={"name": person.name})
    password_form = password_form or PasswordForm(formdata=None)
    address_form = address_form or AddressForm(formdata=None)
    failed = next((form for form in (name_form, password_form, address_form) if form.errors), None)
    shown = render_template(
        "account.html",
        name_form=name_form,
        password_form=password_form,
        address_form=address_form,
        failed=failed,
        person=person,
        addresses=queries.addresses_of(db(), person.id),
        first=lambda thing: url_for("own_data.first_address", own_address_id=thing),
        remove=lambda thing: url_for("own_data.remove_address", own_address_id=thing),
        withdraw=lambda thing: url_for("own_data.withdraw_address", own_link_id=thing),
        waiting=further_addresses.waiting(db(), person.id, now=now()),
        held=queries.roles_of(db(), person.id),
        roles=ROLES,
        sessions=sessions.sessions_of(db(), person.id, now=now(), settings=services().settings),
        second_steps=len(factors_of(db(), person.id)),
        this_session=actor().session_id,
        identities=identities_of(db(), person.id),
        labels=services().identity.labels(),
        erasure=open_request(db(), person.id),
        feeds=addresses_of(feeds_of(db(), actor())),
        zone=queries.zone_of(db(), person, services().settings.zone),
        hint=HINT_FOR_NEW,
    )
    return shown, 422 if failed is not None else 200


@route(bp, "/account/name", methods=["POST"], allow=Access.SIGNED_IN)
def rename() -> ResponseReturnValue:
    """Change the name as colleagues know it."""
    form = NameForm()
    if form.validate_on_submit():
        try:
            own_account.rename(db(), actor=actor(), now=now(), name=form.name.data or "")
            flash("Saved.\nYour name is changed.", "ready")
            return see_other(url_for("account.account"))
        except Invalid as wrong:
            form.name.errors = [wrong.sentence]
    return account_page(name_form=form)


@route(bp, "/account/password", methods=["POST"], allow=Access.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change the password; every other session is signed out."""
    form = PasswordForm()
    who = actor()
    if form.validate_on_submit():
        refuse_when_too_many((throttling.PASSWORD_ACCOUNT, who.account_id))
        with services().database.session() as reader:
            stored = reader.get_one(Account, who.account_id).password_hash
            emails = queries.emails_of(reader, who.account_id)
        new = form.new_password.data or ""
        problem = new_password_problem(new, name=who.name, emails=emails)
        if not check_password(stored, form.current_password.data or "", services().settings).fits:
            form.current_password.errors = ["This is not your present password."]
        elif problem is not None:
            form.new_password.errors = [problem]
        else:
            new_hash = hash_password(new, services().settings)
            ended = own_account.change_password(db(), actor=who, now=now(), new_hash=new_hash)
            others = f" {count(ended, 'other session was', 'other sessions were')} signed out." if ended else ""
            flash(f"Your password is changed.\nIt is {strength_words(new)}.{others}", "ready")
            return see_other(url_for("account.account"))
    return account_page(password_form=form)


@route(bp, "/account/sessions/<signed_in_id>/end", methods=["POST"], allow=Access.SIGNED_IN)
def end_session(signed_in_id: str) -> ResponseReturnValue:
    """Sign one session out, this one or another."""
    sessions.end_session(db(), actor=actor(), now=now(), signed_in_id=signed_in_id)
    if signed_in_id == actor().session_id:
        session.clear()
        return see_other(url_for("sign_in.sign_in"))
    flash("Signed out there.\nThat session has ended.", "ready")
    return see_other(url_for("account.account"))


@route(bp, "/account/sessions/end-all", methods=["POST"], allow=Access.SIGNED_IN)
def end_everywhere() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    ended = sessions.sign_out_everywhere(db(), actor=actor(), now=now())
    session.clear()
    flash(f"You are signed out everywhere.\n{count(ended, 'session')} ended.", "ready")
    return see_other(url_for("sign_in.sign_in"))
