"""Signing in through an organisation's own identity provider: there, back, out again, and the links on one's account."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.audit.actions import record
from lms.audit.rules import INSTALLATION
from lms.people import throttling
from lms.people.identity import linking
from lms.people.identity.handing import unseal
from lms.people.identity.refusing import AnswerRefused, NotInvited, ProviderRefusal
from lms.people.identity.rules import LONGEST, SAML, Begun, IdentityProvider, Said, counts_as_second_factor
from lms.people.identity.spending import spend
from lms.web.door import Access, actor, db, local_path, now, route, see_other, services
from lms.web.sign_in import LEFT, THROUGH_PROVIDER, admit, client, refuse_when_too_many, secret

bp = Blueprint("identity", __name__)
TRIP = "trip"
OF_OURS = ("none", "same-origin")
"""What a browser says of whence a request comes (Sec-Fetch-Site): typed or kept by its user, or a page of ours."""
UNASKED = frozenset(("no trip", "no answer"))
"""Why answers are refused that anybody can make up at this address; neither is worth a line in the record."""


def way_of(name: str) -> IdentityProvider:
    """The provider with this name. Raises NotInvited, so that an old bookmark is answered in words."""
    found = services().identity.named(name)
    if found is None:
        raise NotInvited("There is no such way to sign in here, or not any more.", "unknown")
    return found


def back_to(provider: IdentityProvider) -> str:
    """Our address that is registered at the provider: from the setting, never from the request."""
    place = "saml_answers.answer" if provider.kind == SAML else "identity.done"
    return f"{services().settings.base_url}{url_for(place, way=provider.name)}"


@route(bp, "/sign-in/with/<way>", allow=Access.ANYONE)
def begin(way: str) -> ResponseReturnValue:
    """Send the browser to the provider. What it must bring back is kept in its own signed cookie.

    Whom a page of somebody else leads here is shown our sign-in page first: where they are signed in at the provider
    a session would begin without anything that they did (ASVS 5.0.0, V7.6.2).
    """
    if request.headers.get("Sec-Fetch-Site", "none") not in OF_OURS:
        return redirect(url_for("sign_in.sign_in", next=local_path(request.args.get("next"))), 303)
    try:
        provider = way_of(way)
        begun = services().identity.conversation(provider).begin(back=back_to(provider), now=now())
    except ProviderRefusal as refused:
        return refused_page(refused)
    session[TRIP] = {
        "way": provider.name,
        "state": begun.state,
        "nonce": begun.nonce,
        "verifier": begun.verifier,
        "at": now().isoformat(),
        "next": local_path(request.args.get("next")),
        "shared": request.args.get("shared") == "yes",
        "invitation": request.args.get("invitation", "")[:100] or None,
    }
    return redirect(begun.url, 303)


@route(bp, "/sign-in/with/<way>/done", allow=Access.ANYONE, writes=True)
def done(way: str) -> ResponseReturnValue:
    """The browser comes back: the answer is checked, counts once, and opens the account that it fits."""
    trip = session.pop(TRIP, None)
    try:
        provider = way_of(way)
        trip = checked_trip(trip, provider)
        if provider.kind != SAML:  # There the answer was counted when it came.
            refuse_when_too_many((throttling.SIGN_IN_CLIENT, client()))
        said = said_by(provider, trip)
        with services().database.independent() as writer:  # Taken is taken, whatever comes of it.
            spend(writer, issuer=provider.issuer, answer=trip["state"], until=now() + 2 * LONGEST, now=now())
        account_id = linking.account_for(
            db(), provider=provider, said=said, now=now(), invitation=trip.get("invitation")
        )
    except ProviderRefusal as refused:
        db().rollback()
        note_refusal(services().identity.named(way), refused)
        wanted = trip.get("next") if isinstance(trip, dict) else None
        return refused_page(refused, local_path(wanted))
    there = services().identity.conversation(provider).leave(back="", now=now())
    answer = let_in(account_id, provider, said, trip)
    if there is not None:
        session[LEFT] = provider.name
    return answer


def let_in(account_id: str, provider: IdentityProvider, said: Said, trip: dict[str, Any]) -> ResponseReturnValue:
    """Open the session. Where the provider's second factor does not count, ours is asked for as after a password."""
    return admit(
        account_id,
        by=THROUGH_PROVIDER,
        shared=bool(trip.get("shared")),
        factor=THROUGH_PROVIDER if counts_as_second_factor(provider, said) else None,
        to=local_path(trip.get("next")),
    )


def checked_trip(trip: Any, provider: IdentityProvider) -> dict[str, Any]:
    """What this browser set out with, if it was to this provider and not long ago. Raises AnswerRefused."""
    if not isinstance(trip, dict) or trip.get("way") != provider.name:
        raise AnswerRefused("no trip")
    if not timedelta(0) <= now() - datetime.fromisoformat(trip["at"]) <= LONGEST:
        raise AnswerRefused("too long")
    return trip


def said_by(provider: IdentityProvider, trip: dict[str, Any]) -> Said:
    """What the provider says, asked before anything is written. Raises ProviderRefusal."""
    begun = Begun("", trip["state"], trip["nonce"], trip["verifier"])
    if provider.kind == SAML:
        return unseal(request.args.get("answer", ""), provider, begun, now=now(), secret=secret())
    return services().identity.openid(provider).finish(request.args, begun, back=back_to(provider), now=now())


def note_refusal(provider: IdentityProvider | None, refused: ProviderRefusal) -> None:
    """A line for the record and one for the log: which provider and why, nothing about the person."""
    if provider is None or refused.noted or refused.why in UNASKED:
        return
    current_app.logger.warning("sign-in through %s refused: %s", provider.name, refused.why)
    with services().database.independent() as writer:
        record(
            writer,
            chain=INSTALLATION,
            actor_id=None,
            at=now(),
            act="sign-in.failed",
            subject_kind="identity provider",
            subject_id=provider.name,
            details={"why": refused.why},
        )


@bp.app_errorhandler(ProviderRefusal)
def refused_page(refused: ProviderRefusal, wanted: str | None = None) -> ResponseReturnValue:
    """Why nobody was signed in, and what to do; the page that was `wanted` is not forgotten."""
    return render_template("identity_refused.html", refused=refused, next=wanted), refused.status


@route(bp, "/sign-in/with/<way>/out", allow=Access.ANYONE)
def leave(way: str) -> ResponseReturnValue:
    """Sign out at the provider too, where it has a place for that; it sends the browser back to our sign-in page."""
    try:
        provider = way_of(way)
        back = f"{services().settings.base_url}{url_for('sign_in.sign_in')}"
        place = services().identity.conversation(provider).leave(back=back, now=now())
    except ProviderRefusal as refused:
        return refused_page(refused)
    return redirect(place or url_for("sign_in.sign_in"), 303)


@route(bp, "/account/identities/<own_identity_id>/unlink", methods=["POST"], allow=Access.SIGNED_IN)
def unlink(own_identity_id: str) -> ResponseReturnValue:
    """Take one of one's own links away."""
    linking.unlink(db(), actor=actor(), now=now(), providers=services().identity.providers, identity_id=own_identity_id)
    flash(
        "The link is taken away.\nThat identity does not open your account any more, and you are signed out everywhere else.",
        "ready",
    )
    return see_other(url_for("account.account"))
