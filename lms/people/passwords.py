"""Judge new passwords, hash and check them. Hashing (argon2id) is slow by intent: never inside a write transaction."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from lms.people.common_passwords import is_common
from lms.people.rules import PASSWORD_MOST, TRIED_FIRST, normal_password, password_problem
from lms.settings import Settings


@dataclass(frozen=True)
class Checked:
    """Whether a password fits, and a new hash to store when the parameters have changed since."""

    fits: bool
    new_hash: str | None = None


@lru_cache(maxsize=4)
def _hasher(memory_kib: int, rounds: int) -> PasswordHasher:
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


@lru_cache(maxsize=4)
def _nobody(memory_kib: int, rounds: int) -> str:
    # An unknown address costs the same work as a known one, so that the time says nothing.
    return _hasher(memory_kib, rounds).hash("nobody has this password")


def new_password_problem(password: str, *, name: str, emails: tuple[str, ...]) -> str | None:
    """What is wrong with a new password, in a sentence, or None: by the rules, then by the list of the commonest."""
    return password_problem(password, name=name, emails=emails) or (TRIED_FIRST if is_common(password) else None)


def hash_password(password: str, settings: Settings) -> str:
    """The argon2id hash to store."""
    return _hasher(settings.argon2_memory_kib, settings.argon2_rounds).hash(normal_password(password))


def check_password(stored: str | None, password: str, settings: Settings) -> Checked:
    """Whether `password` fits the stored hash; None (unknown, or no password yet) never fits and takes as long."""
    hasher = _hasher(settings.argon2_memory_kib, settings.argon2_rounds)
    nobody = _nobody(settings.argon2_memory_kib, settings.argon2_rounds)
    given = normal_password(password[: 4 * PASSWORD_MOST])
    try:
        hasher.verify(stored or nobody, given)
    except (VerificationError, InvalidHashError):
        return Checked(False)
    if not stored:
        return Checked(False)
    return Checked(True, hasher.hash(given) if hasher.check_needs_rehash(stored) else None)
