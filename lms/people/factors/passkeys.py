"""Passkeys (WebAuthn): what the browser is asked for, and whether its answer holds. The user is always verified by the device."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

LENGTH_MOST = 20_000
NAME_HERE = "Linchpin"
_VERIFIED = UserVerificationRequirement.REQUIRED
# What a forged answer may raise besides the library's own: it is JSON of any shape.
_BROKEN = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Site:
    """The address passkeys are bound to."""

    host: str
    origin: str


@dataclass(frozen=True)
class NewPasskey:
    """What is stored of a passkey: its id (base64url), public key (COSE) and count of signatures."""

    credential_id: str
    public_key: bytes
    sign_count: int


class NotTaken(Exception):
    """The browser's answer does not hold: forged, of another site, of another moment, or broken."""


def site_of(base_url: str) -> Site | None:
    """The site of an installation, or None where browsers allow no passkey: an address of figures, or without TLS."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        safe = parts.scheme == "https" or host == "localhost" or host.endswith(".localhost")
        return Site(host, f"{parts.scheme}://{parts.netloc}") if safe and host else None
    return None


def asked_to_make(site: Site, *, account_id: str, email: str, name: str, there: Sequence[str], challenge: bytes) -> str:
    """Options for `navigator.credentials.create`, as JSON; passkeys that are there already are not made twice."""
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=NAME_HERE,
        user_id=account_id.encode(),
        user_name=email or name,
        user_display_name=name,
        challenge=challenge,
        exclude_credentials=_described(there),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
        ),
    )
    return webauthn.options_to_json(options)


def asked_to_prove(site: Site, *, allowed: Sequence[str], challenge: bytes) -> str:
    """Options for `navigator.credentials.get`, as JSON; without `allowed` the device offers those it has for this site."""
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=challenge, allow_credentials=_described(allowed), user_verification=_VERIFIED
    )
    return webauthn.options_to_json(options)


def _described(ids: Sequence[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in ids]


def checked_new(site: Site, answer: str, *, challenge: bytes) -> NewPasskey:
    """The passkey that was made. Raises NotTaken."""
    try:
        made = webauthn.verify_registration_response(
            credential=answer[:LENGTH_MOST],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise NotTaken from error
    return NewPasskey(bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count)


def id_in(answer: str) -> str:
    """Which passkey an answer says it is of; empty when it says nothing."""
    try:
        found = json.loads(answer[:LENGTH_MOST])["id"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return found if isinstance(found, str) else ""


def checked_proof(site: Site, answer: str, *, challenge: bytes, public_key: bytes, sign_count: int) -> int:
    """The new count of signatures of a passkey that signed the challenge. Raises NotTaken, too where the count went back."""
    try:
        proved = webauthn.verify_authentication_response(
            credential=answer[:LENGTH_MOST],
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise NotTaken from error
    return proved.new_sign_count
