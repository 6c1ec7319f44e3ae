"""Authenticator apps (TOTP, RFC 6238): the secret, sealed with the installation's key, its codes and its picture."""

from __future__ import annotations

import pyotp
import segno
from cryptography.fernet import InvalidToken

from lms.people.factors.rules import DIGITS, STEP_SECONDS
from lms.people.sealing import seal_for

PURPOSE = "second factor"
ISSUER = "Linchpin"


def new_secret() -> str:
    """160 random bits in base 32 (RFC 4226, 4)."""
    return pyotp.random_base32()


def sealed(app_secret: str, *, secret: str, account_id: str) -> bytes:
    """The secret as it is stored: readable with the installation's key, for this account."""
    return seal_for(secret, account_id, PURPOSE).encrypt(app_secret.encode())


def opened(stored: bytes, *, secret: str, account_id: str) -> str | None:
    """The secret again; None when it was sealed with another key, or for another account."""
    try:
        return seal_for(secret, account_id, PURPOSE).decrypt(stored).decode()
    except InvalidToken:
        return None


def code_at(app_secret: str, step: int) -> str:
    """The code of a time step."""
    return pyotp.TOTP(app_secret, digits=DIGITS, interval=STEP_SECONDS).generate_otp(max(step, 0))


def picture(app_secret: str, *, email: str) -> str:
    """A QR code that apps read, as SVG without style attributes, which our content policy would refuse."""
    address = pyotp.TOTP(app_secret).provisioning_uri(name=email or "account", issuer_name=ISSUER)
    return str(
        segno.make(address, error="m", micro=False).svg_inline(
            scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None
        )
    )


def spelled(app_secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(app_secret[at : at + 4] for at in range(0, len(app_secret), 4))
