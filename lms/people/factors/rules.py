"""Rules of the second step: which code fits when, who must have a factor, how long a proof is fresh."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from lms.people.permissions import GIVES, LEARNER, Granted

STEP_SECONDS = 30
"""Length of one time step (RFC 6238, 5.2)."""
DRIFT = 1
"""Steps by which a phone's clock may be wrong, either way (RFC 6238, 6)."""
DIGITS = 6
CODES = 10
"""Recovery codes in one set."""
FACTORS_MOST = 10
NAME_MOST = 60
HALF_LIFETIME = timedelta(minutes=10)
"""How long a sign-in waits for its second step, and an app that was begun for its first code."""
FRESH = timedelta(minutes=15)
"""How long a proof is enough for acts of much consequence."""


class Demand(StrEnum):
    """Who must have a second factor: the setting LMS_SECOND_FACTOR."""

    NOBODY = "no"
    STAFF = "staff"


class Failed(StrEnum):
    """Why a code was not taken."""

    WRONG = "wrong"
    USED = "used"


def step_at(instant: datetime) -> int:
    """The number of the time step an instant lies in."""
    return int(instant.timestamp()) // STEP_SECONDS


def accepted_step(code: str, *, code_at: Callable[[int], str], now: datetime, last_step: int | None) -> int | Failed:
    """The time step whose code this is, or why it is not taken.

    `code_at` gives the right code of a step. A code counts in its own step and `DRIFT` steps beside it, and only if no
    code of its step or a later one was used before (RFC 6238, 5.2: accepted once).
    """
    here = step_at(now)
    fitting = [
        step for step in range(here - DRIFT, here + DRIFT + 1) if hmac.compare_digest(code_at(step), bare_code(code))
    ]
    fresh = [step for step in fitting if last_step is None or step > last_step]
    if fresh:
        return fresh[0]
    return Failed.USED if fitting else Failed.WRONG


def bare_code(typed: str) -> str:
    """A code as it is compared: lower case, without blanks and hyphens, letters that look like figures read as such."""
    bare = re.sub(r"[\s\-\u2010-\u2015]", "", typed).casefold()
    bare = bare.translate(str.maketrans("oil", "011"))
    # What is compared in constant time may hold nothing but ASCII.
    return bare if bare.isascii() else ""


def is_app_code(typed: str) -> bool:
    """Whether this has the form of an app's code: six figures."""
    bare = bare_code(typed)
    return len(bare) == DIGITS and bare.isdigit()


def grouped(code: str) -> str:
    """A recovery code as it is shown: six groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4)).upper()


def is_staff(grants: Sequence[Granted], day: date) -> bool:
    """Whether somebody holds on a day any access beyond that of a learner to her own training and the tour."""
    return any(_is_staff_kind(grant.kind) and grant.holds_on(day) for grant in grants)


def _is_staff_kind(kind: str) -> bool:
    return not GIVES[kind] <= GIVES[LEARNER]


def must_have(demand: Demand, grants: Sequence[Granted], day: date) -> bool:
    """Whether the installation demands a second factor of somebody with these grants."""
    return demand is Demand.STAFF and is_staff(grants, day)


def own_learning_only(grants: Sequence[Granted]) -> tuple[Granted, ...]:
    """The grants that stay open to somebody who must set up a second factor first."""
    return tuple(grant for grant in grants if not _is_staff_kind(grant.kind))


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Whether a proof still is enough for acts of much consequence."""
    return proved_at is not None and now - proved_at <= FRESH


def is_waiting(created_at: datetime, now: datetime) -> bool:
    """Whether a half sign-in, or an app without its first code, still waits."""
    return now - created_at < HALF_LIFETIME


def keep_problem(*, demanded: bool, others: int) -> str | None:
    """Why a factor cannot be taken away, in a sentence, or None; `others` is how many confirmed ones would remain."""
    if demanded and others == 0:
        return "Your access needs a second step, and this is the only one you have. Add another first."
    return None
