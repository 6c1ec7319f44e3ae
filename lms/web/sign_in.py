"""Sign in and out, mailed links, and forms given back after a session ended."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, current_app, flash, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField
from wtforms.validators import DataRequired

from lms.errors import TooMany
from lms.people import addresses, invitations, kept_forms, links, queries, throttling
from lms.people import sign_in as sessions
from lms.people.factors.half import open_half
from lms.people.factors.queries import has_factor
from lms.people.identity.linking import demanded_of
from lms.people.identity.refusing import SignInElsewhere
from lms.people.identity.rules import demand_sentence, demanded, ways_for
from lms.people.models import Account
from lms.people.passwords import check_password, hash_password, new_password_problem
from lms.people.rules import MACHINERY, field_label, strength_words
from lms.web.door import HALF, TOKEN, Access, actor, db, local_path, now, route, see_other, services
from lms.web.passkeys import to_prove
from lms.web.words import count

bp = Blueprint("sign_in", __name__)
THROUGH_PROVIDER = "provider"
"""How a session was opened through an identity provider."""
LEFT = "left"
"""In the cookie: the identity provider somebody came through, to offer signing out there too."""
HINT_FOR_NEW = (
    "At least 10 characters; 14 are good, 20 are strong. A few words in a row are easy to remember. "
    "No capitals, figures or signs are needed, and you can paste it."
)


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Address and password."""

    email = EmailField("Work e-mail", validators=[DataRequired("Enter your work e-mail.")])
    password = PasswordField("Password", validators=[DataRequired("Enter your password.")])
    shared = BooleanField()


class AddressForm(FlaskForm):  # type: ignore[misc]
    """Where to send a link."""

    email = EmailField("Work e-mail", validators=[DataRequired("Enter your work e-mail.")])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A first or a new password."""

    password = PasswordField("Choose a password", validators=[DataRequired("Choose a password.")])
    shared = BooleanField()


class LinkForm(FlaskForm):  # type: ignore[misc]
    """The button that uses a sign-in link up."""

    shared = BooleanField()


def secret() -> str:
    """The installation's key."""
    return str(current_app.secret_key)


