"""The second step at sign-in, and showing again who one is before acts of much consequence."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired

from lms.people import sign_in as sessions
from lms.people import throttling
from lms.people.factors import half as halves
from lms.people.factors.models import HalfSignIn
from lms.people.factors.proving import SAID, Proof, note_failed_proof, prove_code, prove_passkey, renew_proof
from lms.people.factors.queries import codes_left, has_factor, passkeys_of
from lms.people.factors.rules import Failed, is_app_code
from lms.people.models import Account
from lms.people.passwords import check_password
from lms.web.door import HALF, TOKEN, Access, actor, db, local_path, now, route, see_other, services
from lms.web.passkeys import PROVE, REFUSED, PasskeyForm, site, taken_back, to_prove
from lms.web.sign_in import client, let_in, not_stored, refuse_when_too_many, secret, wanted
from lms.web.words import count

bp = Blueprint("second_step", __name__)
GONE = "That took more than ten minutes, or was finished elsewhere.\nSign in again; nothing was lost."


class CodeForm(FlaskForm):  # type: ignore[misc]
    """One code, of an app or a recovery code."""

    code = StringField(
        "Code",
        description="The six figures that your app shows now, or one of your recovery codes.",
        validators=[DataRequired("Enter the code.")],
    )


class PasswordAgainForm(FlaskForm):  # type: ignore[misc]
    """The password of somebody who is signed in."""

    password = PasswordField("Your password", validators=[DataRequired("Enter your password.")])


@route(bp, "/sign-in/second", methods=["GET", "POST"], allow=Access.ANYONE)
def ask() -> ResponseReturnValue:
    """The second step of a sign-in; half signed in, nothing else is open."""
    if current_user.is_authenticated and request.method != "POST":
        return see_other(wanted() or url_for("home.home"))
    half = half_here()
    if half is None:
        if session.pop(HALF, None) is not None:
            flash(GONE, "at-risk")
        return see_other(url_for("sign_in.sign_in", next=wanted()))
    form, asked = CodeForm(), PasskeyForm()
    proof = proof_by(form, half.account_id, asked)
    if proof is not None:
        return finish(half, proof)
    with services().database.session() as reader:
        passkeys = passkeys_of(reader, half.account_id)
    options = to_prove(passkeys) if passkeys else None
    shown = render_template("second_step.html", form=form, options=options, next=wanted())
    return not_stored(shown, 422 if form.errors else 200)


@route(bp, "/sign-in/passkey", methods=["POST"], allow=Access.ANYONE)
def passkey() -> ResponseReturnValue:
    """Sign in with a passkey alone: the device has verified its owner, so it is both steps."""
    asked, here = PasskeyForm(), site()
    refuse_when_too_many((throttling.SIGN_IN_CLIENT, client()))
    challenge = taken_back(PROVE)
    if here is not None and challenge is not None and asked.validate_on_submit():
        answer = asked.credential.data or ""
        taken = prove_passkey(db(), site=here, answer=answer, challenge=challenge, now=now())
        if not isinstance(taken, Failed):
            account_id, proof = taken
            return let_in(account_id, by="passkey", shared=asked.shared.data == "yes", factor=proof.kind)
        db().rollback()
    flash(f"You are not signed in.\n{REFUSED}", "at-risk")
    return see_other(url_for("sign_in.sign_in", next=wanted()))


def half_here() -> HalfSignIn | None:
    """The half sign-in that this browser holds, while it waits."""
    token = session.get(HALF)
    if not token:
        return None
    with services().database.session() as reader:
        return halves.half_of(reader, token=token, now=now())


def finish(half: HalfSignIn, proof: Proof) -> ResponseReturnValue:
    """Open the session; of two requests at once one does."""
    if not halves.use_half(db(), half):
        db().rollback()
        flash(GONE, "at-risk")
        return see_other(url_for("sign_in.sign_in"))
    answer = let_in(half.account_id, by=half.by, shared=half.shared, factor=proof.kind)
    _say_codes_left(half.account_id, proof)
    return answer


def _say_codes_left(account_id: str, proof: Proof) -> None:
    if proof.kind == "recovery code":
        left = codes_left(db(), account_id)
        flash(f"You used a recovery code; it works no more.\nYou have {count(left, 'code')} left.", "at-risk")


def proof_by(form: CodeForm, account_id: str, asked: PasskeyForm) -> Proof | None:
    """The proof that one of the forms was sent with, a code or a passkey; else the errors say why. Raises TooMany."""
    if not form.is_submitted() or not (asked.credential.data or form.validate()):
        return None
    both = f"{account_id} {client()}"
    refuse_when_too_many((throttling.FACTOR_BOTH, both), (throttling.FACTOR_ACCOUNT, account_id))
    kind, taken = _taken(form, account_id, asked.credential.data or "")
    if isinstance(taken, Failed):
        db().rollback()  # The note is written in a transaction of its own, which would wait for this one.
        with services().database.independent() as writer:
            note_failed_proof(writer, account_id=account_id, now=now(), kind=kind)
        if kind == "passkey":
            form.form_errors.append(REFUSED)
        else:
            form.code.errors = [SAID[taken]]
        return None
    throttling.forget(db(), throttling.FACTOR_BOTH, both, secret=secret())
    throttling.forget(db(), throttling.FACTOR_ACCOUNT, account_id, secret=secret())
    return taken


def _taken(form: CodeForm, account_id: str, answer: str) -> tuple[str, Proof | Failed]:
    if answer:
        here, challenge = site(), taken_back(PROVE)
        if here is None or challenge is None:
            return "passkey", Failed.WRONG
        proved = prove_passkey(db(), site=here, answer=answer, challenge=challenge, now=now(), account_id=account_id)
        return "passkey", proved if isinstance(proved, Failed) else proved[1]
    code = form.code.data or ""
    taken = prove_code(db(), account_id=account_id, code=code, now=now(), secret=secret())
    return "app" if is_app_code(code) else "recovery code", taken


@route(bp, "/account/prove", methods=["GET", "POST"], allow=Access.SIGNED_IN, keep=False)
def prove() -> ResponseReturnValue:
    """Prove again that it is you, then go on with what you were doing."""
    who = actor()
    onward = local_path(request.args.get("next")) or url_for("account.account")
    with services().database.session() as reader:
        has_one, passkeys = has_factor(reader, who.account_id), passkeys_of(reader, who.account_id)
        stored = reader.get_one(Account, who.account_id).password_hash
    if not has_one:
        return _prove_by_password(stored, onward) if stored else _sign_in_again(onward)
    form, asked = CodeForm(), PasskeyForm()
    proof = proof_by(form, who.account_id, asked)
    if proof is not None and who.session_id is not None:
        _renew(who.account_id, who.session_id, proof)
        _say_codes_left(who.account_id, proof)
        return see_other(onward)
    options = to_prove(passkeys) if passkeys else None
    shown = render_template("prove.html", form=form, options=options, next=onward)
    return make_response(shown, 422 if form.errors else 200)


def _renew(account_id: str, session_id: str, proof: Proof) -> None:
    session[TOKEN] = renew_proof(db(), account_id=account_id, signed_in_id=session_id, now=now(), proof=proof)


def _prove_by_password(stored: str, onward: str) -> ResponseReturnValue:
    """Who has no second step shows the password."""
    who, form = actor(), PasswordAgainForm()
    if form.validate_on_submit() and who.session_id is not None:
        refuse_when_too_many((throttling.PASSWORD_ACCOUNT, who.account_id))
        if check_password(stored, form.password.data or "", services().settings).fits:
            _renew(who.account_id, who.session_id, Proof("password"))
            return see_other(onward)
        with services().database.independent() as writer:
            note_failed_proof(writer, account_id=who.account_id, now=now(), kind="password")
        form.password.errors = ["This is not your password."]
    shown = render_template("prove.html", form=form, options=None, next=onward)
    return make_response(shown, 422 if form.errors else 200)


def _sign_in_again(onward: str) -> ResponseReturnValue:
    """Who has neither second step nor password signs in again the way she came; what she sent is given back then."""
    if request.method != "POST":
        return make_response(render_template("prove.html", form=None, options=None, next=onward))
    who = actor()
    if who.session_id is not None:
        sessions.end_session(db(), actor=who, now=now(), signed_in_id=who.session_id)
    session.clear()
    return see_other(url_for("sign_in.sign_in", kept="yes"))
