"""What an import does, in words for the screen and the terminal."""

from __future__ import annotations

from datetime import date

from lms.people.importing.rules import columns as col
from lms.people.importing.rules.facts import Change, Wish
from lms.people.permissions import LEARNER
from lms.people.rules import ROLES

MONTHS = "January February March April May June July August September October November December".split()


def thousands(number: int) -> str:
    """`4,800`."""
    return f"{number:,}"


def day(text: str) -> str:
    """`4 May 2026` from `2026-05-04`."""
    found = date.fromisoformat(text)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def hours(minutes: int) -> str:
    """`2.5 h a week` from minutes."""
    return f"{minutes / 60:g} h a week"


def wish_words(wish: Wish) -> str:
    """What somebody new gets: role, clinic, first day, hours, access."""
    parts = []
    if wish.role and wish.clinic and wish.start_date:
        title = "PCP champion" if wish.champion else ROLES[wish.role]
        parts.append(f"{title}, {wish.clinic.name}, from {day(wish.start_date.isoformat())}")
    if wish.minutes:
        parts.append(hours(wish.minutes))
    parts += [f"access as {kind}" for kind, _ in wish.access]
    return ", ".join(parts) or "No role"


def change_words(change: Change) -> str:
    """What changes for somebody who is here already."""
    return _change(change.what, change.before, change.after)


def role_words(role: str, clinic: str, start: date) -> str:
    """A role that was begun, as it is kept with an import."""
    return f"{ROLES[role]}, {clinic}, from {day(start.isoformat())}"


def effect_words(kind: str, before: str | None, after: str | None) -> str:
    """What was done, by the kind of effect; empty for the access that comes with every role."""
    if kind == "access" and after == LEARNER:
        return ""
    made = {
        "account": f"New account, {after}",
        "address": f"Second address {after}",
        "role": f"Trains for {after}",
        "access": f"Access as {after}",
    }
    kinds = {"hours": col.HOURS}
    return made.get(kind) or _change(kinds.get(kind, kind), before or "", after or "")


def _change(what: str, before: str, after: str) -> str:
    if what == col.ROLE:
        return f"Begins to train: {after}"
    if what == col.START:
        return f"First day with CoCM patients: {day(before)} becomes {day(after)}"
    if what == col.HOURS:
        return f"Agreed time: {hours(int(before)) if before else 'as the role says'} becomes {hours(int(after))}"
    if what == col.ACCESS:
        return f"Gets access as {after}"
    return f"Legal name {after}, to be confirmed"