def refuse_when_too_many(*tries: tuple[throttling.Limit, str]) -> None:
    """Count a try for each value; raise TooMany at the first that is over its limit. The counts outlive the refusal.

    What is refused is not counted further: a narrow limit first keeps one place from using up a wide one.
    """
    counts = (partial(throttling.count, limit=limit, value=value, secret=secret(), now=now()) for limit, value in tries)
    with services().database.independent() as writer:
        wait = next((seconds for count_try in counts if (seconds := count_try(writer)) is not None), None)
    if wait is not None:
        minutes = count(-(-wait // 60), "minute")
        raise TooMany(
            f"That was tried too often from here or for this address. Wait {minutes}, then try again.", retry_after=wait
        )


def client() -> str:
    """Where the request comes from, as the proxies in front of us say it."""
    return throttling.place(request.remote_addr)


@route(bp, "/sign-in", methods=["GET", "POST"], allow=Access.ANYONE)
def sign_in() -> ResponseReturnValue:
    """Address and password."""
    form = SignInForm()
    if current_user.is_authenticated and request.method != "POST":
        return see_other(wanted() or url_for("home.home"))
    if not form.validate_on_submit():
        return sign_in_form(form)
    email = form.email.data or ""
    address = addresses.folded(email)
    if (elsewhere := demanded(services().identity.providers, [address])) is not None:
        form.form_errors.append(demand_sentence(elsewhere))
        return sign_in_form(form)
    both = f"{address} {client()}"
    refuse_when_too_many(
        (throttling.SIGN_IN_BOTH, both), (throttling.SIGN_IN_CLIENT, client()), (throttling.SIGN_IN_ADDRESS, address)
    )
    with services().database.session() as reader:
        credential = sessions.credential_for(reader, email)
    checked = check_password(credential.password_hash, form.password.data or "", services().settings)
    if not checked.fits or credential.account_id is None:
        key = throttling.key_for(throttling.SIGN_IN_ADDRESS, address, secret())
        with services().database.independent() as writer:
            sessions.note_failure(writer, credential, now=now(), address_key=key)
        form.form_errors.append(sessions.WRONG)
        return sign_in_form(form)
    throttling.forget(db(), throttling.SIGN_IN_BOTH, both, secret=secret())
    throttling.forget(db(), throttling.SIGN_IN_ADDRESS, address, secret=secret())
    throttling.sweep(db(), now())
    return admit(
        credential.account_id,
        by="password",
        shared=bool(form.shared.data),
        checked_hash=credential.password_hash,
        new_hash=checked.new_hash,
    )


def sign_in_form(form: SignInForm) -> ResponseReturnValue:
    """The page, with what went wrong if something did."""
    shown = render_template(
        "sign_in.html",
        form=form,
        next=wanted(),
        kept=request.args.get("kept") == "yes",
        shared_minutes=services().settings.shared_idle_minutes,
        options=to_prove(),
        ways=services().identity.providers,
        left=services().identity.named(request.args.get(LEFT, "")),
    )
    return shown, 422 if form.errors else 200


def wanted() -> str | None:
    """The page that was asked for before signing in, if it is one of ours."""
    return local_path(request.args.get("next"))


def admit(
    account_id: str,
    *,
    by: str,
    shared: bool,
    checked_hash: str | None = None,
    new_hash: str | None = None,
    to: str | None = None,
    factor: str | None = None,
) -> Response:
    """The first step was right: let the person in, or ask for the second step where she has one.

    `by` is as in `open_session`; `factor`: the second step was made at an identity provider, and counts.
    Raises SignInElsewhere for an account that must come through its organisation's identity provider.
    """
    if by != THROUGH_PROVIDER:
        demand_no_provider(account_id)
    if factor is not None or not has_factor(db(), account_id):
        return let_in(
            account_id, by=by, shared=shared, factor=factor, checked_hash=checked_hash, new_hash=new_hash, to=to
        )
    token = open_half(
        db(), account_id=account_id, now=now(), by=by, shared=shared, checked_hash=checked_hash, new_hash=new_hash
    )
    _leave_the_session_before()
    session[HALF] = token
    return see_other(url_for("second_step.ask", next=to or wanted()))


def let_in(
    account_id: str,
    *,
    by: str,
    shared: bool,
    factor: str | None = None,
    checked_hash: str | None = None,
    new_hash: str | None = None,
    to: str | None = None,
) -> Response:
    """Open a new session, end the one this browser had, and go where the person was going: `to`, or what this address says."""
    if by != THROUGH_PROVIDER:
        demand_no_provider(account_id)
    token = sessions.open_session(
        db(),
        account_id=account_id,
        now=now(),
        settings=services().settings,
        user_agent=request.user_agent.string[:400],
        shared=shared,
        by=by,
        factor=factor,
        place=(request.remote_addr or "")[:64] or None,
        checked_hash=checked_hash,
        new_hash=new_hash,
    )
    _leave_the_session_before()
    session[TOKEN] = token
    found = sessions.load_actor(db(), token=token, now=now(), settings=services().settings)
    if found is not None and found[0].held_back and found[1].account.welcomed_at is not None:
        return see_other(url_for("factors.overview"))
    return see_other(first_page(account_id, to))


def _leave_the_session_before() -> None:
    before = session.get(TOKEN)
    if before:
        sessions.retire(db(), token=before, now=now())
    left = session.get(LEFT) if session.get(HALF) else None  # The half came through a provider.
    session.clear()
    if left is not None:
        session[LEFT] = left


def demand_no_provider(account_id: str) -> None:
    """Raise SignInElsewhere if the account's organisation wants its people to sign in through its identity provider."""
    demand = demanded_of(db(), services().identity.providers, account_id)
    if demand is not None:
        raise SignInElsewhere(demand)


def first_page(account_id: str, to: str | None = None) -> str:
    """Where to go after signing in: a form that waits, the first-run questions, the page asked for, or today."""
    kept_id = kept_forms.newest_kept(db(), account_id=account_id, now=now())
    if kept_id is not None:
        return url_for("sign_in.kept", kept_id=kept_id)
    if db().get_one(Account, account_id).welcomed_at is None:
        return url_for("account.welcome")
    return to or wanted() or url_for("home.home")


@route(bp, "/sign-out", methods=["POST"], allow=Access.SIGNED_IN, keep=False)
def sign_out() -> ResponseReturnValue:
    """End this session, here and on the server."""
    sessions.end_session(db(), actor=actor(), now=now(), signed_in_id=actor().session_id or "")
    left = session.get(LEFT)
    session.clear()
    flash("You are signed out.\nOn a shared computer, close the browser window too.", "ready")
    answer = see_other(url_for("sign_in.sign_in", left=left))
    answer.headers["Clear-Site-Data"] = '"storage"'  # Pages of the signed-in are in no cache that could be cleared.
    return answer


@route(bp, "/sign-in/link", methods=["GET", "POST"], allow=Access.ANYONE)
def ask_link() -> ResponseReturnValue:
    """Ask for a link that signs in without a password."""
    return ask(
        links.SIGN_IN, "Get a sign-in link", "We mail you a link. It works once, for 20 minutes.", "Send the link"
    )


@route(bp, "/password/", methods=["GET", "POST"], allow=Access.ANYONE)
def ask_reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    return ask(
        links.RESET, "Choose a new password", "We mail you a link. It works once, for one hour.", "Send the link"
    )


def ask(kind: str, title: str, text: str, button: str) -> ResponseReturnValue:
    """One form for both kinds of link; the answer never says whether the address is known."""
    form = AddressForm()
    if form.validate_on_submit():
        email = form.email.data or ""
        address = addresses.folded(email)
        if (elsewhere := demanded(services().identity.providers, [address])) is not None:
            raise SignInElsewhere(elsewhere)
        here = client()
        refuse_when_too_many(
            (throttling.MAIL_BOTH, f"{address} {here}"),
            (throttling.MAIL_CLIENT, here),
            (throttling.MAIL_ADDRESS, address),
        )
        base_url = services().settings.base_url
        key = throttling.key_for(throttling.MAIL_ADDRESS, address, secret())
        with services().database.independent() as writer:
            links.request_link(writer, kind=kind, email=email, now=now(), base_url=base_url, address_key=key)
        return see_other(url_for("sign_in.sent", kind=kind))
    shown = render_template("password.html", form=form, title=title, text=text, button_text=button, kind=kind)
    return shown, 422 if form.errors else 200


@route(bp, "/sign-in/sent", allow=Access.ANYONE)
def sent() -> ResponseReturnValue:
    """What happens next, the same for every address."""
    return render_template("sign_in_sent.html", kind=request.args.get("kind"))


@route(bp, "/sign-in/link/<token>", methods=["GET", "POST"], allow=Access.ANYONE)
def link(token: str) -> ResponseReturnValue:
    """A mailed sign-in link: opening it changes nothing, the button uses it up."""
    form = LinkForm()
    try:
        if form.validate_on_submit():
            found = links.consume(db(), kind=links.SIGN_IN, token=token, now=now())
            return admit(found.account_id, by="link", shared=bool(form.shared.data))
        found = links.look(db(), kind=links.SIGN_IN, token=token, now=now())
        demand_no_provider(found.account_id)
    except links.LinkGone as gone:
        return gone_page(links.SIGN_IN, gone)
    minutes = services().settings.shared_idle_minutes
    return not_stored(render_template("link.html", form=form, found=found, shared_minutes=minutes))


@route(bp, "/password/<token>", methods=["GET", "POST"], allow=Access.ANYONE)
def reset(token: str) -> ResponseReturnValue:
    """A mailed link to choose a new password."""
    form = NewPasswordForm()
    try:
        with services().database.session() as reader:
            found = links.look(reader, kind=links.RESET, token=token, now=now())
        demand_no_provider(found.account_id)
        if chosen(form, found):
            new_hash = hash_password(form.password.data or "", services().settings)
            links.reset_password(db(), token=token, now=now(), new_hash=new_hash)
            answer = admit(found.account_id, by="reset", shared=bool(form.shared.data))
            strength = strength_words(form.password.data or "")
            flash(f"Your password is changed.\nIt is {strength}. Every other session was signed out.", "ready")
            return answer
    except links.LinkGone as gone:
        return gone_page(links.RESET, gone)
    return password_page("password.html", form, found, token=token, title="Choose a new password", kind="set")


@route(bp, "/invitation/<token>", methods=["GET", "POST"], allow=Access.ANYONE)
def invitation(token: str) -> ResponseReturnValue:
    """An invitation: who, where, from when; the button sets the password and begins."""
    form = NewPasswordForm()
    try:
        with services().database.session() as reader:
            found = links.look(reader, kind=links.INVITATION, token=token, now=now())
            place = invitations.place_of(reader, found.account_id)
            demand = demanded_of(reader, services().identity.providers, found.account_id)
        if demand is None and chosen(form, found):
            new_hash = hash_password(form.password.data or "", services().settings)
            account_id = invitations.accept(db(), token=token, now=now(), password_hash=new_hash)
            return admit(account_id, by="invitation", shared=bool(form.shared.data))
    except links.LinkGone as gone:
        return gone_page(links.INVITATION, gone)
    ways = ways_for(services().identity.providers, found.emails[:1], place.organisation)
    return password_page("invitation.html", form, found, token=token, place=place, ways=ways, demand=demand)


def chosen(form: NewPasswordForm, found: links.OpenLink) -> bool:
    """Whether the form was sent with a password that will do; else its errors say why."""
    if not form.validate_on_submit():
        return False
    problem = new_password_problem(form.password.data or "", name=found.name, emails=found.emails)
    if problem:
        form.password.errors = [problem]
    return problem is None


def password_page(template: str, form: NewPasswordForm, found: links.OpenLink, **more: object) -> ResponseReturnValue:
    """A page on which a password is chosen; never stored by the browser."""
    minutes = services().settings.shared_idle_minutes
    shown = render_template(template, form=form, found=found, hint=HINT_FOR_NEW, shared_minutes=minutes, **more)
    return not_stored(shown, 422 if form.errors else 200)


def not_stored(shown: str, status: int = 200) -> Response:
    """A page whose address is a secret: kept by no cache, sent to no other site."""
    response = make_response(shown, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def gone_page(kind: str, gone: links.LinkGone) -> Response:
    """A link that does not work any more, and how to get another."""
    return not_stored(render_template("link_gone.html", kind=kind, gone=gone), 404 if gone.reason == "unknown" else 410)


@route(bp, "/kept/<kept_id>", methods=["GET", "POST"], allow=Access.SIGNED_IN, keep=False)
def kept(kept_id: str) -> ResponseReturnValue:
    """A form given back: send it now, or throw it away. It is never sent by itself."""
    if request.method == "POST":
        kept_forms.drop_kept(db(), account_id=actor().account_id, kept_id=kept_id)
        flash("Thrown away.\nWhat had been kept is gone.", "ready")
        other = kept_forms.newest_kept(db(), account_id=actor().account_id, now=now())
        return see_other(url_for("sign_in.kept", kept_id=other) if other else url_for("home.home"))
    form = kept_forms.open_kept(db(), account_id=actor().account_id, kept_id=kept_id, now=now(), secret=secret())
    shown = [(field_label(name), value) for name, value in form.fields if name not in MACHINERY]
    zone = queries.zone_of(db(), db().get_one(Account, actor().account_id), services().settings.zone)
    return render_template("kept.html", kept=form, shown=shown, zone=zone)
