"""What only a SAML provider needs of us: our description, and an address that takes its answers."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue

from lms.people import throttling
from lms.people.identity.handing import Brought, seal
from lms.people.identity.refusing import AnswerRefused, NotInvited
from lms.people.identity.rules import LONGEST, SAML, IdentityProvider
from lms.people.identity.spending import spend
from lms.web.door import Access, now, route, see_other, services
from lms.web.identity import back_to, note_refusal, way_of
from lms.web.sign_in import client, refuse_when_too_many, secret

bp = Blueprint("saml", __name__)
into = Blueprint("saml_answers", __name__)
"""Exempt from the CSRF token: the provider has the browser send the form, and signs what is in it."""


def saml_way(name: str) -> IdentityProvider:
    """The SAML provider with this name. Raises NotInvited."""
    provider = way_of(name)
    if provider.kind != SAML:
        raise NotInvited("This way to sign in does not speak SAML.", "unknown")
    return provider


@route(bp, "/sign-in/with/<way>/metadata", allow=Access.ANYONE)
def metadata(way: str) -> ResponseReturnValue:
    """Our description for the provider, with the addresses of this installation and no secret."""
    provider = saml_way(way)
    found = services().identity.saml(provider).metadata(back=back_to(provider))
    return Response(found, mimetype="application/samlmetadata+xml")


@route(into, "/sign-in/with/<way>/answer", methods=["POST"], allow=Access.ANYONE, keep=False)
def answer(way: str) -> ResponseReturnValue:
    """Take the form that the provider had the browser send, check it, and send the browser on with the outcome, sealed.

    It comes from another site, so without our cookie: it opens no session, and leaves the one of this browser alone.
    """
    provider = saml_way(way)
    refuse_when_too_many((throttling.SIGN_IN_CLIENT, client()))
    found: Brought | AnswerRefused
    try:
        found = services().identity.saml(provider).received(request.form, back=back_to(provider), now=now())
        with services().database.independent() as writer:  # Taken is taken, whatever comes of it.
            spend(
                writer, issuer=provider.issuer, answer=f"assertion {found.answer}", until=now() + 2 * LONGEST, now=now()
            )
    except AnswerRefused as refused:
        note_refusal(provider, refused)
        found = refused
    sealed = seal(provider, found, now=now(), secret=secret())
    return see_other(url_for("identity.done", way=provider.name, answer=sealed))
