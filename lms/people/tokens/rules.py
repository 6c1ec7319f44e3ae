"""What a token may be limited to, how long it lives, and what may stand in its name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lms.people.permissions import EVERY_ACCOUNT, Permission

LONGEST = timedelta(days=366)
"""From the day a token is made to its last day, at most."""
NAME_MOST = 80


@dataclass(frozen=True)
class Scope:
    """One thing a token may be used for; `needs`: its owner must hold one of these for it to open anything."""

    id: str
    words: str
    needs: frozenset[Permission]
    writes: bool = False


SCOPES = {
    each.id: each
    for each in (
        Scope("people:read", "Read who works and trains here", frozenset({Permission.PEOPLE_READ})),
        Scope(
            "people:write",
            "Invite and deactivate people",
            frozenset({Permission.PEOPLE_INVITE, Permission.PEOPLE_DEACTIVATE}),
            writes=True,
        ),
        Scope("roles:read", "Read roles held and their dates", frozenset({Permission.CLINIC_READINESS})),
        Scope("roles:write", "Change start dates, with a reason", frozenset({Permission.PLAN_CHANGE}), writes=True),
        Scope("readiness:read", "Read standings and counts", frozenset({Permission.CLINIC_READINESS})),
        Scope("meetings:read", "Read meetings", frozenset({Permission.MEETING_READ})),
        Scope("programmes:read", "Read programmes", frozenset({Permission.PROGRAMME_READ})),
        Scope(
            "completions:read",
            "Read what was completed, here and elsewhere",
            frozenset({Permission.CLINIC_READINESS, Permission.OWN_LEARNING}),
        ),
        Scope("certificates:read", "Read certificates and their files", frozenset({Permission.OWN_CERTIFICATE})),
    )
}


def scopes_of(held: Iterable[Permission]) -> tuple[Scope, ...]:
    """The scopes that would open something to whoever holds these permissions."""
    permissions = {*held, *EVERY_ACCOUNT}
    return tuple(each for each in SCOPES.values() if each.needs & permissions)


def last_day_problem(last_day: date, today: date) -> str | None:
    """Why a token cannot end on this day, or None."""
    if last_day < today:
        return "The last day is over. Choose today or a later day."
    if last_day > today + LONGEST:
        return "A token ends within a year. Choose an earlier last day; another token can be made then."
    return None


def in_force(*, last_day: date, revoked: bool, today: date) -> bool:
    """Whether a token opens anything on a local day of its owner."""
    return not revoked and today <= last_day
