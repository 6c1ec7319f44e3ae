"""Confirm the legal name, the last gate of many certificates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.acts.follow_up import World, follow_up
from lms.credit.models import Certificate
from lms.credit.rules import tidy_name
from lms.errors import Invalid
from lms.people.own_account import confirm_legal_name
from lms.people.permissions import Actor


def confirm_name(
    session: Session, *, actor: Actor, now: datetime, world: World, legal_name: str
) -> tuple[Certificate, ...]:
    """Keep the confirmed name and issue what waited for it. Raises Invalid with the reason."""
    name = tidy_name(legal_name)
    if name is None:
        raise Invalid(
            "Write your name as it must stand on the certificate: letters, at most 120 characters.", field="legal_name"
        )
    confirm_legal_name(session, actor=actor, now=now, legal_name=name)
    return follow_up(session, actor=actor, now=now, account_id=actor.account_id, world=world)
