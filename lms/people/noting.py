"""How people's actions check a name and note what was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from lms.audit.actions import record
from lms.errors import Invalid
from lms.people.permissions import Actor
from lms.people.rules import clean_name, name_problem

REASON_MOST = 500
YEARS = range(2000, 2201)


def note(session: Session, by: tuple[Actor, datetime], chain: str, act: str, subject: Any, **details: Any) -> None:
    """An audit line for a row just written; `by` is who and when."""
    actor, now = by
    record(
        session,
        chain=chain,
        actor_id=actor.account_id or None,
        at=now,
        act=act,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        details=details,
    )


def checked_name(raw: str, *, field: str = "name") -> str:
    """A name as it is kept. Raises Invalid with the reason."""
    name = clean_name(raw)
    problem = name_problem(name)
    if problem:
        raise Invalid(problem, field=field)
    return name


def checked_day(day: date, *, field: str) -> date:
    """A date a timeline can be counted from and to. Raises Invalid outside the years 2000 to 2200."""
    if day.year not in YEARS:
        raise Invalid(f"Enter a date between {YEARS[0]} and {YEARS[-1]}.", field=field)
    return day


def checked_reason(raw: str) -> str:
    """A reason as it is kept, 1 to 500 characters. Raises Invalid."""
    reason = " ".join(raw.split())
    if not reason:
        raise Invalid("Say why; the reason stays with the record.", field="reason")
    if any(not character.isprintable() for character in reason):
        raise Invalid("The reason holds a character that cannot be printed. Type it again.", field="reason")
    if len(reason) > REASON_MOST:
        raise Invalid(f"Use at most {REASON_MOST} characters.", field="reason")
    return reason
