"""The code on a certificate, 80 random bits a person can read out, and its serial number."""

from __future__ import annotations

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
RANDOM_BYTES = 10
_READ_AS = {"O": "0", "I": "1", "L": "1"}
_DASHES = "-‐‑‒–—−"


def new_code(randbytes: Callable[[int], bytes]) -> str:
    """A new code in fours, as `7Q4M-20K9-XV3T-8HPD`; `randbytes` is `secrets.token_bytes` outside tests."""
    number = int.from_bytes(randbytes(RANDOM_BYTES), "big")
    return in_fours("".join(ALPHABET[(number >> shift) & 31] for shift in range(75, -1, -5)))


def in_fours(code: str) -> str:
    """A 16-character code with a dash after every fourth character."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def normalise(text: str) -> str | None:
    """The 16 characters a person meant, capital and without dashes, or None if it cannot be a code.

    Case, spaces and any kind of dash do not matter; O is read as 0, I and L as 1. U is no letter of the alphabet.
    """
    kept = "".join(character for character in text if not character.isspace() and character not in _DASHES)
    if len(kept) != LENGTH or not kept.isascii():
        return None
    read = "".join(_READ_AS.get(character, character) for character in kept.upper())
    return read if all(character in ALPHABET for character in read) else None


def serial(year: int, number: int) -> str:
    """The serial of the `number`th certificate an organisation issued in `year`, as `2026-000418`."""
    if number < 1:
        raise ValueError("Serial numbers start at 1.")
    return f"{year:04d}-{number:06d}"
