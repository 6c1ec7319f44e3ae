"""What came by a form of another site is handed on to the browser that set out: sealed, in the address it is sent to next.

A form from another site comes without our cookie (`SameSite=Lax`), and so without what this browser set out with. The view
that takes it opens nothing: it seals what it found and sends the browser on to an address of ours, where the cookie comes along.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from cryptography.fernet import InvalidToken

from lms.people.identity.refusing import AnswerRefused
from lms.people.identity.rules import SKEW, Begun, IdentityProvider, Said
from lms.people.sealing import seal_for

KEPT = timedelta(minutes=2)
"""How long a browser may take from one address of ours to the next."""
PURPOSE = "answer of an identity provider"


@dataclass(frozen=True)
class Brought:
    """An answer that holds: the request it is to, its own id, what it says, and what the provider was asked to give back."""

    request: str
    relay: str
    answer: str
    said: Said


def seal(provider: IdentityProvider, found: Brought | AnswerRefused, *, now: datetime, secret: str) -> str:
    """An answer, or why it was refused, for `unseal` alone to read."""
    plain = {"why": found.why} if isinstance(found, AnswerRefused) else asdict(found)
    whole = json.dumps({"at": now.isoformat()} | plain)
    return seal_for(secret, provider.name, PURPOSE).encrypt(whole.encode()).decode()


def unseal(sealed: str, provider: IdentityProvider, begun: Begun, *, now: datetime, secret: str) -> Said:
    """What the provider said, if it was to the request this browser set out with. Raises AnswerRefused."""
    try:
        plain = json.loads(seal_for(secret, provider.name, PURPOSE).decrypt(sealed))
    except InvalidToken as error:
        raise AnswerRefused("no answer") from error
    if not -SKEW <= now - datetime.fromisoformat(plain["at"]) <= KEPT:
        raise AnswerRefused("too late")
    if "why" in plain:
        raise AnswerRefused(plain["why"], noted=True)
    for found, wanted, why in (
        (plain["request"], begun.state, "another request"),
        (plain["relay"], begun.nonce, "relay"),
    ):
        if not hmac.compare_digest(found.encode(), wanted.encode()):
            raise AnswerRefused(why)
    said = Said(**plain["said"])
    return replace(said, amr=tuple(said.amr))
