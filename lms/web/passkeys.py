"""Passkeys on pages: the challenge goes out with a page, in the cookie too, and is taken back with the answer, once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from flask import current_app, session
from flask_wtf import FlaskForm
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from wtforms import HiddenField

from lms.people import throttling
from lms.people.factors.passkeys import Site, asked_to_make, asked_to_prove, site_of
from lms.people.models import Account
from lms.people.queries import primary_email
from lms.web.door import db, now, services

CHALLENGE = "challenge"
SECONDS = 600
ONCE = throttling.Limit("passkey-challenge", 1, 60)
MAKE, PROVE = "make", "prove"
REFUSED = "The passkey was not taken. Try again with the button; the page has a new question for it."


class PasskeyForm(FlaskForm):  # type: ignore[misc]
    """The browser's answer, filled in by passkeys.js; `shared` as the box on the page says."""

    credential = HiddenField()
    shared = HiddenField()


def site() -> Site | None:
    """Where passkeys of this installation count, or None where browsers allow none."""
    return site_of(services().settings.base_url)


def to_make(account: Account, there: Sequence[str]) -> str | None:
    """What the browser is asked to make a passkey of, for this page."""
    here = site()
    if here is None:
        return None
    email = primary_email(db(), account.id)
    return asked_to_make(
        here, account_id=account.id, email=email, name=account.name, there=there, challenge=_challenge(MAKE)
    )


def to_prove(allowed: Sequence[str] = ()) -> str | None:
    """What the browser is asked to sign, for this page; without `allowed` any passkey of this site."""
    here = site()
    return None if here is None else asked_to_prove(here, allowed=allowed, challenge=_challenge(PROVE))


def _challenge(purpose: str) -> bytes:
    made = secrets.token_bytes(32)
    session[CHALLENGE] = [purpose, bytes_to_base64url(made), int(now().timestamp())]
    return made


def taken_back(purpose: str) -> bytes | None:
    """The challenge that this browser was given, if it was for this, not long ago, and is not answered a second time."""
    held = session.pop(CHALLENGE, None)
    if not isinstance(held, list) or len(held) != 3 or held[0] != purpose:
        return None
    if not 0 <= now().timestamp() - held[2] <= SECONDS:
        return None
    # Whoever kept the cookie cannot answer with the same answer again.
    with services().database.independent() as writer:
        key = str(current_app.secret_key)
        again = throttling.count(writer, ONCE, str(held[1]), secret=key, now=now())
    return None if again is not None else base64url_to_bytes(str(held[1]))
