"""Opaque identifiers: 80 random bits in Crockford's alphabet, lower case, 16 characters."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 16


def new_id() -> str:
    """A new identifier, unguessable and safe in an address."""
    number = int.from_bytes(secrets.token_bytes(10), "big")
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(75, -1, -5))


def is_id(text: str) -> bool:
    """Whether `text` has the form of an identifier."""
    return len(text) == LENGTH and all(character in ALPHABET for character in text)
