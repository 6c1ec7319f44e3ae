"""Encrypt what is kept for one account and one purpose, with a key made from the installation's secret."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def seal_for(secret: str, account_id: str, purpose: str) -> Fernet:
    """One key for each account and purpose: a row moved to another account cannot be opened."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"{purpose} {account_id}".encode())
    return Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode())))
