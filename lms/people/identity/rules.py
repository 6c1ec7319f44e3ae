"""Whom an identity provider may speak for: pure rules on what was configured and what the provider said.

Addresses are handed in folded (`lms/people/addresses.py`), so that two that are the same compare as the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPENID, SAML = "openid", "saml"
SKEW = timedelta(minutes=1)
"""How far a provider's clock may be from ours."""
LONGEST = timedelta(minutes=15)
"""How long somebody may take to sign in at the provider."""


@dataclass(frozen=True)
class IdentityProvider:
    """One file of `sign-in/`, read. `name` is that of the file and stands in addresses; `label` is on the button.

    `certificates` are in PEM; what stands below `kind` belongs to one kind of provider alone.
    """

    name: str
    label: str
    organisation: str
    issuer: str
    domains: tuple[str, ...]
    required: bool = False
    acr: tuple[str, ...] = ()
    amr: tuple[str, ...] = ()
    kind: str = OPENID
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ("openid", "email")
    sign_in_url: str = ""
    sign_out_url: str = ""
    certificates: tuple[str, ...] = field(default=(), repr=False)
    email_attribute: str = ""
    subject_attribute: str = ""


@dataclass(frozen=True)
class Said:
    """What a provider said of who signed in there, after everything about its answer was checked.

    `email` is folded, and None where the provider gave none; `verified` only where it said so itself.
    """

    issuer: str
    subject: str
    email: str | None = None
    verified: bool = False
    acr: str | None = None
    amr: tuple[str, ...] = ()


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and what only this browser may know until it comes back.

    With SAML `state` is the id of the request and `nonce` the RelayState; it has no verifier.
    """

    url: str
    state: str
    nonce: str
    verifier: str = ""


def domain_of(email: str) -> str:
    """What stands behind the last @ of a folded address; empty where there is none."""
    return email.rpartition("@")[2] if "@" in email else ""


def vouched(provider: IdentityProvider, said: Said) -> str | None:
    """The address this provider may speak for: one it calls verified, in a domain that was configured for it."""
    if said.issuer != provider.issuer or not said.verified or not said.email:
        return None
    return said.email if domain_of(said.email) in provider.domains else None


def counts_as_second_factor(provider: IdentityProvider, said: Said) -> bool:
    """Whether the way of signing in there is one that the operator lets stand for our second factor."""
    return said.acr in provider.acr or not set(said.amr).isdisjoint(provider.amr)


def ways_for(
    providers: Iterable[IdentityProvider], emails: Iterable[str], organisation: str
) -> tuple[IdentityProvider, ...]:
    """The providers of an organisation that may speak for one of these addresses."""
    domains = {domain_of(each.lower()) for each in emails}
    return tuple(
        each for each in providers if each.organisation == organisation and not domains.isdisjoint(each.domains)
    )


def demanded(
    providers: Iterable[IdentityProvider], emails: Iterable[str], organisation: str | None = None
) -> IdentityProvider | None:
    """The provider that these addresses must sign in through, if there is one; of one organisation where it is given."""
    domains = {domain_of(each) for each in emails}
    for each in providers:
        if each.required and organisation in (None, each.organisation) and not domains.isdisjoint(each.domains):
            return each
    return None


def demand_sentence(provider: IdentityProvider) -> str:
    """Where somebody signs in whose password and mailed links are not taken."""
    domains = " and ".join(provider.domains)
    return (
        f"People with an address at {domains} sign in with {provider.label}, not with a password or a mailed link. "
        f"Use “Sign in with {provider.label}” on the sign-in page."
    )


def safe_address(url: object) -> bool:
    """Whether a provider may be talked with there: over https, or on this machine itself."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or not host or any(c.isspace() for c in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
