"""A letter that the program wrote by itself, for the cast of the house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.nudge import with_way_out
from lms.outbox.actions import write_letter
from lms.people.permissions import Actor
from lms.readiness.nudges.actions import choose
from lms.readiness.rules.nudging import Choice


def write_nudge(session: Session, owner: Actor, now: datetime, role_held_id: str) -> str:
    """A letter on a date that comes near to the owner, and choices of hers; returns the token of its way out."""
    text, (address, hashed) = with_way_out("Your date comes near.\n", "http://127.0.0.1:8000")
    write_letter(
        session, kind="due date", account_id=owner.account_id, occasion=f"{role_held_id}:2026-06-22:30",
        to="marisol@saltmarsh.example", subject="Your training", text=text, now=now, unsubscribe=(address, hashed),
    )  # fmt: skip
    choose(session, actor=owner, now=now, choice=Choice(quiet_from=20))
    return address.rpartition("/")[2]
