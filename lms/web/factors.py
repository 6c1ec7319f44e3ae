"""One's own second steps at sign-in: added with a first code, taken away, and the recovery codes."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from cryptography.fernet import InvalidToken
from flask import Blueprint, Response, flash, make_response, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from lms.errors import Invalid, NotFound
from lms.people import queries, throttling
from lms.people.factors import actions, apps
from lms.people.factors.passkeys import NotTaken, checked_new
from lms.people.factors.queries import codes_left, factors_of, has_factor, own_factor, passkeys_of
from lms.people.factors.rules import FRESH, Demand, is_fresh, is_waiting, must_have
from lms.people.models import Account, SignedIn
from lms.people.passwords import check_password
from lms.people.sealing import seal_for
from lms.web.door import Access, actor, db, now, route, see_other, services
from lms.web.passkeys import MAKE, REFUSED, PasskeyForm, site, taken_back, to_make
from lms.web.people import show
from lms.web.second_step import CodeForm
from lms.web.sign_in import refuse_when_too_many, secret
from lms.web.words import zone_here

bp = Blueprint("factors", __name__, url_prefix="/account/second-step")
SHOWN_ONCE = "recovery codes"
"""Key in the cookie, and purpose of the seal, of codes that were just made: nothing but their hashes is stored."""
SHOWN_SECONDS = 600


NEW_PASSKEY = "new-passkey"
"""Key in the cookie: what a passkey is to be called, and when its owner was last asked who she is."""


class FactorForm(FlaskForm):  # type: ignore[misc]
    """A new second step."""

    kind = RadioField(
        "What to add",
        choices=[
            SelectChoice("app", "An authenticator app: a phone or program that makes codes of six figures"),
            SelectChoice("passkey", "A passkey: fingerprint, face or PIN of this device or phone, or a security key"),
        ],
        default="app",
    )
    name = StringField("What to call it", description="So that you can tell it from another, such as Phone.")
    password = PasswordField("Your password", description="Asked once, for the first second step.")


@route(bp, "/", methods=["GET", "POST"], allow=Access.SIGNED_IN)
def overview() -> ResponseReturnValue:
    """What there is, and the form that begins another app."""
    form = FactorForm()
    if not asks_password():
        del form.password
    if site() is None:
        del form.kind
    if form.validate_on_submit():
        try:
            demand_first_proof(form)
            if form.kind and form.kind.data == "passkey":
                name = actions.checked_factor_name(db(), actor().account_id, form.name.data or "")
                session[NEW_PASSKEY] = [name, int(now().timestamp())]
                return see_other(url_for("factors.make_passkey"))
            row = actions.begin_app(db(), actor=actor(), now=now(), name=form.name.data or "", secret=secret())
            return see_other(url_for("factors.set_up", own_factor_id=row.id))
        except Invalid as wrong:
            show(form, wrong)
    return page(form)


def page(form: FactorForm) -> Response:
    """The page, with what went wrong if something did."""
    rows = factors_of(db(), actor().account_id)
    shown = render_template(
        "factors.html",
        form=form,
        rows=rows,
        left=codes_left(db(), actor().account_id),
        zone=zone_here(),
        demanded=demanded(),
    )
    return make_response(shown, 422 if form.errors else 200)


def demanded() -> bool:
    """Whether the installation demands a second step of this person."""
    who = actor()
    return who.held_back or must_have(Demand(services().settings.second_factor), who.grants, who.today)


def asks_password() -> bool:
    """Whether the form asks for the password: nothing else was proved yet, and there is one."""
    with services().database.session() as reader:
        account = reader.get_one(Account, actor().account_id)
        return account.password_hash is not None and not has_factor(reader, account.id)


def demand_first_proof(form: FactorForm) -> None:
    """Raise Invalid unless the person proved who she is before the first second step is added.

    Where there is one already the door asked for it. Without a password a session that has just begun will do.
    """
    who = actor()
    with services().database.session() as reader:
        stored = reader.get_one(Account, who.account_id).password_hash
        began = reader.get_one(SignedIn, who.session_id).created_at
        if has_factor(reader, who.account_id):
            return
    if stored is None:
        if not is_fresh(began, now()):
            minutes = int(FRESH.total_seconds()) // 60
            raise Invalid(f"Sign in again by a mailed link, and add it within {minutes} minutes.")
        return
    refuse_when_too_many((throttling.PASSWORD_ACCOUNT, who.account_id))
    if not check_password(stored, form.password.data or "", services().settings).fits:
        raise Invalid("This is not your password.", field="password")


@route(bp, "/<own_factor_id>", methods=["GET", "POST"], allow=Access.SIGNED_IN)
def set_up(own_factor_id: str) -> ResponseReturnValue:
    """The key of an app that was begun, as a picture and as text, until its first code came."""
    who, form = actor(), CodeForm()
    if form.validate_on_submit():
        refuse_when_too_many((throttling.FACTOR_ACCOUNT, who.account_id))
        try:
            codes = actions.confirm_app(
                db(), actor=who, now=now(), factor_id=own_factor_id, code=form.code.data or "", secret=secret()
            )
            return added(codes)
        except Invalid as wrong:
            form.code.errors = [wrong.sentence]
    row = own_factor(db(), who, own_factor_id)
    key = apps.opened(row.sealed or b"", secret=secret(), account_id=who.account_id)
    if row.confirmed_at is not None or key is None or not (is_waiting(row.created_at, now()) or form.errors):
        raise NotFound()
    picture = Markup(apps.picture(key, email=queries.primary_email(db(), who.account_id)))  # noqa: S704
    shown = render_template("factor_app.html", form=form, row=row, picture=picture, key=apps.spelled(key))
    return make_response(shown, 422 if form.errors else 200)


@route(bp, "/passkey", methods=["GET", "POST"], allow=Access.SIGNED_IN)
def make_passkey() -> ResponseReturnValue:
    """The button with which the browser makes a passkey; its answer is checked and stored."""
    begun, asked, here = session.get(NEW_PASSKEY), PasskeyForm(), site()
    if here is None or begun is None or not is_waiting(datetime.fromtimestamp(begun[1], UTC), now()):
        flash("That took more than ten minutes.\nBegin again; nothing was changed.", "at-risk")
        return see_other(url_for("factors.overview"))
    who = actor()
    if asked.validate_on_submit():
        try:
            challenge = taken_back(MAKE)
            if challenge is None:
                raise Invalid(REFUSED)
            made = checked_new(here, asked.credential.data or "", challenge=challenge)
            codes = actions.add_passkey(db(), actor=who, now=now(), name=begun[0], made=made)
            session.pop(NEW_PASSKEY)
            return added(codes)
        except NotTaken:
            asked.form_errors.append(REFUSED)
        except Invalid as wrong:
            asked.form_errors.append(wrong.sentence)
        db().rollback()
    options = to_make(db().get_one(Account, who.account_id), passkeys_of(db(), who.account_id))
    shown = render_template("factor_passkey.html", form=asked, options=options, name=begun[0])
    return make_response(shown, 422 if asked.errors else 200)


def added(codes: tuple[str, ...]) -> Response:
    """Where to go once a second step counts: to the first recovery codes, or back to the list."""
    flash("Added.\nFrom now on you are asked for it when you sign in.", "ready")
    if not codes:
        return see_other(url_for("factors.overview"))
    keep_to_show(codes)
    return see_other(url_for("factors.codes"))


@route(bp, "/<own_factor_id>/remove", methods=["POST"], allow=Access.SIGNED_IN)
def remove(own_factor_id: str) -> ResponseReturnValue:
    """Take one away."""
    try:
        row = actions.remove_factor(db(), actor=actor(), now=now(), factor_id=own_factor_id, demanded=demanded())
    except Invalid as wrong:
        db().rollback()
        flash(f"Nothing was changed.\n{wrong.sentence}", "at-risk")
        return see_other(url_for("factors.overview"))
    flash(f"Taken away.\n{row.name} is not asked for any more.", "ready")
    return see_other(url_for("factors.overview"))


@route(bp, "/codes", methods=["GET", "POST"], allow=Access.SIGNED_IN)
def codes() -> ResponseReturnValue:
    """Recovery codes that were just made, shown once; the button makes new ones."""
    form = FlaskForm()
    if form.validate_on_submit():
        keep_to_show(actions.renew_codes(db(), actor=actor(), now=now()))
        return see_other(url_for("factors.codes"))
    left = codes_left(db(), actor().account_id)
    has_one = has_factor(db(), actor().account_id)
    return render_template("factor_codes.html", codes=to_show(), left=left, has_one=has_one)


def keep_to_show(made: tuple[str, ...]) -> None:
    """Carry codes to the page that shows them, sealed in the cookie."""
    seal = seal_for(secret(), actor().account_id, SHOWN_ONCE)
    session[SHOWN_ONCE] = seal.encrypt(json.dumps(made).encode()).decode()


def to_show() -> list[str]:
    """The codes that wait to be shown, for ten minutes; they are gone from the cookie with this page."""
    sealed = session.pop(SHOWN_ONCE, None)
    if not isinstance(sealed, str):
        return []
    try:
        seal = seal_for(secret(), actor().account_id, SHOWN_ONCE)
        return [str(each) for each in json.loads(seal.decrypt(sealed, ttl=SHOWN_SECONDS))]
    except InvalidToken:
        return []
