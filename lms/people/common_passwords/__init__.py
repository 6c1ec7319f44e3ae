"""Whether a password is one of the commonest that ever leaked: those are tried first (ASVS 5.0.0, V6.2.4 and V6.2.12)."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from lms.people.rules import normal_password

KEPT = Path(__file__).with_name("keys.txt")
_DIGITS = 10


def key_of(password: str) -> str:
    """What the list holds of a password, however its letters are cased: 40 bits of its SHA-256, as hex digits.

    Of 55 million other passwords one is taken for one of the 20,000.
    """
    folded = normal_password(password).casefold()
    return hashlib.sha256(folded.encode()).hexdigest()[:_DIGITS]


def is_common(password: str) -> bool:
    """Whether the list has it, small or capital letters alike."""
    return key_of(password) in _keys()


@cache
def _keys() -> frozenset[str]:
    return frozenset(KEPT.read_text(encoding="ascii").split())
